"""One node of a cluster, as a process that is no real node."""

import asyncio
import os
import re
import signal
import sys
from pathlib import Path

import pytest

from server.cluster.member import Member
from server.cluster.slots import Slot
from server.embedded.errors import EmbeddedError
from tests.integration.cluster import fake_node
from tests.nodes import free_port
from tests.timeouts import WAIT_MAX_S

FAKE = (sys.executable, "-S", fake_node.__file__)


def a_member(folder: Path, said: list[str], **environment: str) -> Member:
    """Make a member on free ports."""
    slot = Slot("node1", free_port(), free_port())
    environment |= {"AUCTION_OPERATIONS_PORT": str(slot.operations_port)}
    return Member(slot, environment, folder / "node1.log", say=said.append, command=FAKE)


def pid_in(line: str) -> int:
    """Return the pid in a line for the operator."""
    return int(line.rpartition(" ")[2])


async def until(said: list[str], lines: int) -> None:
    """Wait for so many lines."""
    async with asyncio.timeout(WAIT_MAX_S):
        while len(said) < lines:
            await asyncio.sleep(0.01)


async def test_a_killed_node_is_started_again_a_replaced_one_too_and_a_stopped_one_has_left(
    tmp_path: Path,
) -> None:
    said: list[str] = []
    member = a_member(tmp_path, said)
    await member.start()
    running = asyncio.create_task(member.run())
    os.kill(pid_in(said[0]), signal.SIGKILL)
    await until(said, 3)
    assert re.match(r"node1 was killed \(SIGKILL\) and is started again", said[1])
    async with asyncio.timeout(WAIT_MAX_S):
        await member.replace()
    assert len({pid_in(said[0]), pid_in(said[2]), pid_in(said[3])}) == 3
    os.kill(pid_in(said[3]), signal.SIGTERM)
    async with asyncio.timeout(WAIT_MAX_S):
        await running
    assert said[4:] == ["node1 was stopped and has left"]


async def test_a_node_that_does_not_start_is_named_with_its_last_line(tmp_path: Path) -> None:
    member = a_member(tmp_path, [], FAILS="1")
    with pytest.raises(EmbeddedError, match="node1 does not start: nothing works here"):
        await member.start()

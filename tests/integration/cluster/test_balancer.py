"""HAProxy in front of a cluster's slots."""

import asyncio
import shutil
import sys
from pathlib import Path

import pytest

from server.cluster.balancer import find_haproxy, running_balancer
from server.cluster.slots import Slot
from server.settings import SettingsError
from tests.cluster.balanced import need_haproxy
from tests.integration.cluster import fake_node
from tests.nodes import free_port


async def test_a_slot_is_served_once_it_is_switched_on_and_its_node_is_ready(
    tmp_path: Path,
) -> None:
    need_haproxy()
    places = [Slot(f"node{number}", free_port(), free_port()) for number in (1, 2)]
    log = tmp_path / "haproxy.log"
    async with running_balancer("127.0.0.1", free_port(), places, log) as balancer:
        node = await asyncio.create_subprocess_exec(
            *(sys.executable, "-S", fake_node.__file__),
            env={"AUCTION_OPERATIONS_PORT": str(places[1].operations_port)},
        )
        try:
            assert not await balancer.serves(places[1])
            await balancer.switch_on(places[1])
            assert await balancer.until_served(places[1])
            assert not await balancer.serves(places[0])
            text = balancer.file.read_text().splitlines()
            lines = [line for line in text if line.startswith("    server ")]
            assert [line.endswith("disabled") for line in lines] == [True, False]
        finally:
            node.kill()
            await node.wait()


def test_without_haproxy_one_line_names_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name, path=None: None)
    with pytest.raises(SettingsError, match="apt-get install haproxy") as refused:
        find_haproxy()
    assert "\n" not in str(refused.value)

"""Packets that are refused: each is counted, none leaves a line in the log, and no other socket waits."""

import asyncio
import logging
from collections import Counter
from functools import partial

import pytest

from server.node.process.logs import LIBRARY_LEVELS
from tests.hostile.corpus.packets import AFTER_JOINING, BEFORE_JOINING, CLOSING
from tests.hostile.polling_session import polling_session
from tests.nodes import LiveNode, StoreUrls, connected, node_here
from tests.raw_socket import raw_socket
from tests.timeouts import eventually


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> "LogLines":
    """The lines that the node would write to its log from now on."""
    for name, level in LIBRARY_LEVELS.items():
        caplog.set_level(level, name)
    return LogLines(caplog, capfd)


class LogLines:
    """The lines of the libraries and of the product."""

    def __init__(self, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
        self._caplog = caplog
        self._capfd = capfd

    def clear(self) -> None:
        self._caplog.clear()
        self._capfd.readouterr()

    def all(self) -> list[str]:
        records = [r for r in self._caplog.records if r.levelno >= logging.WARNING]
        libraries = [record.getMessage() for record in records]
        # Debug lines are not written by a node, whose filter stands at info.
        written = "".join(self._capfd.readouterr()).splitlines()
        return [*libraries, *(line for line in written if "[debug" not in line)]


def has_risen(counts: Counter[str], reason: str, before: int) -> bool:
    """Return whether the count of a reason, if there is one, has risen by one."""
    return counts[reason] == before + bool(reason)


async def test_a_refused_packet_of_a_websocket_is_counted_and_not_logged(
    node: LiveNode, lines: LogLines
) -> None:
    await node.put_up()
    lines.clear()
    refused = node.sockets.refused
    async with connected(node, node.token("ann")) as other:
        for joined, packets in ((False, BEFORE_JOINING), (True, AFTER_JOINING)):
            for packet, reason in packets.items():
                before = refused[reason]
                async with raw_socket(node.url) as raw:
                    if joined:
                        await raw.join()
                    raw.send(packet)
                    await eventually(partial(has_risen, refused, reason, before))
        for packet in CLOSING:
            async with raw_socket(node.url) as raw:
                await raw.join()
                raw.send(packet)
                assert await raw.ended(), packet[:40]
        assert refused["malformed"] == len(CLOSING)
        assert (await other.call("clock", {"sent_at": 1}))["ok"] is True
        await eventually(lambda: len(node.sockets.eio.sockets) == 1)
    assert lines.all() == []


async def test_a_refused_packet_by_polling_is_counted_and_not_logged(
    node: LiveNode, lines: LogLines
) -> None:
    await node.put_up()
    lines.clear()
    refused = node.sockets.refused
    for joined, packets in ((False, BEFORE_JOINING), (True, AFTER_JOINING)):
        for packet, reason in packets.items():
            before = refused[reason]
            session = await polling_session(node)
            if joined:
                await session.join()
            await session.send(packet)
            assert refused[reason] == before + bool(reason), packet[:40]
            await session.send("1")
    for packet in CLOSING:
        session = await polling_session(node)
        await session.join()
        await session.send(packet)
        assert (await session.poll())[0] == 400, packet[:40]
    assert refused["malformed"] == len(CLOSING)
    assert lines.all() == []


async def test_an_unknown_namespace_is_refused_with_an_object(node: LiveNode) -> None:
    async with raw_socket(node.url) as raw:
        await raw.join()
        raw.send("40/elsewhere,{}", "40/with?query=1,", '421["clock",{"sent_at":1}]')
        assert await raw.text() == '44/elsewhere,{"message":"Invalid namespace"}'
        assert await raw.text() == '44/with,{"message":"Invalid namespace"}'
        assert (await raw.ack())[0] == 1


async def test_the_counts_are_metrics(stores: StoreUrls) -> None:
    async with node_here(stores) as node:
        async with raw_socket(node.url) as raw:
            await raw.join()
            raw.send("430[]")
            await asyncio.sleep(0.05)
        async with node.http.get(f"{node.url}/metrics") as response:
            text = await response.text()
    assert 'auction_refused_packets_total{reason="acknowledgement"} 1.0' in text

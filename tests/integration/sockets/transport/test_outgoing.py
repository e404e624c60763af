"""Slow readers on a live node: they get the latest state or are cut, and no other socket waits."""

import asyncio
import itertools
import json
from collections.abc import Iterable

import pytest

from server.sockets.rooms.delivery import Delivery
from server.sockets.transport.outgoing import WRITE_HIGH_WATER_BYTES
from server.sockets.transport.rate_limits import RateLimiter
from tests.nodes import LiveNode
from tests.raw_socket import raw_socket
from tests.timeouts import WAIT_MAX_S, eventually


async def send_states(node: LiveNode, sid: str, numbers: Iterable[int]) -> None:
    """Send a socket the states of one topic, until it is closed."""
    delivery = Delivery(node.sockets.eio)
    for number in numbers:
        if sid not in node.sockets.eio.sockets:
            break
        delivery.send([sid], "state", {"number": number, "text": "x" * 8_000}, topic="state")
        await delivery.all_sent()
        await asyncio.sleep(0.001)


def states(data: bytes) -> list[int]:
    """Return the numbers of the states in a stream of frames."""
    return [int(part.partition(b",")[0]) for part in data.split(b'{"number":')[1:]]


async def test_a_slow_reader_gets_the_latest_state_and_no_backlog(node: LiveNode) -> None:
    async with raw_socket(node.url) as slow:
        await slow.join()
        (sid,) = node.sockets.eio.sockets
        await send_states(node, sid, range(500))
        seen = b""
        async with asyncio.timeout(WAIT_MAX_S):
            while b'"number":499,' not in seen:
                seen += await slow.reader.read(1 << 20)
        numbers = states(seen)
    assert numbers == sorted(numbers)
    assert numbers[-1] == 499
    assert len(numbers) < 400


async def test_a_stalled_reader_is_cut_and_no_other_socket_waits(
    node: LiveNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.sockets.transport.outgoing.STALL_TIMEOUT_S", 1.5)
    await node.put_up()
    async with raw_socket(node.url) as stalled, raw_socket(node.url) as ann:
        await ann.join(node.token("ann"))
        sid = json.loads((await stalled.text())[1:])["sid"]
        stalled.send("40")
        sending = asyncio.create_task(send_states(node, sid, itertools.count()))
        await eventually(lambda: node.sockets.eio.sockets[sid].behind)
        answers = 0
        async with asyncio.timeout(WAIT_MAX_S):
            while not sending.done():
                await ann.call("clock", {"sent_at": 1}, answers)
                answers += 1
                await asyncio.sleep(0.01)
        await eventually(lambda: node.sockets.manager.sid_from_eio_sid(sid, "/") is None)
    # A socket that waited for the stalled reader would have been answered only after it was cut.
    assert answers >= 2


async def test_a_client_that_reads_no_answers_is_not_read_from(node: LiveNode) -> None:
    await node.put_up(description="x" * 4_000)
    node.sockets.limiter = node.sockets.eio.limiter = RateLimiter(None)
    async with raw_socket(node.url) as greedy:
        await greedy.join()
        (connection,) = node.sockets.eio.sockets.values()
        greedy.send(*['421["watch",{"item_id":"lamp"}]'] * 5_000)
        await eventually(lambda: connection.buffered > WRITE_HIGH_WATER_BYTES, 20)
        await asyncio.sleep(0.2)
        assert connection.buffered < WRITE_HIGH_WATER_BYTES + 10_000
        assert not connection.reading

"""Readers that don't keep up: the slow get the newest state, the stuck are cut, and nobody else waits."""

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


async def stuff(node: LiveNode, sid: str, messages: Iterable[int]) -> None:
    """Send a socket ever newer states of one thing, for as long as it is there."""
    delivery = Delivery(node.sockets.eio)
    for number in messages:
        if sid not in node.sockets.eio.sockets:
            break
        delivery.send([sid], "state", {"number": number, "text": "x" * 8_000}, topic="state")
        await delivery.all_sent()
        await asyncio.sleep(0.001)


def states(data: bytes) -> list[int]:
    """Return the numbers of the states in a stream of frames."""
    return [int(part.partition(b",")[0]) for part in data.split(b'{"number":')[1:]]


async def test_a_reader_that_is_slow_gets_the_newest_state_and_no_backlog(node: LiveNode) -> None:
    async with raw_socket(node.url) as slow:
        await slow.join()
        (sid,) = node.sockets.eio.sockets
        await stuff(node, sid, range(500))
        seen = b""
        async with asyncio.timeout(WAIT_MAX_S):
            while b'"number":499,' not in seen:
                seen += await slow.reader.read(1 << 20)
        numbers = states(seen)
    assert numbers == sorted(numbers)
    assert numbers[-1] == 499
    assert len(numbers) < 400


async def test_a_reader_that_is_stuck_is_cut_and_nobody_else_waits(
    node: LiveNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.sockets.transport.outgoing.STALL_TIMEOUT_S", 1.5)
    await node.put_up()
    async with raw_socket(node.url) as stuck, raw_socket(node.url) as ann:
        await ann.join(node.token("ann"))
        sid = json.loads((await stuck.text())[1:])["sid"]
        stuck.send("40")
        stuffing = asyncio.create_task(stuff(node, sid, itertools.count()))
        await eventually(lambda: node.sockets.eio.sockets[sid].behind)
        answers = 0
        async with asyncio.timeout(WAIT_MAX_S):
            while not stuffing.done():
                await ann.call("clock", {"sent_at": 1}, answers)
                answers += 1
                await asyncio.sleep(0.01)
        await eventually(lambda: node.sockets.manager.sid_from_eio_sid(sid, "/") is None)
    # If anybody waited for the stuck reader, then for as long as it was there.
    assert answers >= 10


async def test_a_client_that_reads_no_answers_is_not_read_from(node: LiveNode) -> None:
    await node.put_up(description="x" * 4_000)
    node.sockets.limiter = node.sockets.eio.limiter = RateLimiter(None)
    async with raw_socket(node.url) as greedy:
        await greedy.join()
        (connection,) = node.sockets.eio.sockets.values()
        greedy.send(*['421["watch",{"item_id":"lamp"}]'] * 5_000)
        await eventually(lambda: connection.buffered > WRITE_HIGH_WATER_BYTES, 20)
        await asyncio.sleep(0.2)
        assert connection.buffered < WRITE_HIGH_WATER_BYTES + 8_000
        assert not connection.reading

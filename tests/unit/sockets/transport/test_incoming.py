"""A connection that is held: it reads nothing, and is not closed for a pong that may wait unread."""

import asyncio
from collections import Counter
from types import SimpleNamespace
from typing import Any, cast
from unittest.mock import Mock

import pytest

from server.sockets.overload.fair_reading import FairReading
from server.sockets.overload.throttle import Throttle
from server.sockets.transport.connection import Connection
from server.sockets.transport.frames import FrameReader
from server.sockets.transport.pipeline import Pipeline, Reply
from server.sockets.transport.rate_limits import RateLimiter
from server.sockets.transport.slow_readers import SlowReaders
from server.sockets.transport.timer_wheel import TimerWheel
from server.sockets.transport.write_coalescer import WriteCoalescer
from tests.raw_socket import client_frame

PING_TIMEOUT_S = 20.0
BID, WATCH = client_frame('421["bid",{}]'), client_frame('422["watch",{}]')


class Transport:
    """A transport that is read or not."""

    def __init__(self) -> None:
        self.reading = True
        self.aborted = False
        self.written: list[bytes] = []

    def is_reading(self) -> bool:
        return self.reading

    def is_closing(self) -> bool:
        return False

    def pause_reading(self) -> None:
        self.reading = False

    def resume_reading(self) -> None:
        self.reading = True

    def set_write_buffer_limits(self, high: int) -> None:
        pass

    def get_write_buffer_size(self) -> int:
        return 0

    def write(self, data: bytes) -> None:
        self.written.append(data)

    def abort(self) -> None:
        self.aborted = True


class Held:
    """A connection on a fake transport, whose packets a test begins."""

    def __init__(self) -> None:
        self.transport, self.throttle = Transport(), Throttle(lambda: 0.0)
        self.packets: list[bytes] = []
        self.host = SimpleNamespace(
            wheel=TimerWheel(),
            coalescer=WriteCoalescer(),
            slow_readers=SlowReaders(),
            limiter=RateLimiter(None),
            throttle=self.throttle,
            fair_reading=FairReading(),
            begin=self.begin,
            refuse_held=self.refuse,
            refused=Counter[str](),
            ping_interval=25.0,
            ping_timeout=PING_TIMEOUT_S,
            has_joined=Mock(return_value=True),
            lost=Mock(),
        )
        self.connection = Connection(
            cast("Any", self.host),
            cast("asyncio.Transport", self.transport),
            FrameReader(65_536),
            sid="eio-ann",
            address="::1",
        )

    def refuse(self, connection: Connection, data: bytes, start: int) -> tuple[int, int, bytes]:
        if data[start:].startswith(BID):
            return 1, start + len(BID), b"refused"
        return 0, start, b""

    def begin(self, pipeline: Pipeline, peer: Any, packet: bytes, wait_ms: int) -> None:
        self.packets.append(packet)


@pytest.fixture
async def held() -> Held:
    return Held()


async def test_a_held_connection_is_not_read_until_it_is_let_go(held: Held) -> None:
    held.connection.hold()
    held.connection.resume_reading()
    held.connection.caught_up()
    assert not held.connection.reading
    held.connection.let_go()
    assert held.connection.reading


async def test_the_bids_that_a_throttled_connection_has_sent_are_refused_before_they_are_begun(
    held: Held,
) -> None:
    held.connection.data_received(BID)
    held.connection.throttled = True
    held.connection.data_received(BID + WATCH + BID)
    assert not held.connection.throttled, "everything is read that it has sent"
    held.connection.data_received(BID)
    await asyncio.sleep(0)
    assert held.packets == [b'21["bid",{}]', b'22["watch",{}]', b'21["bid",{}]']
    assert held.transport.written == [b"refusedrefused"]


async def test_an_offender_that_is_held_for_a_bid_has_no_further_one_of_the_same_reading_decided(
    held: Held,
) -> None:
    def begin(pipeline: Pipeline, peer: Any, packet: bytes, wait_ms: int) -> None:
        held.packets.append(packet)
        held.throttle._hold(peer, 0.0)

    held.host.begin, held.connection.offender_until = begin, 1.0
    held.connection.data_received(BID * 3)
    await asyncio.sleep(0)
    assert (held.packets, held.transport.written) == ([b'21["bid",{}]'], [b"refusedrefused"])
    assert (held.connection.throttled, held.connection.reading) == (True, False)


async def test_a_refused_bid_is_answered_after_the_bids_before_it(held: Held) -> None:
    replies: list[Reply] = []

    def begin(pipeline: Pipeline, peer: Any, packet: bytes, wait_ms: int) -> None:
        replies.append(Reply())
        pipeline._replies.append(replies[0])

    held.host.begin = begin
    held.connection.data_received(BID)
    held.connection.throttled = True
    held.connection.data_received(BID)
    await asyncio.sleep(0)
    assert held.transport.written == []
    replies[0].frame = b"accepted"
    assert held.connection.pipeline is not None
    held.connection.pipeline.advance()
    await asyncio.sleep(0)
    assert held.transport.written == [b"acceptedrefused"]


@pytest.mark.parametrize("throttled", [False, True])
async def test_a_connection_is_closed_without_a_pong_unless_that_may_wait_unread(
    held: Held, throttled: bool
) -> None:
    assert held.connection._keep_alive() == PING_TIMEOUT_S
    held.connection.throttled = throttled
    held.connection._keep_alive()
    assert (held.transport.aborted, held.connection.closed) == (not throttled, not throttled)
    held.connection.throttled = False
    assert held.connection._keep_alive() is None
    assert held.connection.closed

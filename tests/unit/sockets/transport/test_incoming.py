"""A connection that is held reads nothing."""

import asyncio
from typing import Any
from unittest.mock import Mock

import pytest

from server.sockets.overload.event_pacing import ANONYMOUS, EventPacing
from server.sockets.transport.pipeline import Pipeline, Reply
from server.sockets.transport.rate_limits import Limits, RateLimiter
from tests.raw_socket import client_frame
from tests.timeouts import eventually
from tests.unit.sockets.transport.fake_connection import BID, WATCH, Held


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


async def test_a_connection_with_a_packet_that_waits_is_not_read_until_its_turn(
    held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    pacing = held.host.pacing = EventPacing(10, lambda _: False)
    monkeypatch.setattr("server.edge.rates.time", Mock(monotonic=lambda: 0.0))
    for _ in range(ANONYMOUS * 2):
        held.connection.data_received(WATCH)
    assert held.connection.reading
    held.packets.clear()
    held.connection.data_received(WATCH)
    held.connection.resume_reading()
    assert (held.packets, held.connection.reading, pacing.waited) == ([], False, 1)
    await eventually(lambda: held.connection.reading)
    assert held.packets == [b'22["watch",{}]']


async def test_frames_behind_a_packet_that_waits_are_not_even_counted_until_it_begins(
    held: Held,
) -> None:
    def begin(pipeline: Pipeline, peer: Any, packet: bytes, wait_ms: int) -> None:
        held.packets.append(packet)
        pipeline.handle_alone(answer())

    async def answer() -> bytes:
        await answered.wait()
        return b""

    answered, counted = asyncio.Event(), Mock()
    held.host.begin = begin
    held.host.limiter = Mock(frame=counted, event=Mock(return_value=0))
    held.connection.data_received(WATCH * 1_000 + client_frame("3"))
    assert (len(held.packets), counted.call_count, held.connection.reading) == (1, 2, False)
    answered.set()
    await eventually(lambda: held.connection.reading)
    assert (held.packets, counted.call_count) == ([b'22["watch",{}]'] * 1_000, 1_001)
    assert held.connection.pipeline is None


async def test_what_a_connection_has_sent_after_a_flood_is_not_read(
    held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Mock(monotonic=lambda: 0.0)
    monkeypatch.setattr("server.sockets.transport.rate_limits.time", clock)
    held.host.limiter = RateLimiter(Limits(events_per_s=1))
    held.connection.data_received(WATCH * 30)
    assert held.connection.flooded
    begun = len(held.packets)
    held.connection.resume_reading()
    assert (len(held.packets), held.connection.reading) == (begun, False)


@pytest.mark.parametrize(
    "frame",
    [client_frame("3"), client_frame("", 0x89), client_frame("", 0x8A)],
    ids=["pong packet", "ping frame", "pong frame"],
)
async def test_control_frames_and_unasked_pongs_are_a_flood_sooner_than_events(
    held: Held, frame: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Mock(monotonic=lambda: 0.0)
    monkeypatch.setattr("server.sockets.transport.rate_limits.time", clock)
    held.host.limiter = RateLimiter(Limits(events_per_s=1))
    for _ in range(5):
        held.connection.ping()
        held.connection.data_received(client_frame("3"))
    assert held.connection.pongs == 5
    held.connection.data_received(frame)
    assert not held.connection.flooded
    held.connection.data_received(frame)
    assert held.connection.flooded
    assert not held.connection.reading

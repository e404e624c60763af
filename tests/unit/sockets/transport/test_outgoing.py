"""The sending half of a connection: one write per turn, and the bounds of a slow reader."""

import asyncio
from typing import cast

import pytest

from server.sockets.transport.outgoing import (
    STALL_TIMEOUT_S,
    WRITE_BYTES_MAX,
    WRITE_HIGH_WATER_BYTES,
    Outgoing,
)
from server.sockets.transport.slow_readers import SlowReaders
from server.sockets.transport.timer_wheel import TimerWheel
from server.sockets.transport.write_coalescer import WriteCoalescer
from tests.virtual_time import in_virtual_time


class FakeTransport:
    """Records writes; `unsent` is the size of its write buffer."""

    def __init__(self) -> None:
        self.writes: list[bytes] = []
        self.unsent = 0
        self.high_water = 0

    def set_write_buffer_limits(self, high: int) -> None:
        self.high_water = high

    def get_write_buffer_size(self) -> int:
        return self.unsent

    def write(self, data: bytes) -> None:
        self.writes.append(data)


class FakeOutgoing(Outgoing):
    """Records that it was cut or has caught up."""

    def __init__(
        self, transport: FakeTransport, wheel: TimerWheel, slow: SlowReaders | None = None
    ) -> None:
        slow = slow or SlowReaders()
        super().__init__(cast("asyncio.Transport", transport), wheel, WriteCoalescer(), slow)
        self.is_cut = False
        self.times_caught_up = 0

    def cut(self) -> None:
        self.is_cut = True
        self._transport = None

    def caught_up(self) -> None:
        self.times_caught_up += 1


@pytest.fixture
def transport() -> FakeTransport:
    return FakeTransport()


@pytest.fixture
def wheel() -> TimerWheel:
    return TimerWheel()


@pytest.fixture
def outgoing(transport: FakeTransport, wheel: TimerWheel) -> FakeOutgoing:
    return FakeOutgoing(transport, wheel)


async def test_frames_of_one_turn_leave_in_one_write_and_in_order(
    outgoing: FakeOutgoing, transport: FakeTransport
) -> None:
    outgoing.write(b"a")
    outgoing.deliver(b"b", "topic")
    outgoing.write(b"c")
    assert transport.writes == []
    await asyncio.sleep(0)
    assert transport.writes == [b"abc"]


async def test_a_message_that_no_other_frame_precedes_is_written_at_once(
    outgoing: FakeOutgoing, transport: FakeTransport
) -> None:
    outgoing.deliver(b"a", "topic")
    assert transport.writes == [b"a"]


async def test_a_message_without_a_topic_leaves_in_one_write_with_the_next_one(
    outgoing: FakeOutgoing, transport: FakeTransport
) -> None:
    outgoing.deliver(b"a", None)
    outgoing.deliver(b"b", "topic")
    await asyncio.sleep(0)
    assert transport.writes == [b"ab"]


async def test_a_client_that_is_behind_is_sent_only_the_latest_message_of_each_topic(
    outgoing: FakeOutgoing, transport: FakeTransport
) -> None:
    assert transport.high_water == WRITE_HIGH_WATER_BYTES
    outgoing.pause_writing()
    for data, topic in ((b"p1", "price"), (b"w1", "watchers"), (b"p2", "price")):
        outgoing.deliver(data, topic)
    assert (outgoing.behind, transport.writes, outgoing.buffered) == (True, [], 4)
    outgoing.resume_writing()
    assert (outgoing.behind, transport.writes) == (False, [b"w1", b"p2"])
    assert outgoing.times_caught_up == 1


async def test_a_message_without_a_topic_is_sent_to_a_client_that_is_behind(
    outgoing: FakeOutgoing, transport: FakeTransport
) -> None:
    outgoing.pause_writing()
    outgoing.deliver(b"a", None)
    await asyncio.sleep(0)
    assert transport.writes == [b"a"]


@pytest.mark.parametrize(
    ("unsent", "is_cut"), [(WRITE_BYTES_MAX, False), (WRITE_BYTES_MAX + 1, True)]
)
async def test_a_client_with_too_much_unsent_data_is_cut(
    outgoing: FakeOutgoing, transport: FakeTransport, *, unsent: int, is_cut: bool
) -> None:
    transport.unsent = unsent
    outgoing.write(b"a")
    await asyncio.sleep(0)
    assert (outgoing.is_cut, transport.writes == []) == (is_cut, is_cut)


@in_virtual_time
async def test_a_client_that_stays_behind_for_the_stall_timeout_is_cut() -> None:
    wheel = TimerWheel()
    outgoing = FakeOutgoing(FakeTransport(), wheel)
    async with wheel.running():
        outgoing.pause_writing()
        await asyncio.sleep(STALL_TIMEOUT_S - 1)
        assert not outgoing.is_cut
        await asyncio.sleep(2)
        assert outgoing.is_cut


@in_virtual_time
async def test_a_client_that_catches_up_begins_a_new_stall_timeout() -> None:
    wheel = TimerWheel()
    outgoing = FakeOutgoing(FakeTransport(), wheel)
    async with wheel.running():
        outgoing.pause_writing()
        await asyncio.sleep(STALL_TIMEOUT_S - 1)
        outgoing.resume_writing()
        outgoing.pause_writing()
        await asyncio.sleep(STALL_TIMEOUT_S - 1)
        assert not outgoing.is_cut
        await asyncio.sleep(2)
        assert outgoing.is_cut


async def test_a_connection_has_at_most_one_stall_timer(
    outgoing: FakeOutgoing, wheel: TimerWheel, monkeypatch: pytest.MonkeyPatch
) -> None:
    timers: list[float] = []
    monkeypatch.setattr(wheel, "add", lambda callback, delay_s: timers.append(delay_s))
    for _ in range(3):
        outgoing.pause_writing()
        outgoing.resume_writing()
    assert timers == [STALL_TIMEOUT_S]


async def test_nothing_is_written_after_the_connection_was_cut(
    outgoing: FakeOutgoing, transport: FakeTransport
) -> None:
    outgoing.write(b"a")
    outgoing.cut()
    outgoing.deliver(b"b", None)
    await asyncio.sleep(0)
    outgoing.deliver(b"c", "topic")
    assert (transport.writes, outgoing.buffered) == ([], 0)

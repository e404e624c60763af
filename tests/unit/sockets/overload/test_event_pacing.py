"""Event pacing: beyond the rate of their address, sockets have their events begun in turn."""

import asyncio
from dataclasses import dataclass, field
from unittest.mock import Mock

import pytest

from server.sockets.overload.event_pacing import (
    ANONYMOUS,
    BURST_S,
    BYTES_PER_COUNT,
    EVENTS_PER_TURN,
    SIGNED_IN,
    EventPacing,
)
from tests.timeouts import eventually

WATCH, BID = b'21["watch",{}]', b'2/,21["bid",{}]'
RATE = 10
BURST = round(RATE * BURST_S)
"""Events that a socket's rate has in a burst."""


@pytest.fixture(autouse=True)
def no_time_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep used rates used, on a machine of any speed."""
    monkeypatch.setattr("server.edge.rates.time", Mock(monotonic=lambda: 0.0))


@dataclass(eq=False)
class Socket:
    """Sends what a test says; `turns` counts its turns."""

    pacing: EventPacing
    sid: str = "eio-1"
    address: str = "1.1.1.1"
    closed: bool = False
    granted: int = 0
    has_erred: bool = False
    turns: list[str] = field(default_factory=list)

    def waits(self, packet: bytes = WATCH, wait_ms: int = 0) -> bool:
        return self.pacing.waits(self, packet, wait_ms, lambda: self.turns.append(self.sid))


def use_up(socket: Socket) -> None:
    """Use up the rate of a socket's address."""
    for _ in range(ANONYMOUS * BURST):
        assert not socket.waits()


@pytest.fixture
def pacing() -> EventPacing:
    """A pacing of sockets that may send RATE events per second, where `eio-ann` has an identity."""
    return EventPacing(RATE, lambda sid: sid == "eio-ann")


async def test_sockets_without_an_identity_share_the_rate_of_their_address(
    pacing: EventPacing,
) -> None:
    first, second = Socket(pacing), Socket(pacing, sid="eio-2")
    sent = [each.waits() for _ in range(ANONYMOUS) for each in (first, second)]
    assert sent == [False] * ANONYMOUS * BURST
    assert first.waits()
    assert second.waits()
    assert not Socket(pacing, address="2.2.2.2").waits()
    assert first.turns == []
    await eventually(lambda: first.turns + second.turns == ["eio-1", "eio-2"])


async def test_sockets_with_an_identity_have_a_larger_rate_and_turns_of_their_own(
    pacing: EventPacing,
) -> None:
    ann, others = Socket(pacing, sid="eio-ann"), [Socket(pacing) for _ in range(3)]
    use_up(others[0])
    assert all(each.waits() for each in others)
    assert [ann.waits() for _ in range(SIGNED_IN * BURST + 1)].index(True) == SIGNED_IN * BURST
    order: list[str] = []
    for each in (ann, *others):
        each.turns = order
    await eventually(lambda: len(order) == 4)
    assert order == ["eio-1", "eio-ann", "eio-1", "eio-1"]


async def test_a_long_event_counts_once_more_for_each_kib(pacing: EventPacing) -> None:
    long, socket = b'21["watch",{"item_id":"' + b"x" * 4 * BYTES_PER_COUNT + b'"}]', Socket(pacing)
    sent = [socket.waits(long) for _ in range(ANONYMOUS * BURST)]
    assert sent.index(True) == ANONYMOUS * BURST // 5
    await eventually(lambda: socket.turns)
    assert [socket.waits(long), socket.waits()] == [False, True], "one is a whole turn"


async def test_an_event_above_the_rate_of_its_socket_always_waits(pacing: EventPacing) -> None:
    socket = Socket(pacing)
    assert [socket.waits(wait_ms=5), socket.waits(BID, wait_ms=5)] == [True, True]
    await eventually(lambda: len(socket.turns) == 2)


async def test_after_a_refusal_a_socket_waits_for_one_turn(pacing: EventPacing) -> None:
    socket = Socket(pacing, has_erred=True)
    assert socket.waits(BID)
    await eventually(lambda: socket.turns)
    assert not any(socket.waits(BID) for _ in range(2 * EVENTS_PER_TURN))


async def test_a_turn_begins_a_few_events(pacing: EventPacing) -> None:
    socket = Socket(pacing)
    use_up(socket)
    assert socket.waits()
    await eventually(lambda: socket.turns)
    assert [socket.waits() for _ in range(EVENTS_PER_TURN + 1)].index(True) == EVENTS_PER_TURN
    assert pacing.waited == 2


async def test_a_bid_waits_only_if_it_is_early_or_another_was_refused_unread(
    pacing: EventPacing,
) -> None:
    sockets = [Socket(pacing) for _ in range(4)]
    use_up(sockets[0])
    assert not sockets[1].waits(BID)
    sockets[2].has_erred = True
    assert sockets[2].waits(BID)
    assert sockets[1].waits(BID, wait_ms=5)
    assert sockets[3].waits(b'2["watch",["bid",1]]')


async def test_a_socket_that_has_closed_takes_no_turn_and_learns_of_it(pacing: EventPacing) -> None:
    gone, here = Socket(pacing, closed=True), Socket(pacing, sid="eio-2")
    use_up(gone)
    assert gone.waits()
    assert here.waits()
    await eventually(lambda: here.turns)
    assert (gone.turns, here.turns) == (["eio-1"], ["eio-2"])


async def test_a_polling_socket_waits_and_may_be_cancelled(pacing: EventPacing) -> None:
    socket = Socket(pacing)
    use_up(socket)
    cancelled = asyncio.create_task(pacing.turn(socket, WATCH, 0))
    waiting = asyncio.create_task(pacing.turn(socket, WATCH, 0))
    await asyncio.sleep(0)
    cancelled.cancel()
    await waiting
    assert (cancelled.cancelled(), pacing.waited) == (True, 2)


async def test_without_a_limit_nothing_waits() -> None:
    socket = Socket(EventPacing(None, lambda _: False))
    assert not any(socket.waits() for _ in range(1_000))

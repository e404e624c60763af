"""Bids that are refused by their heads: those of a throttled socket, and all of an overloaded node."""

import json
from typing import Any, cast

import pytest

from server.domain.rejection import Code, Rejection
from server.sockets.busy_bids import BusyBids
from server.sockets.dispatch import EVENT_HEAD
from server.sockets.overload.throttle import Throttle
from tests.unit.sockets.fake_peer import FakePeer

BUSY = Rejection(Code.BUSY, "too busy", {"retry_after_ms": 1_000})
BID, WATCH = b'217["bid",{}]', b'217["watch",{}]'


@pytest.fixture
def socket() -> FakePeer:
    return FakePeer(cast("Any", None))


def refused(busy: BusyBids, socket: FakePeer, packet: bytes, wait_ms: int = 0) -> Any:
    """Return the error of the answer to an event, None if it is not refused."""
    head = EVENT_HEAD.match(packet)
    assert head is not None
    answer = busy.refuse_event(socket, head, wait_ms)
    assert answer is None or answer.startswith(b"317[")
    return answer and json.loads(answer[3:])[0]["error"]


async def test_an_overloaded_node_refuses_bids_alone(socket: FakePeer) -> None:
    busy = BusyBids(lambda: BUSY, Throttle())
    error = {"code": "busy", "message": "too busy", "retry_after_ms": 1_000}
    assert refused(busy, socket, BID) == error
    assert refused(busy, socket, WATCH) is None


async def test_a_bid_above_the_rate_is_left_to_the_rate_limit(socket: FakePeer) -> None:
    busy = BusyBids(lambda: BUSY, Throttle())
    assert refused(busy, socket, BID, wait_ms=40) is None
    socket.throttled = True
    assert refused(busy, socket, BID, wait_ms=40)["code"] == "busy", "a throttled one costs less"


async def test_a_node_with_room_refuses_the_bids_of_throttled_sockets_alone(
    socket: FakePeer,
) -> None:
    throttle = Throttle()
    busy = BusyBids(lambda: None, throttle)
    assert refused(busy, socket, BID) is None
    socket.throttled = True
    assert refused(busy, socket, BID)["code"] == "busy"
    assert refused(busy, socket, WATCH) is None
    assert throttle.refused == 1


@pytest.mark.parametrize("message", [b"4" + WATCH, b"4" + b'1["bid",{}]', b'42["bidder",{}]', b"3"])
def test_a_message_that_is_no_bid_is_not_refused(socket: FakePeer, message: bytes) -> None:
    assert BusyBids(lambda: None, Throttle()).refuse_message(socket, message) is None


@pytest.mark.parametrize("message", [b"4" + BID, b'42/,17["bid",'])
def test_a_message_that_is_a_bid_is_answered_as_a_frame(socket: FakePeer, message: bytes) -> None:
    answer = BusyBids(lambda: None, Throttle()).refuse_message(socket, message)
    assert answer is not None
    assert b'4317[{"ok":false,"error":{"code":"busy"' in answer


async def test_only_the_answer_busy_is_noted(socket: FakePeer) -> None:
    throttle = Throttle()
    busy = BusyBids(lambda: None, throttle)
    for body in (Rejection(Code.TOO_LOW, "too low", {}), {"ok": True}):
        assert busy.note(socket, body) is body
    assert not throttle._warned
    assert busy.note(socket, BUSY) is BUSY
    assert throttle._warned

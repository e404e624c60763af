"""Bids that are refused by their heads: those of a throttled socket, and all of an overloaded node."""

import json
from typing import Any, cast

import pytest

from server.domain.rejection import Code, Rejection
from server.sockets.acknowledgements import acknowledgement_frame
from server.sockets.busy_bids import _WAIT, BusyBids
from server.sockets.dispatch import EVENT_HEAD
from server.sockets.overload.throttle import RETRY_MIN_MS, Throttle
from tests.raw_socket import client_frame
from tests.unit.sockets.fake_peer import FakePeer

BUSY = Rejection(Code.BUSY, "too busy", {"retry_after_ms": 1_000})
BID, WATCH = b'217["bid",{}]', b'217["watch",{}]'


def throttle_of_a_calm_node() -> Throttle:
    """Make the throttle of a node where no command waits."""
    return Throttle(lambda: 0.0)


def answer() -> Rejection:
    """Return the refusal of a bid that was sent too early."""
    return Rejection(Code.BUSY, _WAIT, {"retry_after_ms": RETRY_MIN_MS})


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


async def test_an_overloaded_node_refuses_bids_of_offenders_by_their_heads(
    socket: FakePeer,
) -> None:
    busy = BusyBids(lambda: BUSY, throttle_of_a_calm_node())
    error = {"code": "busy", "message": "too busy", "retry_after_ms": 1_000}
    assert refused(busy, socket, BID) is None, "its item may have room"
    socket.offender_until = 1.0
    assert refused(busy, socket, WATCH) is None
    assert refused(busy, socket, BID) == error


async def test_a_bid_above_the_rate_is_left_to_the_rate_limit(socket: FakePeer) -> None:
    busy = BusyBids(lambda: BUSY, throttle_of_a_calm_node())
    assert refused(busy, socket, BID, wait_ms=40) is None
    socket.throttled = True
    assert refused(busy, socket, BID, wait_ms=40)["code"] == "busy", "a throttled one costs less"


async def test_a_node_with_room_refuses_the_bids_of_throttled_sockets_alone(
    socket: FakePeer,
) -> None:
    throttle = throttle_of_a_calm_node()
    busy = BusyBids(lambda: None, throttle)
    assert refused(busy, socket, BID) is None
    socket.throttled = True
    assert refused(busy, socket, BID)["code"] == "busy"
    assert refused(busy, socket, WATCH) is None
    assert throttle.refused == 1


async def test_the_bids_that_a_throttled_websocket_has_sent_are_answered_together(
    socket: FakePeer,
) -> None:
    throttle = throttle_of_a_calm_node()
    busy = BusyBids(lambda: None, throttle)
    bid = ['["bid",{"bid_id":"b1","item_id":"lamp","amount":100}]', '["watch",{}]']
    bids = b"".join(client_frame(f"42{number}{bid[0]}") for number in ("8", "", "9", "10"))
    count, end, answers = busy.refuse_held(socket, bids + client_frame(f"4211{bid[1]}"), 0)
    assert (count, end, throttle.refused) == (4, len(bids), 4)
    wanted = [acknowledgement_frame(number, answer()) for number in (b"8", b"9", b"10")]
    assert answers == b"".join(wanted)
    assert busy.refuse_held(socket, bids, end) == (0, end, b"")


async def test_only_a_bid_of_an_offender_that_is_not_refused_is_taken(
    socket: FakePeer, monkeypatch: pytest.MonkeyPatch
) -> None:
    throttle = throttle_of_a_calm_node()
    taken: list[object] = []
    monkeypatch.setattr(throttle, "taken", taken.append)
    refused(BusyBids(lambda: None, throttle), socket, BID)
    socket.offender_until = 1.0
    refused(BusyBids(lambda: BUSY, throttle), socket, BID)
    assert socket.throttled, "so that the bids behind it are refused with it"
    throttle.read(socket)
    refused(BusyBids(lambda: None, throttle), socket, WATCH)
    assert taken == []
    refused(BusyBids(lambda: None, throttle), socket, BID)
    assert taken == [socket]


async def test_only_the_answer_busy_is_noted(socket: FakePeer) -> None:
    throttle = throttle_of_a_calm_node()
    busy = BusyBids(lambda: None, throttle)
    for body in (Rejection(Code.TOO_LOW, "too low", {}), {"ok": True}):
        assert busy.note(socket, body) is body
    assert not throttle._warned
    assert busy.note(socket, BUSY) is BUSY
    assert throttle._warned

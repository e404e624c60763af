"""Placing and retracting bids."""

import pytest

from server.bidding.settling.records import Accepted
from server.domain.commands import PlaceBid, RetractBid
from server.domain.events import Reason
from server.domain.rejection import Code, Rejection
from server.use_cases.bidding import begin_bid, place_bid, retract_bid
from server.wire.errors import Refused
from server.wire.requests import Bid, Retract
from tests.unit.use_cases.stand_ins import ANN, RecordingFloor

ACCEPTED = Accepted(3, 150, 160, leading=True, ends_at=None)
BID = Bid(bid_id="b1", item_id="lamp", amount=150, max_amount=200, quantity=2)
RETRACT = Retract(bid_id="b1", item_id="lamp", reason=Reason.MISTYPED)


async def test_a_bid_reaches_the_floor_under_the_bidders_own_name() -> None:
    recorded = RecordingFloor(ACCEPTED)
    answer = await place_bid(recorded.floor, ANN, BID)
    assert not isinstance(answer, Rejection)
    assert (answer["bid_id"], answer["item_id"], answer["seq"]) == ("b1", "lamp", 3)
    ((item_id, command),) = recorded.commands
    assert (item_id, command) == ("lamp", PlaceBid(BID.bid_id, ANN.bidder, 150, 200, 2))  # type: ignore[arg-type]


async def test_a_bid_can_be_begun_without_waiting_for_its_answer() -> None:
    recorded = RecordingFloor(ACCEPTED)
    pending = begin_bid(recorded.floor, ANN, BID)
    assert (len(recorded.commands), pending.answer.done()) == (1, False)
    await pending.answer
    assert pending.body() == await place_bid(recorded.floor, ANN, BID)


async def test_the_floors_rejection_is_returned_as_a_value() -> None:
    rejection = Rejection(Code.TOO_LOW, "too low", {"minimum": 160})
    recorded = RecordingFloor(rejection)
    assert await place_bid(recorded.floor, ANN, BID) is rejection
    assert await retract_bid(recorded.floor, ANN, RETRACT) is rejection


async def test_a_retraction_names_the_bid_and_the_reason() -> None:
    recorded = RecordingFloor(ACCEPTED)
    assert await retract_bid(recorded.floor, ANN, RETRACT) == {"ok": True, "seq": 3}
    ((_, command),) = recorded.commands
    assert isinstance(command, RetractBid)
    assert (command.bid_id, command.by, command.reason) == ("b1", ANN.bidder, Reason.MISTYPED)


async def test_a_bid_and_a_retraction_need_a_token() -> None:
    recorded = RecordingFloor(ACCEPTED)
    for use_case in (
        place_bid(recorded.floor, None, BID),
        retract_bid(recorded.floor, None, RETRACT),
    ):
        with pytest.raises(Refused, match="unauthenticated"):
            await use_case
    assert recorded.commands == []

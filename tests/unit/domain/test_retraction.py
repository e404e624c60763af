"""Retraction: which bids go, until when, and the item without them."""

from typing import Any

import pytest
from msgspec.structs import replace

from server.domain.commands import CancelItem, CloseItem, Command, PauseItem, PlacedBid, RetractBid
from server.domain.decide import Decision, decide
from server.domain.events import BidsRetracted, Reason
from server.domain.evolve import evolve
from server.domain.item import Item
from server.domain.rejection import Code
from server.domain.retraction import BARRED_MAX
from server.domain.types import Bidder, BidId, Format, Millis, Retraction, UserId
from tests.unit.domain.sale import (
    ANN,
    BEN,
    CEM,
    HOUSE,
    NOON,
    accepted,
    after,
    bid,
    least,
    opened,
    placed,
    refused,
)

HOUR: Millis = 3_600_000


class Bidding:
    """An item with everything that was bid on it, which a retraction needs."""

    def __init__(self, **changes: Any) -> None:
        self.item: Item = opened(**changes)
        self.placed: list[PlacedBid] = []

    def bid(self, bid_id: str, bidder: Bidder, amount: int, at: Millis = NOON, **more: Any) -> None:
        """Place a bid that must be accepted."""
        command = bid(amount, bidder, bid_id, **more)
        events = accepted(decide(self.item, command, at))
        self.placed += placed(command, events)
        self.item = after(self.item, command, now=at)

    def retract(self, bid_id: str, by: Bidder, at: Millis = NOON) -> Decision:
        """Decide a retraction."""
        command = RetractBid(BidId(bid_id), by, Reason.MISTYPED, tuple(self.placed))
        return decide(self.item, command, at)

    def without(self, bid_id: str, by: Bidder, at: Millis = NOON) -> Item:
        """Return the item after a retraction."""
        (event,) = accepted(self.retract(bid_id, by, at))
        return evolve(self.item, event)


def two_bidders(ends_at: Millis | None) -> Bidding:
    """Let Ann and Ben bid twice each: 100, 110, 120, 130."""
    bidding = Bidding(ends_at=ends_at)
    for bid_id, bidder, amount in [
        ("a1", ANN, 100),
        ("b1", BEN, 110),
        ("a2", ANN, 120),
        ("b2", BEN, 130),
    ]:
        bidding.bid(bid_id, bidder, amount)
    return bidding


def test_more_than_12_hours_before_the_end_all_bids_of_the_bidder_go() -> None:
    bidding = two_bidders(NOON + 12 * HOUR + 1)
    (event,) = accepted(bidding.retract("b1", BEN))
    assert isinstance(event, BidsRetracted)
    assert event.bid_ids == ("b1", "b2")
    assert (event.price, event.leader, event.leader_max) == (100, ANN, 120)


def test_in_the_last_12_hours_only_the_latest_goes() -> None:
    bidding = two_bidders(NOON + 12 * HOUR)
    item = bidding.without("b2", BEN)
    assert (item.price, item.leader) == (120, ANN)
    assert refused(bidding.retract("b1", BEN)).code is Code.NOT_RETRACTABLE


def test_in_the_last_12_hours_a_bid_can_be_retracted_for_an_hour() -> None:
    bidding = two_bidders(NOON + 12 * HOUR)
    assert bidding.without("b2", BEN, NOON + HOUR).leader == ANN
    assert refused(bidding.retract("b2", BEN, NOON + HOUR + 1)).code is Code.NOT_RETRACTABLE


def test_an_end_that_only_the_auctioneer_knows_counts_as_near() -> None:
    bidding = two_bidders(None)
    assert refused(bidding.retract("b1", BEN)).code is Code.NOT_RETRACTABLE
    assert bidding.without("b2", BEN).leader == ANN


def test_during_a_pause_the_time_to_the_end_stands_still() -> None:
    bidding = two_bidders(NOON + 12 * HOUR + 1)
    bidding.item = after(bidding.item, PauseItem(HOUSE))
    (event,) = accepted(bidding.retract("b1", BEN, NOON + HOUR))
    assert isinstance(event, BidsRetracted)
    assert len(event.bid_ids) == 2


@pytest.mark.parametrize(("bid_id", "by"), [("b2", ANN), ("unknown", BEN), ("a2", CEM)])
def test_a_bidder_cannot_retract_anothers_bid(bid_id: str, by: Bidder) -> None:
    assert refused(two_bidders(None).retract(bid_id, by)).code is Code.NOT_FOUND


def test_a_bid_that_is_gone_already_is_found_done() -> None:
    bidding = two_bidders(None)
    bidding.item = bidding.without("b2", BEN)
    gone = [
        PlacedBid(**{**_fields(each), "retracted": each.bid_id == "b2"}) for each in bidding.placed
    ]
    bidding.placed = gone
    assert accepted(bidding.retract("b2", BEN)) == ()
    assert bidding.without("b1", BEN).price == 100


@pytest.mark.parametrize("form", list(Format))
@pytest.mark.parametrize("end", [CloseItem(HOUSE), CancelItem(HOUSE)])
def test_no_bid_is_retracted_after_the_end(form: Format, end: Command) -> None:
    clock = {"step": 10, "interval_ms": 1_000, "floor_price": 50} if form is Format.DUTCH else {}
    several = {"quantity": 2} if form in (Format.DUTCH, Format.FIXED) else {}
    bidding = Bidding(format=form, **clock, **several)
    bidding.bid("a1", ANN, 100)
    bidding.item = after(bidding.item, end)
    assert refused(bidding.retract("a1", ANN)).code is Code.NOT_RETRACTABLE


def test_without_its_only_bid_an_item_starts_anew() -> None:
    bidding = Bidding(start_price=100)
    bidding.bid("a1", ANN, 500, max_amount=900)
    item = bidding.without("a1", ANN)
    assert (item.price, item.leader, item.leader_max, least(item)) == (100, None, 0, 100)


def test_a_retracted_losing_bid_no_longer_raises_the_price() -> None:
    bidding = Bidding(ends_at=NOON + 24 * HOUR)
    bidding.bid("a1", ANN, 100, max_amount=900)
    bidding.bid("b1", BEN, 300, max_amount=700)
    assert bidding.item.price == 710
    bidding.bid("c1", CEM, 720)
    item = bidding.without("c1", CEM)
    assert (item.price, item.leader, item.leader_max) == (710, ANN, 900)
    bidding.placed = bidding.placed[:2]
    assert bidding.without("b1", BEN).price == 100


def numbers(decision: Decision) -> tuple[int, ...]:
    """Return the numbers of the bids that are gone by a retraction."""
    (event,) = accepted(decision)
    assert isinstance(event, BidsRetracted)
    return event.seqs


def test_a_retraction_names_the_numbers_of_the_bids_that_are_gone() -> None:
    assert numbers(two_bidders(NOON + 24 * HOUR).retract("b1", BEN)) == (4, 6)
    assert numbers(two_bidders(None).retract("b2", BEN)) == (6,)


def test_an_automatic_bid_goes_with_the_bid_that_it_answered() -> None:
    bidding = Bidding()
    bidding.bid("a1", ANN, 100, max_amount=900)
    bidding.bid("b1", BEN, 300)
    bidding.bid("c1", CEM, 400)
    assert numbers(bidding.retract("b1", BEN)) == (4, 5)
    assert bidding.without("b1", BEN).price == 410


def test_automatic_bids_go_with_the_maximum_that_they_were_made_for() -> None:
    bidding = Bidding()
    bidding.bid("a1", ANN, 100, max_amount=900)
    bidding.bid("b1", BEN, 300)
    assert numbers(bidding.retract("a1", ANN)) == (3, 5)


def test_an_automatic_bid_stays_that_an_earlier_maximum_had_made_or_would_have() -> None:
    bidding = Bidding()
    bidding.bid("a1", ANN, 100, max_amount=500)
    bidding.bid("b1", BEN, 300)
    bidding.bid("a2", ANN, 310, max_amount=2_000)
    bidding.bid("b2", BEN, 400)
    bidding.bid("b3", BEN, 700)
    assert bidding.item.price == 710
    assert numbers(bidding.retract("a2", ANN)) == (10,), "500 reaches the 310 and the 410"
    item = bidding.without("a2", ANN)
    assert (item.price, item.leader) == (700, BEN)


def test_a_retraction_does_not_name_the_number_of_a_raised_maximum() -> None:
    bidding = Bidding()
    bidding.bid("a1", ANN, 100, max_amount=500)
    bidding.bid("a2", ANN, 110, max_amount=900)
    (event,) = accepted(bidding.retract("a2", ANN))
    assert isinstance(event, BidsRetracted)
    assert (event.bid_ids, event.seqs, event.leader_max) == (("a2",), (), 500)


def test_an_item_counts_its_retractions() -> None:
    assert two_bidders(NOON + 24 * HOUR).without("b2", BEN).retractions == 1


def test_claimed_units_are_for_sale_again() -> None:
    bidding = Bidding(format=Format.FIXED, quantity=5)
    bidding.bid("a1", ANN, 100, quantity=2)
    bidding.bid("b1", BEN, 100, quantity=2)
    assert bidding.without("b1", BEN).remaining == 3


def test_the_bid_before_a_retracted_one_is_counted_still() -> None:
    """The count is of bids that were made; a list of them stays whole."""
    assert two_bidders(None).without("b2", BEN).bid_count == 4


def probed(**rules: Any) -> Bidding:
    """Ben has learnt Ann's hidden maximum of 900 by a bid of 10^9."""
    bidding = Bidding(**rules)
    bidding.bid("a1", ANN, 100, max_amount=900)
    bidding.bid("b1", BEN, 110, max_amount=10**9)
    assert bidding.item.price == 910
    return bidding


def test_a_bidder_who_takes_back_what_showed_a_rivals_maximum_is_barred_from_the_item() -> None:
    item = probed().without("b1", BEN)
    assert (item.price, item.leader, item.barred) == (100, ANN, (BEN.user_id,))
    assert refused(decide(item, bid(500, BEN, "b2"), NOON)).code is Code.FORBIDDEN
    assert after(item, bid(500, CEM, "c1")).price == 510


def test_the_auctioneer_decides_whether_that_is_refused_or_free() -> None:
    never = probed(retraction=Retraction.NEVER)
    assert refused(never.retract("b1", BEN)).code is Code.NOT_RETRACTABLE
    free = probed(retraction=Retraction.FREE).without("b1", BEN)
    assert after(free, bid(500, BEN, "b2")).price == 510


def test_a_reserve_is_not_learnt_for_free_either() -> None:
    bidding = Bidding(reserve=700)
    bidding.bid("b1", BEN, 100, max_amount=10**9)
    assert bidding.item.price == 700
    assert bidding.without("b1", BEN).barred == (BEN.user_id,)


@pytest.mark.parametrize("gone", ["b1", "b2"])
def test_a_maximum_that_met_a_later_rival_counts_visible_or_raised(gone: str) -> None:
    bidding = Bidding(ends_at=None)
    bidding.bid("b1", BEN, 100, max_amount=10**9 if gone == "b1" else 200)
    if gone == "b2":
        bidding.bid("b2", BEN, 110, max_amount=10**9)
    bidding.bid("a1", ANN, 300, max_amount=900)
    assert bidding.item.price == 910
    assert bidding.without(gone, BEN).barred == (BEN.user_id,)


def test_a_bid_that_met_nobody_is_corrected_freely() -> None:
    bidding = Bidding()
    bidding.bid("b1", BEN, 10_000)
    item = after(bidding.without("b1", BEN), bid(100, BEN, "b2"))
    assert (item.leader, item.price, item.barred) == (BEN, 100, ())
    raised = two_bidders(None)
    raised.bid("b3", BEN, 140, max_amount=9_000)
    assert raised.without("b3", BEN).barred == (), "a raised maximum that no later bid met"


def test_the_number_of_barred_bidders_is_bounded() -> None:
    bidding = probed()
    others = tuple(UserId(f"user-{number}") for number in range(BARRED_MAX))
    bidding.item = replace(bidding.item, barred=others)
    assert refused(bidding.retract("b1", BEN)).code is Code.NOT_RETRACTABLE


def _fields(bid: PlacedBid) -> dict[str, Any]:
    return {name: getattr(bid, name) for name in bid.__struct_fields__}

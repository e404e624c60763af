"""Receipts: one effect and one answer for a bid_id, and the fields that a retraction needs."""

import pytest

from server.bidding.settling.receipts import answer_again, bid_event, placed_bids
from server.bidding.settling.records import Accepted, Receipt
from server.bidding.settling.settle import Settlement, settle
from server.domain.commands import Command, OpenItem, PlaceBid, ReopenItem, RetractBid
from server.domain.events import BidAccepted, Reason
from server.domain.item import Item
from server.domain.rejection import Code, Rejection
from server.domain.types import BidId, Format
from tests.unit.domain.sale import ANN, BEN, HOUSE, NOON, after_maxima, bid, opened, scheduled

CLOCK = {"format": Format.DUTCH, "step": 10, "interval_ms": 1_000, "floor_price": 50, "quantity": 5}
ITEMS = [
    (opened(), bid(150)),
    (opened(), bid(150, max_amount=400)),
    (opened(reserve=300), bid(150, max_amount=400)),
    (opened(buy_now=500), bid(900)),
    (opened(buy_now=500), bid(600, max_amount=900)),
    (after_maxima(opened(), (ANN, 200)), bid(110, max_amount=300)),
    (opened(**CLOCK), bid(900, quantity=2)),
    (opened(format=Format.UNIFORM, quantity=5), bid(120, quantity=3)),
    (opened(format=Format.FIXED, quantity=5), bid(120, quantity=3)),
]


def settled(item: Item, command: PlaceBid) -> Settlement:
    """Settle a bid that must be accepted."""
    settlement = settle(item, {}, [command], NOON)
    assert isinstance(settlement.answers[0], Accepted), settlement.answers
    return settlement


@pytest.mark.parametrize(("item", "command"), ITEMS)
def test_the_same_bid_is_answered_as_before_whatever_price_came_of_it(
    item: Item, command: PlaceBid
) -> None:
    settlement = settled(item, command)
    receipt = settlement.receipts[command.bid_id]
    assert answer_again(receipt, command) == settlement.answers[0]


@pytest.mark.parametrize(("item", "command"), ITEMS)
@pytest.mark.parametrize(
    "changes", [{"amount": 1}, {"bidder": BEN}, {"max_amount": 5_000}, {"quantity": 4}]
)
def test_a_bid_id_of_a_different_bid_is_reused(
    item: Item, command: PlaceBid, changes: dict[str, object]
) -> None:
    receipt = settled(item, command).receipts[command.bid_id]
    fields = {name: getattr(command, name) for name in command.__struct_fields__}
    answer = answer_again(receipt, PlaceBid(**{**fields, **changes}))
    assert isinstance(answer, Rejection)
    assert answer.code is Code.BID_ID_REUSED


def test_a_maximum_equal_to_the_amount_is_the_same_bid() -> None:
    receipt = settled(opened(), bid(150)).receipts[BidId("b1")]
    assert answer_again(receipt, bid(150, max_amount=150)) == receipt.answer


def test_a_receipt_that_is_older_than_maxima_is_for_its_amount() -> None:
    old = Receipt(ANN.user_id, 150, Accepted(3, 150, 160, leading=True, ends_at=None))
    assert answer_again(old, bid(150)) == old.answer
    (placed,) = placed_bids({BidId("b1"): old})
    assert (placed.most, placed.seq) == (150, 3)


def test_an_automatic_bid_is_not_its_bidders_own_bid() -> None:
    automatic = BidAccepted(seq=3, at=NOON, bid_id=BidId("b"), bidder=ANN, amount=5, auto=True)
    assert bid_event(automatic) is None


def test_bids_are_returned_oldest_first_and_retracted_ones_are_marked() -> None:
    commands: list[Command] = [
        bid(100, ANN, "z"),
        bid(110, BEN, "a"),
        RetractBid(BidId("a"), BEN, Reason.MISTYPED),
    ]
    receipts = settle(opened(), {}, commands, NOON).receipts
    assert [(each.bid_id, each.retracted) for each in placed_bids(receipts)] == [
        ("z", False),
        ("a", True),
    ]


@pytest.mark.parametrize("buying", [bid(900), bid(500, max_amount=900), bid(600, max_amount=900)])
def test_a_bid_that_bought_the_item_stands_for_the_price_once_it_is_reopened(
    buying: PlaceBid,
) -> None:
    item = opened(buy_now=500)
    later: list[Command] = [ReopenItem(HOUSE), bid(550, BEN, "b2", max_amount=700)]
    sold = settle(item, {}, [buying, *later], NOON)
    retraction = RetractBid(BidId("b2"), BEN, Reason.MISTYPED)
    after = settle(sold.after, sold.receipts, [retraction], NOON)
    assert after.after is not None
    assert (after.after.leader, after.after.price, after.after.leader_max) == (ANN, 500, 500)
    again = settle(after.after, {**sold.receipts, **after.receipts}, [buying], NOON)
    assert again.answers[0] == sold.answers[0]


def test_a_bid_that_was_left_stands_for_the_amount_at_which_the_opening_took_it() -> None:
    early: list[Command] = [bid(100, ANN, "a"), bid(100, BEN, "b", max_amount=400), OpenItem(HOUSE)]
    taken = settle(scheduled(early_bids=True), {}, early, NOON)
    assert taken.after is not None
    assert (taken.after.leader, taken.after.price) == (BEN, 110)
    retraction = RetractBid(BidId("a"), ANN, Reason.MISTYPED)
    after = settle(taken.after, taken.receipts, [retraction], NOON)
    assert after.after is not None
    assert (after.after.leader, after.after.price, after.after.leader_max) == (BEN, 110, 400)
    again = settle(after.after, {**taken.receipts, **after.receipts}, [early[1]], NOON)
    assert again.answers[0] == taken.answers[1]


def test_a_bid_of_an_earlier_round_can_be_retracted_once() -> None:
    first = settle(opened(), {}, [bid(100, ANN, "a"), bid(150, BEN, "b")], NOON)
    retraction = RetractBid(BidId("b"), BEN, Reason.MISTYPED)
    second = settle(first.after, first.receipts, [retraction, retraction], NOON)
    assert len(second.events) == 1
    assert all(isinstance(answer, Accepted) for answer in second.answers)
    assert second.after is not None
    assert (second.after.leader, second.after.price) == (ANN, 100)
    assert second.receipts[BidId("b")].retracted
    again = settle(second.after, {**first.receipts, **second.receipts}, [bid(150, BEN, "b")], NOON)
    assert again.answers[0] == first.answers[1], "what was answered once stays answered"

"""Voiding: the item is resolved again from the bids that remain."""

from typing import Any

from server.domain.commands import PlaceBid, PlacedBid, VoidBid
from server.domain.decide import decide
from server.domain.events import BidVoided
from server.domain.item import Item
from server.domain.rejection import Code
from server.domain.types import BidId, Format
from tests.unit.domain.sale import (
    ANN,
    BEN,
    CEM,
    HOUSE,
    NOON,
    accepted,
    after,
    bid,
    kinds,
    opened,
    placed,
    refused,
)


def bidden(*bids: PlaceBid, **rules: object) -> tuple[Item, tuple[PlacedBid, ...]]:
    """Return an item after bids, with the bids as a void will know them."""
    item, known = opened(**rules), list[PlacedBid]()
    for each in bids:
        known += placed(each, accepted(decide(item, each, NOON)))
        item = after(item, each)
    return item, tuple(known)


def void(bid_id: str, bids: tuple[PlacedBid, ...] = (), **more: Any) -> VoidBid:
    return VoidBid(HOUSE, BidId(bid_id), "the paddle was misread", bids, **more)


def test_the_item_is_resolved_again_without_the_voided_bid() -> None:
    item, bids = bidden(bid(100), bid(500, BEN, "b2"), bid(600, CEM, "b3"))
    item = after(item, void("b3", bids))
    assert (item.leader, item.price, item.bid_count, item.retractions) == (BEN, 500, 3, 1)


def test_a_voided_bid_takes_the_automatic_bid_that_answered_it_along() -> None:
    item, bids = bidden(bid(100, max_amount=900), bid(500, BEN, "b2"))
    (event,) = accepted(decide(item, void("b2", bids), NOON))
    assert isinstance(event, BidVoided)
    assert (event.bidder, event.seqs, event.price, event.leader) == (BEN, (4, 5), 100, ANN)


def test_the_only_bid_is_voided_and_the_item_begins_anew() -> None:
    item, bids = bidden(bid(700))
    item = after(item, void("b1", bids))
    assert (item.leader, item.price) == (None, 100)


def test_a_bid_that_is_gone_is_voided_already() -> None:
    item, bids = bidden(bid(100), bid(500, BEN, "b2"))
    gone = tuple(
        PlacedBid(
            bid_id=each.bid_id, bidder=each.bidder, amount=each.amount, most=each.most,
            seq=each.seq, at=each.at, retracted=True,
        )
        for each in bids
    )  # fmt: skip
    assert kinds(item, void("b2", gone), NOON) == []
    assert refused(decide(item, void("b9", bids), NOON)).code is Code.NOT_FOUND


def test_a_secret_offer_is_voided_secretly() -> None:
    item, bids = bidden(bid(300), bid(500, BEN, "b2"), format=Format.SEALED_FIRST)
    (event,) = accepted(decide(item, void("b2", bids), NOON))
    assert isinstance(event, BidVoided)
    assert event.hidden
    assert [each.bidder for each in after(item, void("b2", bids)).offers] == [ANN]


def test_an_offer_that_a_later_one_replaced_is_gone() -> None:
    item, bids = bidden(bid(300), bid(500, ANN, "b2"), format=Format.SEALED_FIRST)
    assert kinds(item, void("b1", bids), NOON) == []


def test_units_of_a_voided_claim_are_for_sale_again() -> None:
    item, bids = bidden(bid(100, quantity=2), format=Format.FIXED, quantity=3)
    assert after(item, void("b1", bids)).remaining == 3


def test_a_void_waits_for_the_whole_history() -> None:
    item, bids = bidden(bid(100), bid(500, BEN, "b2"))
    rejection = refused(decide(item, void("b2", bids, history_in_ms=7), NOON))
    assert (rejection.code, rejection.details) == (Code.BUSY, {"retry_after_ms": 7})

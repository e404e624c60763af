"""The award to the underbidder."""

import pytest

from server.domain.commands import AwardItem, CloseItem, PlaceBid, PlacedBid, ReopenItem
from server.domain.decide import decide
from server.domain.item import Item
from server.domain.rejection import Code
from server.domain.types import CONSIGNOR, Bidder, Format, Source, Winner
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


def closed(*bids: PlaceBid, **rules: object) -> tuple[Item, tuple[PlacedBid, ...]]:
    """Return an item after bids and a close, with the bids as an award will know them."""
    item, known = bidden(*bids, **rules)
    return after(item, CloseItem(HOUSE)), known


def bidden(*bids: PlaceBid, **rules: object) -> tuple[Item, tuple[PlacedBid, ...]]:
    """Return an item after bids, with the bids as an award will know them."""
    item, known = opened(**rules), list[PlacedBid]()
    for each in bids:
        known += placed(each, accepted(decide(item, each, NOON)))
        item = after(item, each)
    return item, tuple(known)


def test_the_underbidder_wins_at_their_bid_and_then_the_next_one() -> None:
    item, bids = closed(bid(100), bid(150, BEN, "b2", max_amount=200), bid(300, CEM, "b3"))
    item = after(item, AwardItem(HOUSE, 1, bids))
    assert (item.winners, item.defaulted) == ((Winner(BEN, 200),), (CEM.user_id,))
    item = after(item, AwardItem(HOUSE, 2, bids))
    assert item.winners == (Winner(ANN, 100),)
    assert refused(decide(item, AwardItem(HOUSE, 3, bids), NOON)).code is Code.CONFLICT


def test_an_award_sent_again_finds_its_step_done() -> None:
    item, bids = closed(bid(100), bid(150, BEN, "b2"))
    item = after(item, AwardItem(HOUSE, 1, bids))
    assert kinds(item, AwardItem(HOUSE, 1, bids), NOON) == []


@pytest.mark.parametrize("step", [0, 2])
def test_awards_are_made_in_order(step: int) -> None:
    item, bids = closed(bid(100), bid(150, BEN, "b2"))
    assert refused(decide(item, AwardItem(HOUSE, step, bids), NOON)).code is Code.CONFLICT


def test_of_two_underbidders_with_one_bid_the_earlier_wins() -> None:
    item, bids = closed(bid(100, max_amount=150), bid(150, BEN, "b2"), bid(300, CEM, "b3"))
    assert after(item, AwardItem(HOUSE, 1, bids)).winners == (Winner(ANN, 150),)


def test_a_maximum_above_the_buy_now_price_is_not_shown_by_an_award() -> None:
    item, bids = bidden(bid(100, max_amount=900), bid(400, BEN, "b2"), buy_now=400)
    assert item.winners == (Winner(BEN, 400),)
    assert after(item, AwardItem(HOUSE, 1, bids)).winners == (Winner(ANN, 400),)


def test_the_consignor_is_no_underbidder() -> None:
    seller = bid(200, Bidder(CONSIGNOR, "Consignor#c"), "b1", source=Source.CONSIGNOR, by=HOUSE)
    item, bids = closed(seller, bid(500, BEN, "b2"), reserve=300, consignor_bids=True)
    assert refused(decide(item, AwardItem(HOUSE, 1, bids), NOON)).code is Code.CONFLICT


def test_a_sealed_item_is_awarded_at_the_underbidders_own_bid() -> None:
    item, bids = closed(bid(300), bid(500, BEN, "b2"), format=Format.SEALED_SECOND)
    assert item.winners == (Winner(BEN, 300),)
    assert after(item, AwardItem(HOUSE, 1, bids)).winners == (Winner(ANN, 300),)


def test_a_format_with_several_winners_has_no_underbidder() -> None:
    item, bids = closed(bid(300), format=Format.UNIFORM, quantity=2)
    assert refused(decide(item, AwardItem(HOUSE, 1, bids), NOON)).code is Code.INVALID


def test_an_awarded_item_is_not_reopened() -> None:
    item, bids = closed(bid(100), bid(150, BEN, "b2"))
    item = after(item, AwardItem(HOUSE, 1, bids))
    assert refused(decide(item, ReopenItem(HOUSE), NOON)).code is Code.CONFLICT


def test_an_award_waits_for_the_whole_history() -> None:
    item, bids = closed(bid(100), bid(150, BEN, "b2"))
    rejection = refused(decide(item, AwardItem(HOUSE, 1, bids, history_in_ms=7), NOON))
    assert (rejection.code, rejection.details) == (Code.BUSY, {"retry_after_ms": 7})

"""Approval and spending limits, decided from the bidder's exposure for the auction's other items."""

from typing import Any

import pytest

from server.domain.commands import BidderStanding, CancelItem, CloseItem
from server.domain.decide import decide
from server.domain.formats import exposure
from server.domain.item import Item
from server.domain.rejection import Code, Rejection
from server.domain.types import AMOUNT_MAX, EXPOSURE_MAX, Format
from tests.unit.domain.sale import (
    ANN,
    BEN,
    HOUSE,
    NOON,
    accepted,
    after,
    after_maxima,
    bid,
    opened,
    refused,
)

CLOCK = {"format": Format.DUTCH, "step": 10, "interval_ms": 1_000, "floor_price": 50}


def test_a_bidder_without_the_needed_approval_is_refused() -> None:
    item = opened(approval=True)
    assert refused(decide(item, bid(100), NOON)).code is Code.FORBIDDEN
    assert refused(decide(item, bid(100, standing=BidderStanding()), NOON)).code is Code.FORBIDDEN
    approved = bid(100, standing=BidderStanding(approved=True))
    assert after(item, approved).leader == ANN


@pytest.mark.parametrize(("elsewhere", "fits"), [(0, True), (500, True), (501, False)])
def test_a_limit_holds_over_all_items_of_the_auction(elsewhere: int, fits: bool) -> None:
    item = opened(spending_limit=1_000)
    decision = decide(item, bid(500, standing=BidderStanding(elsewhere=elsewhere)), NOON)
    assert isinstance(decision, Rejection) is not fits
    if not fits:
        rejection = refused(decision)
        assert rejection.code is Code.LIMIT_EXCEEDED
        assert rejection.details == {"limit": 1_000, "reserved": elsewhere}


def test_a_limit_of_ones_own_goes_before_the_auctions() -> None:
    item = opened(spending_limit=1_000)
    assert after(item, bid(5_000, standing=BidderStanding(limit=5_000))).price == 5_000
    small = bid(500, standing=BidderStanding(limit=499))
    assert refused(decide(item, small, NOON)).code is Code.LIMIT_EXCEEDED


def test_a_hidden_maximum_counts_in_full() -> None:
    item = opened(spending_limit=1_000)
    assert refused(decide(item, bid(100, max_amount=1_001), NOON)).code is Code.LIMIT_EXCEEDED
    assert after(item, bid(100, max_amount=1_000)).leader_max == 1_000


@pytest.mark.parametrize("most", [600, 5_000])
def test_the_limit_does_not_tell_whether_a_maximum_would_have_led(most: int) -> None:
    item = after_maxima(opened(spending_limit=9_000), (BEN, most))
    over = bid(200, max_amount=1_001, standing=BidderStanding(limit=1_000))
    assert refused(decide(item, over, NOON)).code is Code.LIMIT_EXCEEDED


def test_claims_of_the_same_bidder_add_up() -> None:
    item = after(
        opened(format=Format.FIXED, quantity=20, spending_limit=1_000), bid(100, quantity=6)
    )
    assert refused(decide(item, bid(100, quantity=5), NOON)).code is Code.LIMIT_EXCEEDED
    assert after(item, bid(100, quantity=4)).remaining == 10


def test_an_offer_that_is_replaced_counts_once() -> None:
    item = opened(format=Format.SEALED_FIRST, spending_limit=1_000)
    item = after(item, bid(600, ANN, "a"), bid(700, ANN, "b"))
    assert exposure(item) == {ANN.user_id: 700}


def test_a_clock_is_charged_at_its_price_and_not_at_the_offer() -> None:
    item = opened(**CLOCK, spending_limit=100)
    assert len(accepted(decide(item, bid(5_000), NOON))) == 2


def led(**changes: Any) -> Item:
    """Let Ann lead at 100 with a maximum of 400."""
    return after_maxima(opened(**changes), (ANN, 400))


def test_the_leaders_exposure_is_their_maximum_and_an_outbid_bidder_has_none() -> None:
    assert exposure(led()) == {ANN.user_id: 400}
    assert exposure(after(led(), bid(500, BEN))) == {BEN.user_id: 500}


def test_a_winners_exposure_is_the_price_and_a_cancelled_item_leaves_none() -> None:
    assert exposure(after(led(), CloseItem(HOUSE))) == {ANN.user_id: 100}
    assert exposure(after(led(), CancelItem(HOUSE))) == {}
    assert exposure(after(led(reserve=500), CloseItem(HOUSE))) == {}


def test_each_claimed_unit_adds_to_the_exposure() -> None:
    item = opened(format=Format.FIXED, quantity=9)
    item = after(item, bid(100, ANN, "a", quantity=2), bid(100, BEN, "b"), bid(100, ANN, "c"))
    assert exposure(item) == {ANN.user_id: 300, BEN.user_id: 100}
    assert exposure(after(item, CloseItem(HOUSE))) == {ANN.user_id: 300, BEN.user_id: 100}


def test_all_units_of_a_bid_together_are_an_amount() -> None:
    item = opened(format=Format.UNIFORM, quantity=10_000, start_price=1)
    rejection = refused(decide(item, bid(AMOUNT_MAX // 10_000 + 1, quantity=10_000), NOON))
    assert (rejection.code, rejection.details) == (Code.INVALID, {"field": "quantity"})
    assert after(item, bid(AMOUNT_MAX // 10_000, quantity=10_000)).offers


def test_without_a_limit_an_exposure_ends_where_doubles_are_exact() -> None:
    assert EXPOSURE_MAX + AMOUNT_MAX < 2 * 2**53
    item = opened(approval=True)
    standing = BidderStanding(approved=True, elsewhere=EXPOSURE_MAX - 100)
    assert after(item, bid(100, standing=standing)).leader == ANN
    rejection = refused(decide(item, bid(101, standing=standing), NOON))
    assert rejection.details == {"limit": EXPOSURE_MAX, "reserved": EXPOSURE_MAX - 100}

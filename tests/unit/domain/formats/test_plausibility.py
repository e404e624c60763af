"""Plausibility: a slip of the finger is refused until it is confirmed."""

from typing import Any

import pytest

from server.domain.commands import PlaceBid
from server.domain.decide import decide
from server.domain.item import Item
from server.domain.rejection import Code
from server.domain.types import Format
from tests.unit.domain.sale import ANN, BEN, NOON, accepted, after, at_most, bid, opened, refused


def capped(**rules: Any) -> Item:
    """An item from 100 on, with a cap of 1,000, on which Ben leads at 100."""
    return after(opened(**{"bid_cap": 1_000, **rules}), bid(100, BEN, "b0"))


@pytest.mark.parametrize("command", [bid(1_001), bid(110, max_amount=1_001)])
def test_an_amount_or_a_maximum_above_the_cap_must_be_confirmed(command: PlaceBid) -> None:
    item = capped()
    rejection = refused(decide(item, command, NOON))
    assert rejection.code is Code.IMPLAUSIBLE
    assert rejection.details == {"limit": 1_000, "minimum": 110, "price": 100}
    confirmed = PlaceBid(
        command.bid_id, command.bidder, command.amount, command.max_amount, confirmed=True
    )
    assert after(item, confirmed).leader == ANN


def test_the_cap_itself_is_plausible() -> None:
    assert accepted(decide(capped(), bid(1_000), NOON))


def test_a_multiple_counts_from_the_minimum_of_the_moment() -> None:
    item = capped(bid_cap=None, bid_multiple=3)
    assert refused(decide(item, bid(331), NOON)).details["limit"] == 330
    assert accepted(decide(after(item, bid(300)), bid(930, BEN, "b2"), NOON))


def test_the_lower_of_cap_and_multiple_holds() -> None:
    assert refused(decide(capped(bid_multiple=3), bid(900), NOON)).details["limit"] == 330
    assert refused(decide(capped(bid_multiple=30), bid(2_000), NOON)).details["limit"] == 1_000


def test_the_buy_now_price_needs_no_confirmation() -> None:
    item = opened(bid_multiple=2, buy_now=5_000)
    assert refused(decide(item, bid(5_001), NOON)).code is Code.IMPLAUSIBLE
    assert accepted(decide(item, bid(5_000), NOON))


def test_a_leader_who_raises_their_maximum_is_checked_too() -> None:
    item = after(capped(), at_most(capped(), 500))
    raised = bid(120, bid_id="b2", max_amount=50_000)
    assert refused(decide(item, raised, NOON)).code is Code.IMPLAUSIBLE


def test_a_secret_offer_is_compared_with_the_start_price() -> None:
    item = opened(format=Format.SEALED_FIRST, bid_multiple=10)
    rejection = refused(decide(item, bid(1_001), NOON))
    assert (rejection.code, rejection.details["limit"]) == (Code.IMPLAUSIBLE, 1_000)
    assert accepted(decide(item, bid(1_001, confirmed=True), NOON))


def test_a_bid_that_is_refused_anyway_is_refused_for_that() -> None:
    assert (
        refused(decide(capped(), bid(105, max_amount=5_000, quantity=2), NOON)).code is Code.INVALID
    )

"""Fixed: first come, first served, and never one unit too many."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.commands import CloseItem
from server.domain.decide import decide
from server.domain.evolve import fold
from server.domain.item import Item
from server.domain.rejection import Code, Rejection
from server.domain.types import Format, Status, Winner
from server.domain.view import view_item
from tests.unit.domain.sale import ANN, BEN, HOUSE, NOON, accepted, after, bid, opened, refused


def stock(quantity: int, **changes: Any) -> Item:
    """Offer units for 100 each."""
    return opened(format=Format.FIXED, quantity=quantity, **changes)


def test_a_claim_takes_units_at_the_fixed_price() -> None:
    item = after(stock(5), bid(100, ANN, quantity=2))
    assert (item.remaining, item.price, item.leader) == (3, 100, None)
    assert view_item(item, NOON)["remaining"] == 3


def test_a_higher_offer_still_pays_the_fixed_price() -> None:
    assert after(stock(1), bid(500)).winners == (Winner(ANN, 100),)


def test_less_than_the_price_is_too_low() -> None:
    assert refused(decide(stock(1), bid(99), NOON)).code is Code.TOO_LOW


def test_the_last_unit_closes_the_item() -> None:
    item = after(stock(3), bid(100, ANN, "a", quantity=2), bid(100, BEN, "b"))
    assert (item.status, item.winners) == (Status.SOLD, (Winner(ANN, 100, 2), Winner(BEN, 100, 1)))


def test_more_than_is_left_is_sold_out_and_takes_nothing() -> None:
    item = after(stock(3), bid(100, ANN, "a", quantity=2))
    rejection = refused(decide(item, bid(100, BEN, "b", quantity=2), NOON))
    assert (rejection.code, rejection.details["remaining"]) == (Code.SOLD_OUT, 1)
    assert item.status is Status.OPEN


@pytest.mark.parametrize("quantity", [0, -1, 4])
def test_a_quantity_beyond_the_stock_or_below_one_is_invalid(quantity: int) -> None:
    rejection = refused(decide(stock(3), bid(100, quantity=quantity), NOON))
    assert (rejection.code, rejection.details) == (Code.INVALID, {"field": "quantity"})


def test_units_claimed_before_an_early_close_are_sold() -> None:
    assert after(stock(3), bid(100), CloseItem(HOUSE)).winners == (Winner(ANN, 100),)
    assert after(stock(3), CloseItem(HOUSE)).status is Status.UNSOLD


@given(st.integers(1, 9), st.lists(st.integers(1, 9), max_size=9))
def test_whatever_is_claimed_no_unit_is_sold_twice(quantity: int, claims: list[int]) -> None:
    item, left = stock(quantity), quantity
    for number, units in enumerate(claims):
        decision = decide(item, bid(100, ANN, f"b{number}", quantity=units), NOON)
        assert isinstance(decision, Rejection) is (units > left or left == 0)
        if not isinstance(decision, Rejection):
            left -= units
            item = fold(item, accepted(decision)) or item
    assert item.remaining == left >= 0
    assert (item.status is Status.SOLD) is (left == 0)

"""Uniform: several units at the lowest accepted price."""

from server.domain.commands import CloseItem
from server.domain.item import Item
from server.domain.types import Amount, Bidder, Format, Status, Winner
from server.domain.view import view_item
from tests.unit.domain.sale import ANN, BEN, CEM, HOUSE, NOON, after, bid, opened


def sold(units: int, *offers: tuple[Bidder, Amount, int], reserve: Amount | None = None) -> Item:
    """Close an item of some units after offers of an amount per unit and a quantity."""
    item = opened(format=Format.UNIFORM, start_price=10, quantity=units, reserve=reserve)
    for number, (bidder, amount, quantity) in enumerate(offers):
        item = after(item, bid(amount, bidder, f"b{number}", quantity=quantity))
    return after(item, CloseItem(HOUSE))


def test_everybody_pays_the_lowest_accepted_price() -> None:
    item = sold(3, (ANN, 20, 1), (BEN, 30, 1), (CEM, 25, 1))
    assert item.winners == (Winner(BEN, 20, 1), Winner(CEM, 20, 1), Winner(ANN, 20, 1))


def test_at_the_same_price_the_larger_quantity_is_served_first() -> None:
    assert sold(3, (ANN, 20, 2), (BEN, 20, 3)).winners == (Winner(BEN, 20, 3),)


def test_at_the_same_price_and_quantity_the_earlier_is_served_first() -> None:
    assert sold(2, (ANN, 20, 2), (BEN, 20, 2)).winners == (Winner(ANN, 20, 2),)


def test_the_last_to_be_served_may_get_a_part() -> None:
    item = sold(3, (ANN, 30, 2), (BEN, 20, 3))
    assert item.winners == (Winner(ANN, 20, 2), Winner(BEN, 20, 1))


def test_an_offer_that_is_not_served_does_not_affect_the_price() -> None:
    assert sold(2, (ANN, 30, 2), (BEN, 20, 1)).winners == (Winner(ANN, 30, 2),)


def test_units_may_be_left_over() -> None:
    item = sold(9, (ANN, 30, 2))
    assert view_item(item, NOON)["remaining"] == 7


def test_below_the_reserve_nothing_is_sold() -> None:
    assert sold(2, (ANN, 30, 1), (BEN, 19, 1), reserve=20).winners == (Winner(ANN, 30, 1),)
    assert sold(2, (BEN, 19, 1), reserve=20).status is Status.UNSOLD

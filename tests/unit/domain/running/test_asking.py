"""The asking price: the lowest amount of the next bid."""

import pytest

from server.domain.commands import SetAsking
from server.domain.decide import decide
from server.domain.item import Item
from server.domain.rejection import Code
from server.domain.types import AMOUNT_MAX, Format
from tests.unit.domain.sale import (
    ANN,
    BEN,
    HOUSE,
    NOON,
    after,
    at_most,
    bid,
    kinds,
    least,
    opened,
    refused,
)


def test_the_minimum_follows_the_asking_price_until_the_next_bid() -> None:
    item = after(opened(), bid(100), SetAsking(HOUSE, price=250))
    assert least(item) == 250
    assert refused(decide(item, bid(249, BEN, "b2"), NOON)).code is Code.TOO_LOW
    assert least(after(item, bid(250, BEN, "b2"))) == 260


def test_an_increment_sets_the_asking_price_above_the_price() -> None:
    assert least(after(opened(), bid(100), SetAsking(HOUSE, increment=3))) == 103


def test_before_a_bid_the_asking_price_is_at_least_the_start_price() -> None:
    assert least(after(opened(), SetAsking(HOUSE, price=150))) == 150
    rejection = refused(decide(opened(), SetAsking(HOUSE, price=99), NOON))
    assert rejection.details == {"field": "price", "minimum": 100}


@pytest.mark.parametrize(
    ("item", "command", "field"),
    [
        (after(opened(), bid(100)), SetAsking(HOUSE, price=100), "price"),
        (after(opened(), bid(100)), SetAsking(HOUSE), "price"),
        (opened(), SetAsking(HOUSE, price=200, increment=5), "price"),
        (opened(), SetAsking(HOUSE, increment=AMOUNT_MAX), "increment"),
        (opened(buy_now=500), SetAsking(HOUSE, price=501), "price"),
        (opened(format=Format.SEALED_FIRST), SetAsking(HOUSE, price=500), "price"),
        (opened(format=Format.FIXED), SetAsking(HOUSE, increment=5), "increment"),
    ],
)
def test_an_asking_price_that_cannot_be_is_refused_by_its_field(
    item: Item, command: SetAsking, field: str
) -> None:
    rejection = refused(decide(item, command, NOON))
    assert (rejection.code, rejection.details["field"]) == (Code.INVALID, field)


def test_an_asking_price_is_on_the_ladder() -> None:
    item = opened(on_ladder=True)
    assert refused(decide(item, SetAsking(HOUSE, price=105), NOON)).code is Code.OFF_LADDER


def test_the_same_asking_price_again_finds_it_set() -> None:
    assert (
        kinds(after(opened(), SetAsking(HOUSE, price=150)), SetAsking(HOUSE, price=150), NOON) == []
    )


def test_a_hidden_maximum_answers_a_bid_of_the_asking_price() -> None:
    item = after(opened(), at_most(opened(), 300, ANN), SetAsking(HOUSE, price=200))
    item = after(item, bid(200, BEN, "b2"))
    assert (item.leader, item.price) == (ANN, 210)

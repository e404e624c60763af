"""Suggested amounts: the rules accept each of them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.commands import CloseItem
from server.domain.decide import decide
from server.domain.formats import quote
from server.domain.formats.suggestions import suggestions
from server.domain.item import Item
from server.domain.listings.increments import bands, rungs_as_rows
from server.domain.rejection import Rejection
from server.domain.types import AMOUNT_MAX, Amount, Format
from tests.unit.domain.sale import ANN, BEN, HOUSE, NOON, after, bid, opened

BANDS = bands([(0, 7), (150, 40), (500, 3)])


def suggested(item: Item) -> list[Amount]:
    return suggestions(item, quote(item, NOON))


def test_suggestions_are_the_minimum_and_the_steps_above_it() -> None:
    item = opened(increment=bands([(0, 10), (120, 50)]))
    assert suggested(item) == [100, 110, 120]
    assert suggested(after(item, bid(110))) == [120, 170, 220]


def test_suggestions_are_on_the_ladder() -> None:
    ladder = bands(rungs_as_rows([300, 320, 350, 380, 400]))
    item = opened(start_price=300, increment=ladder, on_ladder=True)
    assert suggested(item) == [300, 320, 350]
    assert suggested(after(item, bid(380))) == [400, 420, 440]


@pytest.mark.parametrize(
    ("buy_now", "expected"), [(1_000, [100, 110, 120]), (115, [100, 110]), (104, [100])]
)
def test_no_suggestion_is_above_the_buy_now_price(buy_now: Amount, expected: list[Amount]) -> None:
    assert suggested(opened(buy_now=buy_now)) == expected


def test_a_minimum_above_the_buy_now_price_suggests_to_buy() -> None:
    assert suggested(after(opened(buy_now=105), bid(100))) == [105]


def test_an_ended_item_and_one_at_the_highest_amount_have_no_suggestions() -> None:
    assert suggested(after(opened(), CloseItem(HOUSE))) == []
    assert suggested(after(opened(), bid(AMOUNT_MAX))) == []


@pytest.mark.parametrize("form", list(Format))
def test_every_format_suggests_its_minimum_first(form: Format) -> None:
    clock = {"step": 10, "interval_ms": 1_000, "floor_price": 50} if form is Format.DUTCH else {}
    item = opened(format=form, **clock)
    assert suggested(item)[0] == 100
    assert not isinstance(decide(item, bid(100), NOON), Rejection)


@given(
    start_price=st.integers(1, 700),
    bids=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 300)), max_size=6),
    rules=st.fixed_dictionaries(
        {
            "on_ladder": st.booleans(),
            "buy_now": st.none() | st.integers(701, 900),
            "reserve": st.none() | st.integers(700, 701),
        }
    ),
)
def test_whatever_was_bid_every_suggestion_is_accepted(
    start_price: int, bids: list[tuple[int, int]], rules: dict[str, Any]
) -> None:
    if rules["on_ladder"]:
        rules = rules | {"reserve": None}
    item = opened(start_price=start_price, increment=BANDS, **rules)
    for number, (above, hidden) in enumerate(bids):
        offered = suggested(item)
        if not offered:
            break
        amount = offered[min(above, len(offered) - 1)]
        most = None if rules["on_ladder"] else amount + hidden
        rival = ANN if item.leader == BEN else BEN
        item = after(item, bid(amount, rival, f"b{number}", max_amount=most))
    rival = ANN if item.leader == BEN else BEN
    for amount in suggested(item):
        assert not isinstance(decide(item, bid(amount, rival), NOON), Rejection)

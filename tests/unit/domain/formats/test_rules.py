"""The rejections that the formats share."""

import pytest

from server.domain.formats.rules import Quote, too_low, unfit
from server.domain.rejection import Code
from tests.unit.domain.sale import bid

QUOTE = Quote(price=4_300, minimum=4_350, leader=None, bid_count=1, reserve_met=True, seq=7)


@pytest.mark.parametrize(
    ("fields", "rules", "field"),
    [
        ({"max_amount": 200}, {}, "max_amount"),
        ({"max_amount": 99}, {"maximum": True}, "max_amount"),
        ({"quantity": 2}, {}, "quantity"),
        ({"quantity": 0}, {"units": 5}, "quantity"),
        ({"quantity": 6}, {"units": 5}, "quantity"),
    ],
)
def test_a_field_that_the_format_cannot_use_is_named(
    fields: dict[str, int], rules: dict[str, int], field: str
) -> None:
    refusal = unfit(bid(100, **fields), **rules)  # type: ignore[arg-type]
    assert refusal is not None
    assert (refusal.code, refusal.details) == (Code.INVALID, {"field": field})


@pytest.mark.parametrize(
    ("fields", "rules"),
    [
        ({}, {}),
        ({"max_amount": 100}, {"maximum": True}),
        ({"quantity": 5}, {"units": 5}),
    ],
)
def test_a_bid_with_fields_of_its_format_fits(
    fields: dict[str, int], rules: dict[str, int]
) -> None:
    assert unfit(bid(100, **fields), **rules) is None  # type: ignore[arg-type]


def test_the_minimum_of_a_bid_that_is_too_low_stands_in_the_details_only() -> None:
    refusal = too_low(QUOTE, seq=7)
    assert refusal.code is Code.TOO_LOW
    assert refusal.details == {"minimum": 4_350, "price": 4_300, "seq": 7}
    assert not any(character.isdigit() for character in refusal.message)


def test_a_refusal_of_a_secret_item_has_no_event_number() -> None:
    assert "seq" not in too_low(QUOTE, seq=None).details

"""New items and their listings. Items come over HTTP only."""

import json
from typing import Any

import pytest
from msgspec.structs import replace

from server.domain.auction import Auction, Stagger
from server.domain.types import AMOUNT_MAX, AuctionId, ItemId, UserId
from server.wire.errors import Refused
from server.wire.listings import Ladder, NewItem, listing_of
from tests.unit.domain.sale import NOON
from tests.unit.wire.refusals import named

ITEM: dict[str, Any] = {"title": "Lamp", "start_price": 100}
NAN = float("nan")
SALE = Auction(AuctionId("sale"), "Estate", UserId("house"), "House#aaaaa", "EUR", 1)


def item_of(**fields: Any) -> NewItem:
    """Take a new item that can be put up."""
    item = NewItem.parse_json(json.dumps(ITEM | fields).encode())
    listing_of(item, SALE, ItemId("lamp"))
    return item


def wrong_fields_of_item(**fields: Any) -> set[str]:
    with pytest.raises(Refused) as refused:
        item_of(**fields)
    return named(refused.value)


def test_an_item_needs_a_title_and_a_start_price_only() -> None:
    item = item_of()
    assert (item.format, item.increment, item.opens_at, item.ends_at) == (
        "english",
        None,
        None,
        None,
    )


@pytest.mark.parametrize("start_price", [0, -1, AMOUNT_MAX + 1, 1.5, "1", True, None, NAN, 10**100])
def test_a_start_price_is_an_amount(start_price: object) -> None:
    assert wrong_fields_of_item(start_price=start_price) == {"start_price"}


def test_increments_are_rows_of_a_lower_bound_and_a_step() -> None:
    assert item_of(increment=[[0, 5], [100, 25]]).increment == [(0, 5), (100, 25)]


@pytest.mark.parametrize(
    "increment",
    [
        [],
        [[]],
        [[0]],
        [[0, 5, 5]],
        [[0, 0]],
        [[0, -5]],
        [[0, AMOUNT_MAX + 1]],
        [[0, 1.5]],
        [[0, True]],
        [["0", 5]],
        [[NAN, 5]],
        [[-1, 5]],
        [[0, 5], [AMOUNT_MAX + 1, 5]],
        [[0, 5], [10**30, 5]],
        [[0, 5], [0, 6]],
        [[100, 5], [0, 6]],
        [[start, 1] for start in range(101)],
        {"0": 5},
        5,
    ],
)
def test_increments_that_do_not_rise_row_by_row_are_refused(increment: object) -> None:
    assert wrong_fields_of_item(increment=increment) == {"increment"}


def test_an_item_ends_later_than_it_opens() -> None:
    assert item_of(opens_at=NOON, ends_at=NOON + 1).ends_at == NOON + 1
    with pytest.raises(Refused, match="ends_at must be later than opens_at"):
        item_of(opens_at=NOON, ends_at=NOON)


def test_a_soft_close_needs_its_window() -> None:
    with pytest.raises(Refused, match="the policy reset needs window_ms"):
        item_of(soft_close={"policy": "reset"})
    rules = item_of(soft_close={"policy": "reset", "window_ms": 5}).soft_close
    assert rules is not None
    assert (rules.window_ms, rules.extend_ms) == (5, None)


@pytest.mark.parametrize(
    "soft_close",
    [
        "reset",
        {},
        {"policy": "sometimes", "window_ms": 5},
        {"policy": "reset", "window_ms": 0},
        {"policy": "reset", "window_ms": 86_400_001},
        {"policy": "reset", "window_ms": 5, "extend_ms": -1},
        {"policy": "reset", "window_ms": 5, "grace_ms": 1},
    ],
)
def test_a_soft_close_of_another_form_is_refused(soft_close: object) -> None:
    assert wrong_fields_of_item(soft_close=soft_close) == {"soft_close"}


@pytest.mark.parametrize(
    "image_url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//a.example/x",
        "https://",
        "https://a.example/a b",
        "https://a.example/\n",
        "https://a.example/é",
        "https://a.example/" + 2_000 * "x",
        " https://a.example/",
        5,
    ],
)
def test_a_picture_is_at_a_web_address(image_url: object) -> None:
    assert item_of(image_url="https://a.example/x.jpg?w=5#top").image_url is not None
    assert wrong_fields_of_item(image_url=image_url) == {"image_url"}


def test_a_description_may_have_lines_but_no_other_control_characters() -> None:
    assert item_of(description="Brass.\n\tRewired.\r\n").description == "Brass.\n\tRewired.\r\n"
    assert wrong_fields_of_item(description="\x1b[2J") == {"description"}
    assert wrong_fields_of_item(description="\x00") == {"description"}
    assert wrong_fields_of_item(description=4_001 * "x") == {"description"}


@pytest.mark.parametrize("name", ["dutch auction", "English", "", None, 5])
def test_a_format_is_one_that_we_have(name: object) -> None:
    assert wrong_fields_of_item(format=name) == {"format"}


# Every format's fields


def test_a_ladder_stands_in_the_place_of_increments() -> None:
    item = item_of(start_price=300, increment={"ladder": [300, 320, 350]})
    assert isinstance(item.increment, Ladder)
    assert item.increment.ladder == [300, 320, 350]


@pytest.mark.parametrize(
    "ladder", [[], [300], [300, 0], [300, "320"], [300, 300], [300, 280], [300, 320.5], 5, None]
)
def test_a_ladder_rises_from_amount_to_amount(ladder: object) -> None:
    assert "increment" in wrong_fields_of_item(start_price=300, increment={"ladder": ladder})


@pytest.mark.parametrize(
    "rules",
    [
        {"format": "english", "reserve": 500, "reserve_jump": False, "buy_now": 900},
        {"format": "dutch", "step": 10, "interval_ms": 1_000, "floor_price": 50, "quantity": 3},
        {"format": "sealed_first", "reserve": 500},
        {"format": "sealed_second", "ends_at": 5},
        {"format": "uniform", "quantity": 5, "duration_ms": 60_000},
        {"format": "fixed", "quantity": 10_000},
        {"soft_close": {"policy": "add", "window_ms": 5, "extend_ms": 6}},
        {"soft_close": {"policy": "capped", "window_ms": 5, "extensions_max": 2}},
        {"soft_close": {"policy": "capped", "window_ms": 5, "hard_end": 9}},
        {"soft_close": {"policy": "none"}},
    ],
)
def test_every_format_is_put_up_with_its_own_fields(rules: dict[str, Any]) -> None:
    listing = listing_of(item_of(**rules), SALE, ItemId("lamp"))
    for name in rules.keys() - {"soft_close"}:
        assert getattr(listing, name) == rules[name]


@pytest.mark.parametrize(
    ("rules", "fields"),
    [
        ({"format": "dutch"}, {"step", "interval_ms", "floor_price"}),
        ({"format": "fixed", "reserve": 50, "step": 0}, {"reserve", "step"}),
        (
            {"format": "dutch", "step": 0, "interval_ms": 5, "floor_price": 200},
            {"step", "floor_price"},
        ),
        ({"format": "sealed_first", "buy_now": 500, "quantity": 2}, {"buy_now", "quantity"}),
        ({"quantity": 10_001}, {"quantity"}),
        ({"format": "fixed", "quantity": 2, "start_price": AMOUNT_MAX}, {"quantity"}),
        ({"quantity": 0}, {"quantity"}),
        ({"reserve": 0}, {"reserve"}),
        ({"reserve": 99, "buy_now": 50}, {"reserve", "buy_now"}),
        ({"soft_close": {"policy": "capped", "window_ms": 5}}, {"soft_close"}),
        ({"approval": True}, {"approval"}),
    ],
)
def test_contradictions_are_named_field_by_field(rules: dict[str, Any], fields: set[str]) -> None:
    assert wrong_fields_of_item(**rules) == fields


def test_a_sales_rules_are_those_of_all_its_items() -> None:
    sale = replace(SALE, approval=True, spending_limit=5_000, gap_ms=7_000)
    listing = listing_of(item_of(), sale, ItemId("lamp"))
    assert (listing.approval, listing.spending_limit, listing.gap_ms) == (True, 5_000, 7_000)


@pytest.mark.parametrize("rules", [{}, {"format": "fixed"}, {"format": "sealed_first"}])
@pytest.mark.parametrize(
    ("moment", "fault"),
    [
        (0, "like seconds"),
        (1_800_000_000, "like seconds"),
        (NOON - 60_000, "past"),
        (NOON * 1000, "a hundred years"),
    ],
)
def test_every_moment_that_cannot_be_meant_is_named(
    rules: dict[str, Any], moment: int, fault: str
) -> None:
    new = NewItem.parse_json(
        json.dumps(ITEM | rules | {"opens_at": moment, "ends_at": moment + 1}).encode()
    )
    with pytest.raises(Refused, match=fault) as refused:
        listing_of(new, SALE, ItemId("lamp"), NOON)
    assert named(refused.value) == {"opens_at", "ends_at"}
    assert str(refused.value).count(fault) == 2
    assert listing_of(new, SALE, ItemId("lamp")).opens_at == moment, "a repeated request is late"


def test_a_hard_end_is_a_moment_too_and_an_opening_may_be_meant_now() -> None:
    soft_close = {"policy": "capped", "window_ms": 5, "hard_end": 1_800_000_000}
    new = NewItem.parse_json(
        json.dumps(ITEM | {"soft_close": soft_close, "opens_at": NOON - 1}).encode()
    )
    with pytest.raises(Refused) as refused:
        listing_of(new, SALE, ItemId("lamp"), NOON)
    assert "soft_close.hard_end" in str(refused.value.rejection.details)
    assert "opens_at: " not in str(refused.value)


def test_lots_of_a_sale_with_staggered_ends_end_an_interval_apart() -> None:
    sale = replace(SALE, stagger=Stagger(NOON, 60_000))

    def ends_at(**fields: Any) -> int | None:
        new = NewItem.parse_json(json.dumps(ITEM | fields).encode())
        return listing_of(new, sale, ItemId("lamp")).ends_at

    assert [ends_at(lot=lot) for lot in ("1", "3", "3A")] == [NOON, NOON + 120_000, NOON + 120_000]
    assert ends_at(lot="3", ends_at=NOON + 5) == NOON + 5
    assert ends_at(duration_ms=5) is None
    clock = {"format": "dutch", "step": 1, "interval_ms": 1_000, "floor_price": 50}
    assert ends_at(**clock) is None
    with pytest.raises(Refused, match="lot: in a sale with staggered ends"):
        ends_at()

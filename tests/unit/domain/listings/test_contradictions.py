"""A listing with contradictions is refused when it is put up, each named by its field."""

from typing import Any

import pytest

from server.domain.commands import ScheduleItem
from server.domain.decide import decide
from server.domain.listings.contradictions import contradictions
from server.domain.listings.increments import Bands, rungs_as_rows
from server.domain.listings.soft_close import Policy, SoftClose
from server.domain.rejection import Code
from server.domain.types import AMOUNT_MAX, Format
from tests.unit.domain.sale import HOUSE, MINUTE, NOON, listing, refused, scheduled

CLOCK = {"format": Format.DUTCH, "step": 10, "interval_ms": 1_000, "floor_price": 50}
SOFT = SoftClose(Policy.RESET, MINUTE, MINUTE)
FALLING = rungs_as_rows([300, 280, 260])


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"format": Format.FIXED, "reserve": 50}, ["reserve"]),
        ({"format": Format.FIXED, "buy_now": 500}, ["buy_now"]),
        ({"format": Format.FIXED, "soft_close": SOFT}, ["soft_close"]),
        ({"format": Format.SEALED_FIRST, "soft_close": SOFT}, ["soft_close"]),
        ({"format": Format.SEALED_SECOND, "on_ladder": True}, ["on_ladder"]),
        ({"format": Format.SEALED_FIRST, "quantity": 2}, ["quantity"]),
        ({"format": Format.UNIFORM, "buy_now": 500}, ["buy_now"]),
        ({"quantity": 2}, ["quantity"]),
        ({"quantity": 0, "format": Format.FIXED}, ["quantity"]),
        ({"quantity": 2, "start_price": AMOUNT_MAX, "format": Format.FIXED}, ["quantity"]),
        ({"quantity": 2, "start_price": AMOUNT_MAX, "format": Format.UNIFORM}, ["quantity"]),
        ({"step": 5, "interval_ms": 5}, ["step", "interval_ms"]),
        ({"reserve": 99}, ["reserve"]),
        ({"reserve": 105, "on_ladder": True}, ["reserve"]),
        ({"buy_now": 100}, ["buy_now"]),
        ({"buy_now": 200, "reserve": 300}, ["buy_now"]),
        (CLOCK | {"step": 0}, ["step"]),
        (CLOCK | {"step": None}, ["step"]),
        (CLOCK | {"interval_ms": 0}, ["interval_ms"]),
        (CLOCK | {"floor_price": 100}, ["floor_price"]),
        (CLOCK | {"floor_price": None}, ["floor_price"]),
        (CLOCK | {"ends_at": NOON}, ["ends_at"]),
        (CLOCK | {"step": 1, "interval_ms": 366 * 86_400_000}, ["interval_ms"]),
        ({"increment": Bands((100, 50), (5, 5))}, ["increment"]),
        ({"increment": Bands((0,), (0,))}, ["increment"]),
        ({"increment": Bands(*map(tuple, zip(*FALLING, strict=True)))}, ["increment"] * 2),
        ({"increment": Bands((), ())}, ["increment"]),
        ({"increment": Bands((0, AMOUNT_MAX + 1), (5, 5))}, ["increment"]),
        ({"increment": Bands((0,), (AMOUNT_MAX + 1,))}, ["increment"]),
        ({"opens_at": NOON, "ends_at": NOON}, ["ends_at"]),
        ({"ends_at": NOON, "duration_ms": 5}, ["duration_ms"]),
        ({"duration_ms": 0}, ["duration_ms"]),
        ({"soft_close": SoftClose(Policy.ADD, 0, 5)}, ["soft_close"]),
        ({"soft_close": SoftClose(Policy.CAPPED, 5, 5)}, ["soft_close"]),
        ({"soft_close": SoftClose(Policy.ADD, 5, 5, extensions_max=2)}, ["soft_close"]),
        (
            {"ends_at": NOON, "soft_close": SoftClose(Policy.CAPPED, 5, 5, hard_end=NOON - 1)},
            ["soft_close.hard_end"],
        ),
        (
            {"opens_at": NOON, "soft_close": SoftClose(Policy.CAPPED, 5, 5, hard_end=NOON)},
            ["soft_close.hard_end"],
        ),
        (
            {
                "opens_at": NOON,
                "duration_ms": MINUTE,
                "soft_close": SoftClose(Policy.CAPPED, 5, 5, hard_end=NOON + MINUTE - 1),
            },
            ["soft_close.hard_end"],
        ),
        ({"gap_ms": 5, "opens_at": NOON}, ["opens_at"]),
    ],
)
def test_a_contradiction_is_named_by_its_field(changes: dict[str, Any], fields: list[str]) -> None:
    found = contradictions(listing(**changes))
    assert [each.field for each in found] == fields
    rejection = refused(decide(None, ScheduleItem(HOUSE, listing(**changes)), NOON))
    assert rejection.code is Code.INVALID
    assert rejection.details == {"errors": [each._asdict() for each in found]}


def test_every_contradiction_is_named_at_once() -> None:
    found = contradictions(
        listing(
            format=Format.FIXED,
            reserve=50,
            step=0,
            increment=Bands((5, 1), (0, 1)),
            opens_at=NOON,
            ends_at=NOON - 1,
        )
    )
    assert [each.field for each in found] == [
        "reserve",
        "step",
        "increment",
        "increment",
        "ends_at",
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"reserve": 100, "buy_now": 110},
        {"on_ladder": True, "reserve": 500},
        {"duration_ms": 5, "soft_close": SoftClose(Policy.CAPPED, 5, 5, hard_end=NOON)},
        CLOCK,
        CLOCK | {"quantity": 5},
        {"format": Format.SEALED_FIRST, "reserve": 100, "ends_at": NOON},
        {"format": Format.UNIFORM, "quantity": 5, "duration_ms": 5},
        {"format": Format.FIXED, "quantity": 5},
        {"gap_ms": 0, "duration_ms": 5},
    ],
)
def test_a_listing_without_contradictions_is_put_up(changes: dict[str, Any]) -> None:
    assert scheduled(**changes).listing == listing(**changes)

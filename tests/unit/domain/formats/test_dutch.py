"""Dutch: the price is a function of time, and the first bid at it takes the units."""

from typing import Any

import pytest

from server.domain.commands import ObserveTime, PauseItem, ResumeItem
from server.domain.decide import decide
from server.domain.events import ItemClosed, UnitsClaimed
from server.domain.formats import quote
from server.domain.item import Item
from server.domain.rejection import Code
from server.domain.types import Format, Status, Winner
from server.domain.view import view_item
from tests.unit.domain.sale import (
    ANN,
    BEN,
    HOUSE,
    NOON,
    SECOND,
    accepted,
    after,
    bid,
    opened,
    refused,
    scheduled,
)

CLOCK = {"step": 100, "interval_ms": 5 * SECOND, "floor_price": 700}


def falling(**changes: Any) -> Item:
    """Open an item that falls from 1000 by 100 every 5 s to 700."""
    return opened(**({"format": Format.DUTCH, "start_price": 1_000} | CLOCK | changes))


def price_after(item: Item, ms: int) -> int:
    """Return what the public sees `ms` after the opening."""
    return quote(item, NOON + ms).price


@pytest.mark.parametrize(
    ("ms", "price"),
    [(0, 1_000), (4_999, 1_000), (5_000, 900), (9_999, 900), (15_000, 700), (19_999, 700)],
)
def test_the_clock_falls_by_a_step_every_interval_down_to_its_floor(ms: int, price: int) -> None:
    item = falling()
    assert price_after(item, ms) == price
    seen = view_item(item, NOON + ms)
    assert (seen["price"], seen["minimum"], seen["leader"]) == (price, price, None)


def test_a_floor_between_two_steps_is_not_undercut() -> None:
    item = falling(floor_price=750)
    assert [price_after(item, ms) for ms in (10_000, 15_000, 20_000)] == [800, 750, 750]
    assert item.ends_at == NOON + 20_000


def test_before_the_opening_the_start_price_is_shown() -> None:
    waiting = scheduled(format=Format.DUTCH, start_price=1_000, **CLOCK)
    assert price_after(waiting, 60_000) == 1_000


def test_the_first_bid_at_the_clocks_price_wins_at_it() -> None:
    item = after(falling(), bid(900), now=NOON + 5_000)
    assert (item.status, item.winners) == (Status.SOLD, (Winner(ANN, 900),))


def test_a_bid_above_the_clock_pays_the_clocks_price() -> None:
    assert after(falling(), bid(5_000), now=NOON + 5_000).winners == (Winner(ANN, 900),)


def test_a_bid_below_the_clock_is_answered_with_the_clocks_price() -> None:
    rejection = refused(decide(falling(), bid(900), NOON + 4_999))
    assert (rejection.code, rejection.details["minimum"]) == (Code.TOO_LOW, 1_000)


def test_several_units_are_sold_until_there_are_no_more() -> None:
    item = after(falling(quantity=3), bid(1_000, ANN, "a", quantity=2))
    assert (item.status, item.remaining) == (Status.OPEN, 1)
    claimed, closed = accepted(decide(item, bid(900, BEN, "b"), NOON + 5_000))
    assert isinstance(claimed, UnitsClaimed)
    assert isinstance(closed, ItemClosed)
    assert closed.winners == (Winner(ANN, 1_000, 2), Winner(BEN, 900, 1))


def test_a_quantity_beyond_the_remaining_units_is_sold_out() -> None:
    item = after(falling(quantity=3), bid(1_000, ANN, "a", quantity=2))
    rejection = refused(decide(item, bid(1_000, BEN, "b", quantity=2), NOON))
    assert (rejection.code, rejection.details["remaining"]) == (Code.SOLD_OUT, 1)


def test_an_interval_after_the_floor_it_closes_by_itself() -> None:
    item = falling()
    assert item.ends_at == NOON + 20_000
    assert after(item, ObserveTime(), now=NOON + 19_999).status is Status.OPEN
    assert after(item, ObserveTime(), now=NOON + 20_000).status is Status.UNSOLD


def test_units_taken_before_the_end_are_sold() -> None:
    item = after(falling(quantity=2), bid(1_000))
    assert after(item, ObserveTime(), now=NOON + 20_000).winners == (Winner(ANN, 1_000),)


def test_a_pause_stops_the_clock() -> None:
    paused = after(falling(), PauseItem(HOUSE), now=NOON + 7_000)
    assert price_after(paused, 60_000) == 900
    resumed = after(paused, ResumeItem(HOUSE), now=NOON + 60_000)
    assert [price_after(resumed, ms) for ms in (60_000, 62_999, 63_000)] == [900, 900, 800]
    assert resumed.ends_at == NOON + 20_000 + 53_000


def test_the_page_can_run_the_clock_by_itself() -> None:
    paused = after(falling(), PauseItem(HOUSE), now=NOON + 7_000)
    assert view_item(paused, NOON + 9_000)["clock"] == {
        **CLOCK,
        "start_price": 1_000,
        "since": NOON,
        "stopped_at": NOON + 7_000,
    }


def test_a_dutch_bid_with_a_maximum_is_refused() -> None:
    rejection = refused(decide(falling(), bid(1_000, max_amount=2_000), NOON))
    assert rejection.details == {"field": "max_amount"}

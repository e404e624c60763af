"""Acts on a sale: each item carries each out once, and none after a later one."""

from typing import Any

import pytest

from server.domain.commands import (
    CarryOutAct,
    Command,
    ObserveTime,
    OpenItem,
    PauseItem,
    ResumeItem,
    SaleAct,
    ScheduleItem,
)
from server.domain.decide import decide
from server.domain.events import ItemPaused
from server.domain.evolve import evolve, fold
from server.domain.history import faults_of
from server.domain.item import Item
from server.domain.rejection import Code
from server.domain.types import Format, Status
from tests.unit.domain.sale import (
    HOUSE,
    MINUTE,
    NOON,
    SECOND,
    accepted,
    after,
    bid,
    kinds,
    listing,
    opened,
    refused,
    scheduled,
    standing_at,
)

LATER = NOON + MINUTE
ENDS = NOON + 10 * MINUTE


def pause(number: int = 1) -> CarryOutAct:
    return CarryOutAct(SaleAct.PAUSE, number)


def resume(number: int = 2) -> CarryOutAct:
    return CarryOutAct(SaleAct.RESUME, number)


def extend(number: int = 1, by_ms: int = MINUTE) -> CarryOutAct:
    return CarryOutAct(SaleAct.EXTEND, number, by_ms)


def paused(item: Item) -> Item:
    return after(item, pause())


@pytest.mark.parametrize("act", [pause(), resume(), extend()])
@pytest.mark.parametrize("status", [Status.SOLD, Status.UNSOLD, Status.CANCELLED])
def test_an_ended_item_carries_no_act_out(status: Status, act: CarryOutAct) -> None:
    assert accepted(decide(standing_at(status, ends_at=ENDS), act, LATER)) == ()


def test_a_pause_and_its_end_move_the_end_of_an_open_item() -> None:
    item = paused(opened(ends_at=ENDS))
    assert item.status is Status.PAUSED
    assert refused(decide(item, bid(100), LATER)).code is Code.PAUSED
    again = after(item, resume(), now=LATER)
    assert (again.status, again.ends_at) == (Status.OPEN, ENDS + MINUTE)


@pytest.mark.parametrize(
    ("rules", "ends_at"),
    [
        ({"opens_at": NOON + 20 * SECOND, "ends_at": ENDS}, ENDS + 40 * SECOND),
        ({"opens_at": LATER + 1, "ends_at": ENDS}, ENDS),
        ({"ends_at": ENDS}, ENDS + MINUTE),
        ({"opens_at": NOON + 1, "duration_ms": MINUTE}, None),
    ],
    ids=["opens in the pause", "opens later", "is opened by hand", "has a duration"],
)
def test_a_scheduled_item_does_not_open_in_a_pause_and_misses_the_time_since_its_opening(
    rules: dict[str, Any], ends_at: int | None
) -> None:
    item = paused(scheduled(**rules))
    assert (item.status, item.changes_at) == (Status.SCHEDULED, None)
    assert accepted(decide(item, ObserveTime(), LATER)) == ()
    assert refused(decide(item, OpenItem(HOUSE), LATER)).code is Code.PAUSED
    again = after(item, resume(), now=LATER)
    assert (again.status, again.ends_at) == (Status.SCHEDULED, ends_at)
    assert again.changes_at == rules.get("opens_at")


def test_an_item_that_was_paused_by_itself_stays_paused() -> None:
    item = after(opened(), PauseItem(HOUSE))
    assert kinds(item, pause(), LATER) == []
    assert kinds(item, resume(), LATER) == []


def test_an_item_may_be_resumed_by_itself() -> None:
    item = after(paused(opened()), ResumeItem(HOUSE), now=LATER)
    assert (item.status, item.paused_by_sale) == (Status.OPEN, False)
    assert kinds(item, pause(), LATER) == [], "the same act does not pause it again"
    assert kinds(item, resume(), LATER) == []


def test_a_late_step_of_an_earlier_act_changes_nothing() -> None:
    item = after(paused(opened()), resume(), now=LATER)
    assert kinds(item, pause(1), LATER) == []
    assert kinds(item, pause(3), LATER) == [ItemPaused]


@pytest.mark.parametrize("status", [Status.SCHEDULED, Status.OPEN, Status.PAUSED, Status.CLOSING])
def test_an_extension_moves_each_end_once(status: Status) -> None:
    item = after(standing_at(status, ends_at=ENDS), extend())
    assert (item.ends_at, item.status) == (ENDS + MINUTE, status)
    assert kinds(item, extend(), LATER) == []
    assert after(item, extend(2)).ends_at == ENDS + 2 * MINUTE


def test_an_item_without_an_end_has_nothing_to_extend() -> None:
    clock = {"format": Format.DUTCH, "step": 1, "interval_ms": SECOND, "floor_price": 50}
    for item in (opened(), scheduled(**clock)):
        assert kinds(item, extend(), LATER) == []


def story(*commands: CarryOutAct) -> Any:
    events = accepted(decide(None, ScheduleItem(HOUSE, listing(opens_at=NOON, ends_at=ENDS)), NOON))
    given: tuple[Command, ...] = (ObserveTime(), *commands)
    for number, command in enumerate(given):
        events += accepted(decide(fold(None, events), command, NOON + number * SECOND))
    return events


def test_the_check_of_a_history_decides_acts_again() -> None:
    events = story(pause(1), resume(2), extend(3))
    assert faults_of(events) == []
    late = evolve(fold(None, events), ItemPaused(seq=6, at=LATER, act=3))
    assert late.status is Status.PAUSED
    assert "no act on the sale" in faults_of([*events, ItemPaused(seq=6, at=LATER, act=3)])[0]

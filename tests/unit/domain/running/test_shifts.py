"""An outage moves the times of an item by the time that its bidders missed, once, and never back."""

from typing import Any

import pytest

from server.domain.commands import (
    CallItem,
    ExtendItem,
    FollowGroup,
    ObserveTime,
    OpenItem,
    PauseItem,
    ReopenItem,
    ResumeItem,
    ScheduleItem,
    ShiftEnd,
)
from server.domain.decide import decide
from server.domain.events import EndShifted, ItemOpened, ShiftCause
from server.domain.evolve import evolve
from server.domain.formats import quote
from server.domain.history import faults_of
from server.domain.item import Item
from server.domain.listings.contradictions import contradictions
from server.domain.listings.soft_close import Policy, SoftClose
from server.domain.types import Format, OnOutage, Status
from tests.unit.domain.sale import (
    BEN,
    HOUSE,
    MINUTE,
    NOON,
    SECOND,
    accepted,
    after,
    bid,
    listing,
    opened,
    scheduled,
    standing_at,
)

SINCE, UNTIL = NOON + MINUTE, NOON + 2 * MINUTE
OUTAGE = ShiftEnd(SINCE, UNTIL, margin_ms=MINUTE, return_ms=10 * SECOND)
CLOCK = {
    "format": Format.DUTCH,
    "start_price": 100_000,
    "step": 100,
    "interval_ms": 5 * SECOND,
    "floor_price": 100,
}


def moved(item: Item, outage: ShiftEnd = OUTAGE, now: int = UNTIL) -> EndShifted | None:
    """Return the one event that an outage leads to, if any."""
    events = accepted(decide(item, outage, now))
    assert len(events) <= 1
    for event in events:
        assert isinstance(event, EndShifted)
        return event
    return None


def shifted(item: Item, outage: ShiftEnd = OUTAGE) -> Item:
    event = moved(item, outage)
    assert event is not None
    return evolve(item, event)


@pytest.mark.parametrize(
    ("ends_at", "moved_to"),
    [
        (SINCE + 20 * SECOND, UNTIL + 20 * SECOND),
        (UNTIL, UNTIL + MINUTE),
        (UNTIL + MINUTE, UNTIL + 2 * MINUTE),
        (SINCE + 1, UNTIL + 10 * SECOND),
    ],
    ids=["in it", "at its end", "soon after it", "with no time to return"],
)
def test_an_end_in_an_outage_or_soon_after_it_is_moved_by_what_was_missing(
    ends_at: int, moved_to: int
) -> None:
    assert moved(opened(ends_at=ends_at)) == EndShifted(
        seq=3, at=UNTIL, ends_at=moved_to, cause=ShiftCause.OUTAGE, since=SINCE, until=UNTIL
    )


@pytest.mark.parametrize("ends_at", [SINCE, UNTIL + MINUTE + 1, None])
def test_an_end_before_an_outage_or_long_after_it_stays(ends_at: int | None) -> None:
    assert moved(opened(ends_at=ends_at)) is None


def test_an_end_that_was_due_in_an_outage_is_moved_and_not_observed() -> None:
    item = opened(ends_at=SINCE + SECOND)
    assert [type(each) for each in accepted(decide(item, OUTAGE, UNTIL + MINUTE))] == [EndShifted]


@pytest.mark.parametrize("status", [each for each in Status if each is not Status.DELETED])
def test_only_items_that_wait_or_take_bids_are_moved(status: Status) -> None:
    item = standing_at(status, ends_at=UNTIL)
    assert (moved(item) is not None) == (status in {Status.SCHEDULED, Status.OPEN, Status.CLOSING})


def test_an_item_that_is_to_close_in_an_outage_stays() -> None:
    assert moved(opened(ends_at=UNTIL, on_outage=OnOutage.CLOSE)) is None
    assert moved(opened(**CLOCK, on_outage=OnOutage.CLOSE)) is None


def test_an_outage_is_made_up_for_once() -> None:
    assert moved(shifted(opened(ends_at=UNTIL))) is None


def test_of_an_outage_that_overlaps_an_earlier_one_only_the_rest_counts() -> None:
    item = shifted(opened(ends_at=UNTIL))
    later = ShiftEnd(SINCE, UNTIL + SECOND, margin_ms=MINUTE)
    event = moved(item, later, UNTIL + SECOND)
    assert event is not None
    assert (event.since, event.ends_at) == (UNTIL, UNTIL + MINUTE + SECOND)


def test_an_item_that_should_have_opened_in_an_outage_misses_the_time_since_then() -> None:
    item = shifted(scheduled(opens_at=SINCE + 40 * SECOND, ends_at=UNTIL + SECOND))
    assert item.ends_at == UNTIL + 21 * SECOND
    item = after(item, ObserveTime(), now=UNTIL)
    assert (item.status, moved(item)) == (Status.OPEN, None)


def test_an_item_that_opened_after_an_outage_has_missed_nothing() -> None:
    item = after(scheduled(opens_at=UNTIL, ends_at=UNTIL + SECOND), ObserveTime(), now=UNTIL)
    assert moved(item) is None
    lengthy = after(scheduled(opens_at=SINCE, duration_ms=MINUTE), ObserveTime(), now=UNTIL)
    assert (lengthy.ends_at, moved(lengthy)) == (UNTIL + MINUTE, None)


def test_a_pause_covers_an_outage_within_it() -> None:
    item = after(opened(ends_at=UNTIL), PauseItem(HOUSE), now=SINCE - SECOND)
    assert moved(item) is None
    resumed = after(item, ResumeItem(HOUSE), now=UNTIL + SECOND)
    assert resumed.ends_at == UNTIL + MINUTE + 2 * SECOND
    assert moved(resumed) is None


def test_an_item_that_was_reopened_after_an_outage_has_missed_nothing() -> None:
    item = after(opened(ends_at=NOON + SECOND), ObserveTime(), now=NOON + SECOND)
    again = after(item, ReopenItem(HOUSE, ends_at=UNTIL + MINUTE), now=UNTIL)
    assert (again.status, moved(again)) == (Status.OPEN, None)


def test_the_auctioneer_may_move_the_end_further_afterwards() -> None:
    item = after(shifted(opened(ends_at=UNTIL)), ExtendItem(HOUSE, UNTIL + 3 * MINUTE), now=UNTIL)
    assert (item.ends_at, moved(item)) == (UNTIL + 3 * MINUTE, None)


def test_a_falling_clock_stands_still_in_an_outage_however_far_its_end_is() -> None:
    item = opened(**CLOCK)
    before = quote(item, SINCE).price
    again = shifted(item)
    assert quote(again, UNTIL).price == before
    assert again.ends_at == (item.ends_at or 0) + MINUTE


def test_the_pause_before_an_item_of_a_sequence_goes_on_after_an_outage() -> None:
    waiting = scheduled(gap_ms=MINUTE, duration_ms=MINUTE)
    assert moved(waiting) is None
    called = after(waiting, CallItem(SINCE + 30 * SECOND), now=SINCE - 30 * SECOND)
    event = moved(called)
    assert event is not None
    assert (event.opens_at, event.ends_at) == (UNTIL + 30 * SECOND, None)
    again = evolve(called, event)
    assert (again.opens_at, moved(again)) == (UNTIL + 30 * SECOND, None)


def test_a_hard_end_moves_with_the_end() -> None:
    rules = SoftClose(Policy.CAPPED, MINUTE, MINUTE, hard_end=UNTIL)
    item = shifted(opened(ends_at=UNTIL, soft_close=rules))
    bidden = after(item, bid(100, BEN), now=UNTIL + 59 * SECOND)
    assert bidden.ends_at == UNTIL + MINUTE
    early = shifted(opened(ends_at=UNTIL - 30 * SECOND, soft_close=rules))
    assert after(early, bid(100, BEN), now=UNTIL + 29 * SECOND).ends_at == UNTIL + MINUTE


def faults_with(**changes: Any) -> list[str]:
    """Return the faults of a history with an outage whose event has other fields."""
    begun = scheduled(ends_at=UNTIL)
    first = accepted(decide(begun, OpenItem(HOUSE), NOON))
    event = moved(evolve(begun, first[0]))
    assert event is not None
    fields = {name: getattr(event, name) for name in event.__struct_fields__}
    scheduling = accepted(decide(None, ScheduleItem(HOUSE, begun.listing), NOON))
    return faults_of([*scheduling, *first, EndShifted(**(fields | changes))])


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({}, None),
        ({"ends_at": UNTIL + MINUTE + SECOND}, None),
        ({"ends_at": UNTIL + MINUTE - 1}, "by less than the time"),
        ({"since": NOON - 1}, "time that was not missing"),
        ({"since": UNTIL}, "no outage could move"),
        ({"until": UNTIL + 1}, "was not over"),
        ({"opens_at": UNTIL}, "the opening did not move"),
    ],
)
def test_the_check_of_a_history_finds_a_shift_that_no_outage_explains(
    changes: dict[str, int], fault: str | None
) -> None:
    faults = faults_with(**changes)
    assert (faults == []) if fault is None else (fault in faults[0])


def test_an_opened_item_knows_that_nothing_was_missed_before() -> None:
    opening = accepted(decide(scheduled(ends_at=UNTIL), OpenItem(HOUSE), UNTIL - 1))
    assert isinstance(opening[0], ItemOpened)
    item = evolve(scheduled(ends_at=UNTIL), opening[0])
    event = moved(item)
    assert event is not None
    assert event.missing_ms == 1


def following(item: Item, ends_at: int) -> Item:
    return after(item, FollowGroup(ends_at))


def test_an_item_follows_the_end_of_its_group_and_never_back() -> None:
    item = opened(ends_at=UNTIL, closes_with="g")
    moved_on = following(item, UNTIL + 5)
    assert (moved_on.ends_at, moved_on.outage_ms, moved_on.outages_until) == (
        *(UNTIL + 5, item.outage_ms, item.outages_until),
    )
    assert following(moved_on, UNTIL) is moved_on
    assert following(opened(ends_at=UNTIL), UNTIL + 5).ends_at == UNTIL, "it is in no group"


def test_a_hard_end_and_a_pause_hold_against_the_group() -> None:
    hard = SoftClose(Policy.CAPPED, MINUTE, MINUTE, hard_end=UNTIL + 3)
    item = opened(ends_at=UNTIL, closes_with="g", soft_close=hard)
    assert following(item, UNTIL + MINUTE).ends_at == UNTIL + 3
    paused = after(opened(ends_at=UNTIL, closes_with="g"), PauseItem(HOUSE))
    assert following(paused, UNTIL + 5) is paused


def test_a_history_with_a_shift_to_a_group_that_does_not_follow_is_named() -> None:
    first = ScheduleItem(HOUSE, listing(ends_at=UNTIL, closes_with="g"))
    events = accepted(decide(None, first, NOON))
    for ends_at, faults in ((UNTIL + 5, 0), (UNTIL, 1)):
        shift = EndShifted(seq=2, at=NOON, ends_at=ends_at, cause=ShiftCause.GROUP)
        assert len(faults_of([*events, shift])) == faults


@pytest.mark.parametrize("form", sorted(set(Format) - {Format.ENGLISH}))
def test_a_format_without_late_bids_refuses_a_group_by_name(form: Format) -> None:
    found = contradictions(listing(format=form, closes_with="g"))
    assert "closes_with" in {each.field for each in found}


@pytest.mark.parametrize(
    "rules", [{}, {"gap_ms": 5, "duration_ms": MINUTE}], ids=["no end", "a sequence"]
)
def test_an_item_without_an_end_of_its_own_can_not_close_with_others(rules: dict[str, Any]) -> None:
    assert [each.field for each in contradictions(listing(closes_with="g", **rules))] == [
        "closes_with"
    ]

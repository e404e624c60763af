"""Checks a history: the decider could have produced each of its events from those before it.

The events don't tell every command. So a bid is decided again from what its event says, an event of
time or of the auctioneer is held against the lifecycle and the fields that follow from the state, and
a change of the rules that old histories precede is forgiven: bidders were not always barred (0093),
and a leader's own bid once moved the end (0092).
"""

from collections.abc import Iterator, Sequence
from typing import assert_never

from server.domain.events import (
    BidAccepted,
    BiddersBlocked,
    BidLeft,
    BidsRemoved,
    EndShifted,
    Event,
    ItemCalled,
    ItemDeleted,
    ItemExtended,
    ItemOpened,
    ItemScheduled,
    ListingAmended,
    MaxRaised,
    NextCalled,
    OfferSealed,
    ShiftCause,
)
from server.domain.evolve import evolve
from server.domain.history.bids import (
    Course,
    fault_of_bid,
    fault_of_late_extension,
    fault_of_removal,
    note_bid,
)
from server.domain.history.editing import fault_of_editing
from server.domain.history.moves import fault_of_block, fault_of_move
from server.domain.item import Item
from server.domain.placing.left_bids import take_left_bids
from server.domain.running.shifts import fault_of_following, fault_of_shift
from server.domain.types import Status

FAULTS_MAX = 5
"""Faults that are named for one item. After the first, others may only follow from it."""


def faults_of(events: Sequence[Event]) -> list[str]:
    """Return the first faults of a whole history, each in a sentence; its numbers have no gap."""
    found: list[str] = []
    for fault in _faults(events):
        found.append(fault)
        if len(found) == FAULTS_MAX:
            break
    return found


def _faults(events: Sequence[Event]) -> Iterator[str]:
    course = Course()
    for event in events:
        name = f"number {event.seq} ({type(event).__name__})"
        if event.at < course.at:
            yield f"{name}: its time is {course.at - event.at} ms before that of the event before it"
        fault = _fault(course, event)
        if fault is not None:
            yield f"{name}: {fault}"
        try:
            course.item = evolve(course.item, event)
        except AssertionError as error:
            yield f"{name}: {error}"
            return
        course.at, course.before = max(course.at, event.at), event
    if course.due:
        yield f"the last bid lacks the event that follows from it ({kind_of(course.due[0])})"


def _fault(course: Course, event: Event) -> str | None:
    item = course.item
    if item is None:
        return (
            None
            if isinstance(event, ItemScheduled)
            else "the first event does not schedule the item"
        )
    if course.due:
        expected = course.due.pop(0)
        if event == expected:
            note_bid(course, event)
            return None
        course.due.clear()
        return f"the bid before it leads to another event ({kind_of(expected)})"
    return _fault_after(course, item, event)


def _fault_after(course: Course, item: Item, event: Event) -> str | None:
    match event:
        case BidAccepted() | MaxRaised() | OfferSealed() | BidLeft():
            return fault_of_bid(course, item, event)
        case BidsRemoved():
            return fault_of_removal(course, item, event)
        case ItemExtended(by_bid=True):
            return fault_of_late_extension(course, item, event)
        case ItemScheduled():
            return "the item had been scheduled"
        case ListingAmended() | ItemDeleted():
            return fault_of_editing(item, event)
        case EndShifted() | ItemCalled() | NextCalled():
            return _fault_of_time(item, event)
        case BiddersBlocked():
            return fault_of_block(item, event)
        case ItemOpened():
            fault = fault_of_move(item, event, ())
            if fault is None:
                course.due = list(take_left_bids(evolve(item, event), event.at))
            return fault
        case _:
            return fault_of_move(item, event, course.bids.values())


def _fault_of_time(item: Item, event: EndShifted | ItemCalled | NextCalled) -> str | None:
    match event:
        case EndShifted(cause=ShiftCause.GROUP):
            return fault_of_following(item, event)
        case EndShifted():
            return fault_of_shift(item, event)
        case ItemCalled():
            called = item.status is Status.SCHEDULED and item.opens_at is None
            return None if called else "its opening was known, or it had begun"
        case NextCalled():
            return None if item.calls_next else "it did not have to call the next item"
        case _:
            assert_never(event)


def kind_of(event: Event) -> str:
    """Return the name of an event's kind."""
    return (
        f"{type(event).__name__}, automatic"
        if getattr(event, "auto", False)
        else type(event).__name__
    )

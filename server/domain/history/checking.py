"""Checks a history: the decider could have produced each of its events from those before it.

The events don't tell every command. So a bid is decided again from what its event says, an event of
time or of the auctioneer is held against the lifecycle and the fields that follow from the state, and
a change of the rules that old histories precede is forgiven: bidders were not always barred (0093),
and a leader's own bid once moved the end (0092).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
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
    PlacedBids,
    fault_of_bid,
    fault_of_late_extension,
    fault_of_removal,
    is_as_expected,
    note_bid,
)
from server.domain.history.editing import fault_of_editing
from server.domain.history.moves import fault_of_block, fault_of_move
from server.domain.item import Item
from server.domain.placing.left_bids import take_left_bids
from server.domain.running.shifts import fault_of_following, fault_of_shift
from server.domain.types import BidId, Status

FAULTS_MAX = 5
"""Faults that are named for one item. After the first, others may only follow from it."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A decision to which the rules do not lead, by the number of its event.

    `bid_id` is set if a bid was decided.
    """

    seq: int
    kind: str
    text: str
    bid_id: BidId | None = None

    def __str__(self) -> str:
        return f"number {self.seq} ({self.kind}): {self.text}"


class HistoryCheck:
    """The check of one item's history, event by event. `bids` is empty, and keeps those that are placed."""

    def __init__(self, bids: PlacedBids | None = None) -> None:
        self._course = Course() if bids is None else Course(bids)
        self.impossible = False
        """Whether the state after an event can't be told. Then no event is checked any more."""

    @property
    def item(self) -> Item | None:
        """The item after the last event."""
        return self._course.item

    def add(self, event: Event, *, decided_again: bool = True) -> Sequence[Fault]:
        """Check the next event; one that is not `decided_again` is only taken in."""
        if self.impossible:
            return ()
        course, found = self._course, list[Fault]()
        if event.at < course.at:
            before_ms = course.at - event.at
            text = f"its time is {before_ms} ms before that of the event before it"
            found.append(_fault_at(event, text))
        if decided_again:
            found += _faults(course, event)
        else:
            _take_in(course, event)
        try:
            course.item = evolve(course.item, event)
        except AssertionError as error:
            self.impossible = True
            found.append(_fault_at(event, str(error)))
        course.at = max(course.at, event.at)
        return found

    def end(self) -> Sequence[Fault]:
        """Return the fault of a history that ends before an event which has to follow."""
        course = self._course
        return () if self.impossible or not course.due else (_fault_of_absence(course),)


def faults_of(events: Iterable[Event]) -> list[str]:
    """Return the first faults of a whole history, each in a sentence; its numbers have no gap."""
    check = HistoryCheck()
    found = [fault for event in events for fault in check.add(event)]
    return [str(fault) for fault in (*found, *check.end())][:FAULTS_MAX]


def _take_in(course: Course, event: Event) -> None:
    course.due.clear()
    course.cause, course.follow_unchecked = event, True
    note_bid(course, event)
    if isinstance(event, BidsRemoved):
        course.gone.update(event.bid_ids)


def _faults(course: Course, event: Event) -> Iterator[Fault]:
    item = course.item
    if item is None:
        if not isinstance(event, ItemScheduled):
            yield _fault_at(event, "the first event does not schedule the item")
        return
    follows = _may_follow(event)
    if course.due and (is_as_expected(event, course.due[0]) or follows):
        note_bid(course, event)
        expected = course.due.pop(0)
        if not is_as_expected(event, expected):
            course.due.clear()
            course.follow_unchecked = True
            text = f"the bid before it leads to another event ({kind_of(expected)})"
            yield _fault_at(event, text, course.cause)
        return
    if course.due:
        yield _fault_of_absence(course)
        course.due.clear()
        course.follow_unchecked = False
    if follows and course.follow_unchecked:
        note_bid(course, event)
        return
    fault = _fault_after(course, item, event)
    if not follows:
        course.cause = event
    course.follow_unchecked = fault is not None
    if fault is not None:
        yield _fault_at(event, fault, course.cause)


def _may_follow(event: Event) -> bool:
    """Return whether an event follows from the bid before it."""
    if isinstance(event, BidAccepted):
        return event.auto
    return isinstance(event, ItemExtended) and event.by_bid


def _fault_of_absence(course: Course) -> Fault:
    assert course.cause is not None, "an event follows from another one"
    text = f"it lacks the event that follows from it ({kind_of(course.due[0])})"
    return _fault_at(course.cause, text)


def _fault_at(event: Event, text: str, cause: Event | None = None) -> Fault:
    """Return the fault of an event, which may follow from the bid of its `cause`."""
    bid_id = getattr(event, "bid_id", None) or getattr(cause, "bid_id", None)
    return Fault(event.seq, type(event).__name__, text, bid_id)


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
            return fault_of_move(item, event, course.standing())


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

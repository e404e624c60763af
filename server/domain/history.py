"""Checks a history: the decider could have produced each of its events from those before it.

The events don't tell every command. So a bid is decided again from what its event says, an event of
time or of the auctioneer is held against the lifecycle and the fields that follow from the state, and
a change of the rules that old histories precede is forgiven: bidders were not always barred (0093),
and a leader's own bid once moved the end (0092).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from server.domain.commands import (
    AuctioneerCommand,
    BidderStanding,
    CancelItem,
    CloseItem,
    ExtendItem,
    OpenItem,
    PauseItem,
    PlaceBid,
    PlacedBid,
    ResumeItem,
    WarnItem,
)
from server.domain.decide import decide
from server.domain.events import (
    BidAccepted,
    BidsRetracted,
    Event,
    ItemCalled,
    ItemCancelled,
    ItemClosed,
    ItemExtended,
    ItemOpened,
    ItemPaused,
    ItemResumed,
    ItemScheduled,
    ItemWarned,
    MaxRaised,
    NextCalled,
    OfferSealed,
    UnitsClaimed,
)
from server.domain.evolve import evolve
from server.domain.formats import FORMATS
from server.domain.formats.rules import Resolution
from server.domain.item import Item
from server.domain.lifecycle import ALLOWED_FROM
from server.domain.listings.soft_close import end_after_bid
from server.domain.rejection import Code, Rejection
from server.domain.retraction import kept_bids
from server.domain.types import ENDED, EXPOSURE_MAX, BidId, Millis, Status

FAULTS_MAX = 5
"""Faults that are named for one item. After the first, others may only follow from it."""
_ANY_STANDING = BidderStanding(approved=True, limit=EXPOSURE_MAX)
"""The events don't tell a bidder's standing, so none is refused for it."""

BidEvent = BidAccepted | MaxRaised | OfferSealed

_COMMANDS: dict[type[Event], type[AuctioneerCommand]] = {
    ItemOpened: OpenItem,
    ItemPaused: PauseItem,
    ItemResumed: ResumeItem,
    ItemWarned: WarnItem,
    ItemClosed: CloseItem,
    ItemCancelled: CancelItem,
    ItemExtended: ExtendItem,
}


@dataclass(slots=True)
class _Course:
    """A history up to some event."""

    item: Item | None = None
    at: Millis = 0
    before: Event | None = None
    due: list[Event] = field(default_factory=list)
    """Events that have to follow because of the last bid."""
    bids: dict[BidId, PlacedBid] = field(default_factory=dict)
    """Bids that stand."""


def faults_of(events: Sequence[Event]) -> list[str]:
    """Return the first faults of a whole history, each in a sentence; its numbers have no gap."""
    found: list[str] = []
    for fault in _faults(events):
        found.append(fault)
        if len(found) == FAULTS_MAX:
            break
    return found


def offered(event: BidEvent) -> tuple[int, int, int]:
    """Return the amount, the maximum and the quantity that a bidder sent."""
    match event:
        case UnitsClaimed():
            amount = event.amount if event.offered is None else event.offered
            return amount, amount, event.quantity
        case BidAccepted():
            amount = event.amount if event.offered is None else event.offered
            return amount, event.max_amount or max(amount, event.amount), 1
        case MaxRaised():
            return event.amount, event.max_amount, 1
        case OfferSealed():
            return event.amount, event.amount, event.quantity


def _faults(events: Sequence[Event]) -> Iterator[str]:
    course = _Course()
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
        yield f"the last bid lacks the event that follows from it ({_kind(course.due[0])})"


def _fault(course: _Course, event: Event) -> str | None:
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
            return None
        course.due.clear()
        return f"the bid before it leads to another event ({_kind(expected)})"
    match event:
        case BidAccepted() | MaxRaised() | OfferSealed():
            return _fault_of_bid(course, item, event)
        case BidsRetracted():
            return _fault_of_retraction(course, item, event)
        case ItemExtended(by_bid=True):
            return _fault_of_late_extension(course, item, event)
        case ItemScheduled():
            return "the item had been scheduled"
        case ItemCalled():
            called = item.status is Status.SCHEDULED and item.opens_at is None
            return None if called else "its opening was known, or it had begun"
        case NextCalled():
            return None if item.calls_next else "it did not have to call the next item"
        case _:
            return _fault_of_move(item, event)


def _fault_of_bid(course: _Course, item: Item, event: BidEvent) -> str | None:
    """Decide a bid again. A bid without a maximum may also have been a maximum of the same amount."""
    if isinstance(event, BidAccepted) and event.auto:
        return "an automatic bid that answers no bid"
    amount, most, quantity = offered(event)
    course.bids[event.bid_id] = PlacedBid(
        bid_id=event.bid_id,
        bidder=event.bidder,
        amount=amount,
        most=most,
        seq=event.seq,
        at=event.at,
    )
    refusal: Rejection | None = None
    for max_amount in (None, most):
        if max_amount is None and most != amount:
            continue
        command = PlaceBid(
            bid_id=event.bid_id,
            bidder=event.bidder,
            amount=amount,
            max_amount=max_amount,
            quantity=quantity,
            standing=_ANY_STANDING,
            raise_own=True,
        )
        decision = decide(item, command, event.at)
        if isinstance(decision, Rejection):
            refusal = refusal or decision
        elif decision[0] == event:
            course.due = list(decision[1:])
            return None
    return "the rules lead to another event" if refusal is None else _sentence(refusal, amount)


def _sentence(refusal: Rejection, amount: int) -> str:
    if refusal.code is Code.TOO_LOW:
        return f"the bid of {amount} is below the minimum of {refusal.details['minimum']}"
    return f"the rules refuse the bid: {refusal.message}"


def _fault_of_retraction(course: _Course, item: Item, event: BidsRetracted) -> str | None:
    if item.status in ENDED:
        return "the item had ended"
    gone = [course.bids.pop(bid_id, None) for bid_id in event.bid_ids]
    if any(bid is None or bid.bidder.user_id != event.bidder.user_id for bid in gone):
        return "it takes back a bid that does not stand, or is another bidder's"
    rules = FORMATS[item.listing.format]
    standing = kept_bids(item) if rules.keeps_bids else tuple(course.bids.values())
    remaining = [bid for bid in standing if bid.bid_id not in event.bid_ids]
    if rules.without(item, remaining) != Resolution(event.price, event.leader, event.leader_max):
        return "price and leader do not follow from the remaining bids"
    return None


def _fault_of_late_extension(course: _Course, item: Item, event: ItemExtended) -> str | None:
    if not isinstance(course.before, BidAccepted) or item.ends_at is None:
        return "it follows no bid"
    soft_close, extensions = item.listing.soft_close, item.extensions
    ends_at = end_after_bid(soft_close, item.ends_at, event.at, extensions=extensions)
    return None if event.ends_at == ends_at else f"the bid moves the end to {ends_at}"


def _fault_of_move(item: Item, event: Event) -> str | None:
    if item.status not in ALLOWED_FROM[_COMMANDS[type(event)]]:
        return f"not possible while the item is {item.status.value}"
    match event:
        case ItemOpened():
            ends_at = FORMATS[item.listing.format].end_when_opened(item.listing, event.at)
            return None if event.ends_at == ends_at else "its end does not follow from the opening"
        case ItemResumed():
            assert item.paused_at is not None, "a paused item has the time of its pause"
            ends_at = None if item.ends_at is None else item.ends_at + event.at - item.paused_at
            return None if event.ends_at == ends_at else "its end did not move by the pause"
        case ItemClosed():
            winners = FORMATS[item.listing.format].winners(item)
            status = Status.SOLD if winners else Status.UNSOLD
            same = (event.status, event.winners) == (status, winners)
            return None if same else "the outcome does not follow from the bids"
        case _:
            return None


def _kind(event: Event) -> str:
    return (
        f"{type(event).__name__}, automatic"
        if getattr(event, "auto", False)
        else type(event).__name__
    )

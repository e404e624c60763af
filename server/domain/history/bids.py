"""Checks the bids of a history, their retraction, and the ends that late bids move."""

from dataclasses import dataclass, field

from server.domain.commands import BidderStanding, PlaceBid, PlacedBid
from server.domain.decide import decide
from server.domain.events import (
    BidAccepted,
    BidDropped,
    BidLeft,
    BidsRemoved,
    Event,
    ItemExtended,
    MaxRaised,
    OfferSealed,
    UnitsClaimed,
)
from server.domain.formats import FORMATS
from server.domain.formats.rules import Resolution
from server.domain.item import Item
from server.domain.listings.soft_close import end_after_bid
from server.domain.rejection import Code, Rejection
from server.domain.retraction import kept_bids
from server.domain.types import ENDED, EXPOSURE_MAX, BidId, Millis

_ANY_STANDING = BidderStanding(approved=True, limit=EXPOSURE_MAX)
"""The events don't tell a bidder's standing, so none is refused for it."""

BidEvent = BidAccepted | MaxRaised | OfferSealed | BidLeft


@dataclass(slots=True)
class Course:
    """A history up to some event."""

    item: Item | None = None
    at: Millis = 0
    before: Event | None = None
    due: list[Event] = field(default_factory=list)
    """Events that have to follow because of the last bid."""
    bids: dict[BidId, PlacedBid] = field(default_factory=dict)
    """Bids that stand."""


def offered(event: BidEvent) -> tuple[int, int, int]:
    """Return the amount, the maximum and the quantity that a bidder sent."""
    match event:
        case UnitsClaimed():
            amount = event.amount if event.offered is None else event.offered
            return amount, amount, event.quantity
        case BidAccepted():
            amount = event.amount if event.offered is None else event.offered
            most = event.offered_max or event.max_amount or max(amount, event.amount)
            return amount, most, 1
        case MaxRaised():
            return event.amount, event.max_amount, 1
        case OfferSealed():
            return event.amount, event.amount, event.quantity
        case BidLeft():
            return event.amount, event.max_amount or event.amount, event.quantity


def fault_of_bid(course: Course, item: Item, event: BidEvent) -> str | None:
    """Decide a bid again. A bid without a maximum may also have been a maximum of the same amount."""
    if isinstance(event, BidAccepted) and event.auto:
        return "an automatic bid that answers no bid"
    note_bid(course, event)
    amount, most, quantity = offered(event)
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
            source=event.source,
            paddle=event.paddle,
            confirmed=True,
        )
        decision = decide(item, command, event.at)
        if isinstance(decision, Rejection):
            refusal = refusal or decision
        elif decision[0] == event:
            course.due = list(decision[1:])
            return None
    return "the rules lead to another event" if refusal is None else _sentence(refusal, amount)


def note_bid(course: Course, event: Event) -> None:
    """Keep a bid that stands; automatic ones and those that were left are none."""
    if not isinstance(event, BidAccepted | MaxRaised | OfferSealed):
        return
    if isinstance(event, BidAccepted) and event.auto:
        return
    amount, most, _ = offered(event)
    course.bids[event.bid_id] = PlacedBid(
        bid_id=event.bid_id,
        bidder=event.bidder,
        amount=amount,
        most=most,
        seq=event.seq,
        at=event.at,
    )


def _sentence(refusal: Rejection, amount: int) -> str:
    if refusal.code is Code.TOO_LOW:
        return f"the bid of {amount} is below the minimum of {refusal.details['minimum']}"
    return f"the rules refuse the bid: {refusal.message}"


def fault_of_removal(course: Course, item: Item, event: BidsRemoved) -> str | None:
    """Check that the bids stood and that the item is resolved without them."""
    if item.status in ENDED:
        return "the item had ended"
    if item.left:
        return _fault_of_left_removal(item, event)
    if isinstance(event, BidDropped):
        return "no bid was left on the item"
    gone = [course.bids.pop(bid_id, None) for bid_id in event.bid_ids]
    if any(bid is None or bid.bidder.user_id != event.bidder.user_id for bid in gone):
        return "it takes back a bid that does not stand, or is another bidder's"
    rules = FORMATS[item.listing.format]
    standing = kept_bids(item) if rules.keeps_bids else tuple(course.bids.values())
    remaining = [bid for bid in standing if bid.bid_id not in event.bid_ids]
    if rules.without(item, remaining) != Resolution(event.price, event.leader, event.leader_max):
        return "price and leader do not follow from the remaining bids"
    return None


def _fault_of_left_removal(item: Item, event: BidsRemoved) -> str | None:
    """Check that a bid that was left is removed, and that nothing shows it."""
    left = {each.bid_id: each.bidder for each in item.left}
    if any(left.get(bid_id) != event.bidder for bid_id in event.bid_ids) or not event.bid_ids:
        return "it takes back a bid that was not left, or is another bidder's"
    return None if event.hidden and event.leader is None else "it shows a bid that was left"


def fault_of_late_extension(course: Course, item: Item, event: ItemExtended) -> str | None:
    """Check that a late bid moved the end, and to this moment."""
    if not isinstance(course.before, BidAccepted) or item.ends_at is None:
        return "it follows no bid"
    soft_close, extensions = item.listing.soft_close, item.extensions
    ends_at = end_after_bid(
        soft_close, item.ends_at, event.at, extensions=extensions, outage_ms=item.outage_ms
    )
    return None if event.ends_at == ends_at else f"the bid moves the end to {ends_at}"

"""Checks the bids of a history, their retraction, and the ends that late bids move."""

from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from msgspec.structs import asdict, replace

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
from server.domain.types import ENDED, EXPOSURE_MAX, BidId, Millis, Source, origin_of

_ANY_STANDING = BidderStanding(approved=True, limit=EXPOSURE_MAX)
"""The events don't tell a bidder's standing, so none is refused for it."""

BidEvent = BidAccepted | MaxRaised | OfferSealed | BidLeft


class PlacedBids(Protocol):
    """The bids that were placed on an item, oldest first; a list is enough for a short history."""

    def append(self, bid: PlacedBid, /) -> None:
        """Add a bid."""
        ...

    def __iter__(self) -> Iterator[PlacedBid]: ...


@dataclass(slots=True)
class Course:
    """A history up to some event."""

    bids: PlacedBids = field(default_factory=list[PlacedBid])
    """All bids that were placed, automatic ones and those that were left apart."""
    gone: set[BidId] = field(default_factory=set)
    """Those of them that no longer stand."""
    bought: dict[BidId, tuple[int, int]] = field(default_factory=dict)
    """The amount and the maximum that were sent with bids that bought the item below them."""
    item: Item | None = None
    at: Millis = 0
    cause: Event | None = None
    """The last event that was decided for itself, from which others may follow."""
    led: bool = False
    """Whether that event was a bid of the item's leader."""
    due: list[Event] = field(default_factory=list)
    """Events that have to follow from it."""
    follow_unchecked: bool = False
    """Whether that event had a fault or was not decided again. Those that follow are then not checked."""

    def standing(self) -> Iterator[PlacedBid]:
        """Yield the bids that stand, oldest first."""
        return (bid for bid in self.bids if bid.bid_id not in self.gone)


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


def bought_at(event: BidEvent) -> int | None:
    """Return the price at which a bid bought an ascending item below its amount or maximum, or None.

    The bid stands for this price alone if the item is reopened.
    """
    if not isinstance(event, BidAccepted) or isinstance(event, UnitsClaimed):
        return None
    below_amount = event.offered is not None and event.offered > event.amount
    return event.amount if below_amount or event.offered_max is not None else None


def is_as_expected(event: Event, expected: Event) -> bool:
    """Compare an event with the one that follows from the bid before it.

    In an earlier version all automatic bids but the consignor's were `online`.
    """
    is_online = isinstance(event, BidAccepted) and event.auto and event.source is Source.ONLINE
    if is_online and isinstance(expected, BidAccepted):
        expected = replace(expected, source=Source.ONLINE, paddle=None)
    return event == expected


def fault_of_bid(course: Course, item: Item, event: BidEvent) -> str | None:
    """Decide a bid again. A bid without a maximum may also have been a maximum of the same amount."""
    if isinstance(event, BidAccepted) and event.auto:
        return "an automatic bid that answers no bid"
    note_bid(course, event)
    course.led = item.led_by(event.bidder.user_id)
    amount, most, quantity = offered(event)
    refusal: Rejection | None = None
    other: Event | None = None
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
            by=item.clerk(event.by),
            confirmed=True,
        )
        decision = decide(item, command, event.at)
        if isinstance(decision, Rejection):
            refusal = refusal or decision
        elif decision[0] == event:
            course.due = list(decision[1:])
            return None
        else:
            other = other or decision[0]
    if other is not None:
        return f"the rules lead to another event: {_differences(event, other)}"
    assert refusal is not None, "what is not accepted is refused"
    return _sentence(refusal, amount)


def _differences(recorded: Event, decided: Event) -> str:
    """Name the fields in which an event differs from the one that the rules lead to."""
    if type(recorded) is not type(decided):
        return type(decided).__name__
    fields = asdict(recorded)
    return ", ".join(
        f"{name} is {value} in place of {fields[name]}"
        for name, value in asdict(decided).items()
        if value != fields[name]
    )


def note_bid(course: Course, event: Event) -> None:
    """Keep a bid that stands; automatic ones and those that were left are none."""
    if not isinstance(event, BidAccepted | MaxRaised | OfferSealed):
        return
    if isinstance(event, BidAccepted) and event.auto:
        return
    amount, most, _ = offered(event)
    price = bought_at(event)
    if price is not None:
        course.bought[event.bid_id] = (amount, most)
    course.bids.append(
        PlacedBid(
            bid_id=event.bid_id,
            bidder=event.bidder,
            amount=amount if price is None else price,
            most=most if price is None else price,
            seq=event.seq,
            at=event.at,
            origin=origin_of(event.source, event.paddle),
        )
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
    rules = FORMATS[item.listing.format]
    gone: dict[BidId, PlacedBid] = {}
    remaining: Iterator[PlacedBid] = _without(course, event.bid_ids, gone)
    if rules.keeps_bids:
        deque(remaining, maxlen=0)
        remaining = (bid for bid in kept_bids(item) if bid.bid_id not in event.bid_ids)
    resolution = rules.without(item, remaining)
    course.gone.update(event.bid_ids)
    owners = {bid.bidder.user_id for bid in gone.values()}
    if gone.keys() != set(event.bid_ids) or owners != {event.bidder.user_id}:
        return "it takes back a bid that does not stand, or is another bidder's"
    recorded = Resolution(event.price, event.leader, event.leader_max, event.leader_origin)
    if recorded.leader_origin is None:
        # An earlier version did not record it.
        resolution = replace(resolution, leader_origin=None)
    if resolution != recorded and not _resolved_in_full(course, item, recorded):
        return f"price and leader do not follow from the remaining bids, which lead to {resolution.price}"
    return None


def _resolved_in_full(course: Course, item: Item, recorded: Resolution) -> bool:
    """Return whether an earlier version resolved the item by the sent amounts of purchases (0229)."""
    if not course.bought:
        return False
    remaining = (
        replace(bid, amount=course.bought[bid.bid_id][0], most=course.bought[bid.bid_id][1])
        if bid.bid_id in course.bought
        else bid
        for bid in course.standing()
    )
    found = FORMATS[item.listing.format].without(item, remaining)
    return replace(found, leader_origin=recorded.leader_origin) == recorded


def _without(
    course: Course, bid_ids: Collection[BidId], gone: dict[BidId, PlacedBid]
) -> Iterator[PlacedBid]:
    """Yield the bids that stand without some, which are put into `gone`. It is one pass over all bids."""
    for bid in course.standing():
        if bid.bid_id in bid_ids:
            gone[bid.bid_id] = bid
        else:
            yield bid


def _fault_of_left_removal(item: Item, event: BidsRemoved) -> str | None:
    """Check that a bid that was left is removed, and that nothing shows it."""
    left = {each.bid_id: each.bidder for each in item.left}
    if any(left.get(bid_id) != event.bidder for bid_id in event.bid_ids) or not event.bid_ids:
        return "it takes back a bid that was not left, or is another bidder's"
    return None if event.hidden and event.leader is None else "it shows a bid that was left"


def fault_of_late_extension(course: Course, item: Item, event: ItemExtended) -> str | None:
    """Check an end that a leader's own bid moved in an earlier version (0092). None moves it alone now."""
    if not isinstance(course.cause, BidAccepted) or item.ends_at is None:
        return "it follows no bid"
    if not course.led:
        return "the bid before it does not move the end"
    soft_close, extensions = item.listing.soft_close, item.extensions
    ends_at = end_after_bid(
        soft_close, item.ends_at, event.at, extensions=extensions, outage_ms=item.outage_ms
    )
    return None if event.ends_at == ends_at else f"the bid moves the end to {ends_at}"

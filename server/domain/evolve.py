"""State is the fold of events: `functools.reduce(evolve, events, initial(first))`."""

from functools import reduce
from typing import assert_never

from msgspec.structs import replace

from server.domain.events import (
    AskingSet,
    BidAccepted,
    BiddersBlocked,
    BidLeft,
    BidsRemoved,
    EndShifted,
    Event,
    ItemAwarded,
    ItemCalled,
    ItemCancelled,
    ItemClosed,
    ItemDeleted,
    ItemExtended,
    ItemOpened,
    ItemPaused,
    ItemReopened,
    ItemResumed,
    ItemScheduled,
    ItemWarned,
    ListingAmended,
    MaxRaised,
    NextCalled,
    NoticeGiven,
    OfferSealed,
    ShiftCause,
)
from server.domain.item import Item
from server.domain.running.bid_effects import with_bid
from server.domain.running.effects import with_outcome
from server.domain.types import Status

_LEADS_TO: dict[type[Event], Status] = {
    ItemWarned: Status.CLOSING,
    ItemCancelled: Status.CANCELLED,
    ItemDeleted: Status.DELETED,
}


def fold(item: Item | None, events: tuple[Event, ...]) -> Item | None:
    """Return the state after `events`; None stays None while nothing has happened."""
    return reduce(evolve, events, item)


def evolve(item: Item | None, event: Event) -> Item:
    """Return the state after one more event, which must be the next by number."""
    if item is None:
        assert isinstance(event, ItemScheduled), "an item's first event schedules it"
        assert event.seq == 1, "an item's first event is number 1"
        return _scheduled(event)
    assert event.seq == item.seq + 1, "events have no gap"
    match event:
        case BidAccepted() | MaxRaised() | OfferSealed() | BidsRemoved() | BidLeft():
            return with_bid(item, event)
        case ItemExtended():
            return _extended(item, event)
        case EndShifted():
            return _shifted(item, event)
        case ItemOpened() | ItemCalled() | NextCalled() | BiddersBlocked() | ListingAmended():
            return _beside_bidding(item, event)
        case ItemPaused():
            return _paused(item, event)
        case ItemResumed():
            return _resumed(item, event)
        case ItemWarned() | ItemCancelled() | ItemDeleted():
            return replace(item, seq=event.seq, changed_at=event.at, status=_LEADS_TO[type(event)])
        case ItemClosed() | ItemReopened() | ItemAwarded() | AskingSet() | NoticeGiven():
            return with_outcome(item, event)
        case ItemScheduled():
            raise AssertionError("an item is scheduled once")
        case _:
            assert_never(event)


def _scheduled(event: ItemScheduled) -> Item:
    listing = event.listing
    return Item(
        listing=listing,
        seq=event.seq,
        changed_at=event.at,
        status=Status.SCHEDULED,
        price=listing.start_price,
        ends_at=listing.ends_at,
        opens_at=listing.opens_at,
    )


def _amended(item: Item, event: ListingAmended) -> Item:
    """Return the state with another listing. Fields that follow from a changed rule change with it."""
    before, after = item.listing, event.listing
    moved = {
        field: getattr(after, field)
        for field in ("opens_at", "ends_at")
        if getattr(after, field) != getattr(before, field)
    }
    if after.start_price != before.start_price:
        moved["price"] = after.start_price
    if "ends_at" in moved:
        # A new end takes account of the outages before it.
        moved["outages_until"] = event.at
    return replace(item, seq=event.seq, changed_at=event.at, listing=after, **moved)


def _blocked(item: Item, event: BiddersBlocked) -> Item:
    others = tuple(user_id for user_id in item.blocked if user_id not in event.user_ids)
    blocked = (*others, *event.user_ids) if event.blocked else others
    return replace(item, seq=event.seq, changed_at=event.at, blocked=blocked)


def _extended(item: Item, event: ItemExtended) -> Item:
    extensions = item.extensions + event.by_bid
    return replace(
        item,
        seq=event.seq,
        changed_at=event.at,
        ends_at=event.ends_at,
        extensions=extensions,
        sale_act=max(item.sale_act, event.act),
    )


def _beside_bidding(
    item: Item, event: ItemOpened | ItemCalled | NextCalled | BiddersBlocked | ListingAmended
) -> Item:
    match event:
        case ListingAmended():
            return _amended(item, event)
        case BiddersBlocked():
            return _blocked(item, event)
        case ItemOpened():
            return _opened(item, event)
        case NextCalled():
            return replace(item, seq=event.seq, changed_at=event.at, called_next=True)
        case ItemCalled():
            return replace(item, seq=event.seq, changed_at=event.at, opens_at=event.opens_at)


def _shifted(item: Item, event: EndShifted) -> Item:
    if event.cause is ShiftCause.GROUP:
        return replace(item, seq=event.seq, changed_at=event.at, ends_at=event.ends_at)
    moved_ms = 0
    if event.ends_at is not None and item.ends_at is not None:
        moved_ms = event.ends_at - item.ends_at
    since = item.running_since
    return replace(
        item,
        seq=event.seq,
        changed_at=event.at,
        ends_at=event.ends_at,
        opens_at=item.opens_at if event.opens_at is None else event.opens_at,
        running_since=None if since is None else since + event.missing_ms,
        outages_until=event.until,
        outage_ms=item.outage_ms + moved_ms,
    )


def _opened(item: Item, event: ItemOpened) -> Item:
    return replace(
        item,
        seq=event.seq,
        changed_at=event.at,
        status=Status.OPEN,
        running_since=event.at,
        ends_at=item.ends_at if event.ends_at is None else event.ends_at,
        outages_until=event.at,
    )


def _paused(item: Item, event: ItemPaused) -> Item:
    scheduled = item.status is Status.SCHEDULED
    return replace(
        item,
        seq=event.seq,
        changed_at=event.at,
        status=Status.SCHEDULED if scheduled else Status.PAUSED,
        paused_at=event.at,
        paused_by_sale=event.act > 0,
        sale_act=max(item.sale_act, event.act),
    )


def _resumed(item: Item, event: ItemResumed) -> Item:
    running_since = item.running_since
    if running_since is not None and item.paused_at is not None:
        running_since += event.at - item.paused_at
    return replace(
        item,
        seq=event.seq,
        changed_at=event.at,
        status=Status.SCHEDULED if item.status is Status.SCHEDULED else Status.OPEN,
        ends_at=event.ends_at,
        paused_at=None,
        paused_by_sale=False,
        sale_act=max(item.sale_act, event.act),
        running_since=running_since,
        outages_until=event.at,
    )

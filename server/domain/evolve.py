"""State is the fold of events: `functools.reduce(evolve, events, initial(first))`."""

from functools import reduce
from typing import assert_never

from msgspec.structs import replace

from server.domain.events import (
    BidAccepted,
    Event,
    ItemCancelled,
    ItemClosed,
    ItemExtended,
    ItemOpened,
    ItemPaused,
    ItemResumed,
    ItemScheduled,
    ItemWarned,
)
from server.domain.item import Item
from server.domain.types import Status


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
        case BidAccepted():
            return replace(
                item,
                seq=event.seq,
                status=Status.OPEN,
                price=event.amount,
                leader=event.bidder,
                bid_count=item.bid_count + 1,
            )
        case ItemExtended():
            return replace(item, seq=event.seq, ends_at=event.ends_at)
        case ItemOpened():
            return replace(item, seq=event.seq, status=Status.OPEN)
        case ItemPaused():
            return replace(item, seq=event.seq, status=Status.PAUSED, paused_at=event.at)
        case ItemResumed():
            return replace(
                item, seq=event.seq, status=Status.OPEN, ends_at=event.ends_at, paused_at=None
            )
        case ItemWarned():
            return replace(item, seq=event.seq, status=Status.CLOSING)
        case ItemClosed():
            return replace(item, seq=event.seq, status=event.status, winners=event.winners)
        case ItemCancelled():
            return replace(item, seq=event.seq, status=Status.CANCELLED)
        case ItemScheduled():
            raise AssertionError("an item is scheduled once")
        case _:
            assert_never(event)


def _scheduled(event: ItemScheduled) -> Item:
    listing = event.listing
    return Item(
        listing=listing,
        seq=event.seq,
        status=Status.SCHEDULED,
        price=listing.start_price,
        ends_at=listing.ends_at,
    )

"""Opening and closing an item, at their time or on a command."""

from server.domain.events import Event, ItemClosed, ItemOpened
from server.domain.evolve import evolve
from server.domain.formats import FORMATS
from server.domain.item import Item
from server.domain.placing.left_bids import take_left_bids
from server.domain.types import Millis, Status


def events_due(item: Item, now: Millis) -> tuple[Event, ...]:
    """Return the events that are due by `now`: the item opens, closes, or both."""
    changes_at = item.changes_at
    if changes_at is None or now < changes_at:
        return ()
    if item.status is Status.SCHEDULED:
        opening = opened(item, now)
        for event in opening:
            item = evolve(item, event)
        return (*opening, *events_due(item, now))
    return (closed(item, now),)


def opened(item: Item, now: Millis) -> tuple[Event, ...]:
    """Return the opening of an item at `now`, and after it the bids that were left on it (0159)."""
    listing = item.listing
    ends_at = FORMATS[listing.format].end_when_opened(listing, now)
    opening = ItemOpened(seq=item.seq + 1, at=now, ends_at=ends_at)
    return (opening, *take_left_bids(evolve(item, opening), now)) if item.left else (opening,)


def closed(item: Item, now: Millis) -> ItemClosed:
    """Return the close of an item at `now`, with the outcome of its format."""
    winners = FORMATS[item.listing.format].winners(item)
    status = Status.SOLD if winners else Status.UNSOLD
    return ItemClosed(seq=item.seq + 1, at=now, status=status, winners=winners)

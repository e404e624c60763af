"""Verifies the archive: an item's rows must match a replay of its events, and these must obey the rules."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import asyncpg
from msgspec.structs import astuple

from persistence.queries import SQL
from persistence.rows import bid_row, decode_event, decode_listing, standing_row, stored_standing
from server.bidding.settling.records import standing
from server.domain.events import BidAccepted, Event, ItemCancelled, ItemClosed, OfferSealed
from server.domain.evolve import fold
from server.domain.history import faults_of
from server.domain.types import ItemId


async def verify(pool: asyncpg.Pool) -> AsyncIterator[str]:
    """Yield a sentence for every fault, item by item."""
    async with (
        pool.acquire() as connection,
        connection.transaction(isolation="repeatable_read", readonly=True),
    ):
        async for item in connection.cursor(SQL["verify_items"]):
            item_id = ItemId(item["item_id"])
            rows = await connection.fetch(SQL["item_events"], item_id)
            events = tuple(decode_event(row["body"]) for row in rows)
            bids = await connection.fetch(SQL["verify_bids"], item_id)
            for fault in faults(events, dict(item), [tuple(bid) for bid in bids]):
                yield f"{item_id}: {fault}"


async def notices(pool: asyncpg.Pool) -> list[str]:
    """Return a sentence for every range of events that were set aside, which is no fault."""
    return [
        f"{row['item_id']}: numbers {row['first']} to {row['last']} of epoch {row['epoch']} were set"
        f" aside ({row['reason']}, events: {row['events']})"
        for row in await pool.fetch(SQL["set_aside_ranges"])
    ]


def faults(
    events: Sequence[Event], row: Mapping[str, Any], bids: Sequence[Sequence[Any]]
) -> list[str]:
    """Return the faults of one item, whose `row` and `bids` are in the order of their statements."""
    if not events:
        return ["the item has a standing without events"] if row["seq"] else []
    numbers = [event.seq for event in events]
    if numbers != list(range(1, len(numbers) + 1)):
        missing = sorted(set(range(1, numbers[-1])) - set(numbers))
        return [f"the item lacks {len(missing)} of its events, the first is number {missing[0]}"]
    found = faults_of(events)
    if sum(isinstance(event, ItemClosed | ItemCancelled) for event in events) > 1:
        found.append("the item has more than one outcome")
    try:
        item = fold(None, tuple(events))
    except AssertionError:
        return found
    assert item is not None, "an item with events exists"
    if standing_row(item.listing.item_id, standing(item)) != stored_standing(row):
        found.append(f"the item's row does not match a replay of its {len(events)} events")
    if decode_listing(row["listing"]) != item.listing:
        found.append("the item's listing does not match its events")
    accepted = [event for event in events if isinstance(event, BidAccepted | OfferSealed)]
    rows = [astuple(bid_row(item.listing.item_id, bid)) for bid in accepted]
    if rows != list(bids):
        found.append("the item's bids do not match its events")
    return found

"""Replays the archive and checks it: what the rows say must be what the events add up to."""

from collections.abc import AsyncIterator

import asyncpg
import msgspec
from msgspec.structs import astuple

from persistence.queries import SQL
from persistence.rows import StandingRow, bid_row, standing_row
from server.bidding.settling.records import standing
from server.domain.events import BidAccepted, Event, ItemCancelled, ItemClosed, OfferSealed
from server.domain.evolve import fold
from server.domain.types import ItemId, Winner

_decode_event = msgspec.json.Decoder(Event).decode
_decode_winners = msgspec.json.Decoder(tuple[Winner, ...]).decode


async def verify(pool: asyncpg.Pool) -> AsyncIterator[str]:
    """Yield a sentence for everything that is wrong, item by item."""
    async with (
        pool.acquire() as connection,
        connection.transaction(isolation="repeatable_read", readonly=True),
    ):
        async for item in connection.cursor(SQL["verify_items"]):
            item_id = ItemId(item["item_id"])
            rows = await connection.fetch(SQL["item_events"], item_id)
            events = tuple(_decode_event(row["body"]) for row in rows)
            bids = await connection.fetch(SQL["verify_bids"], item_id)
            for wrong in _wrong(events, item, bids):
                yield f"{item_id}: {wrong}"


def _wrong(events: tuple[Event, ...], row: asyncpg.Record, bids: list[asyncpg.Record]) -> list[str]:
    if not events:
        return ["it has a standing without events"] if row["seq"] else []
    numbers = [event.seq for event in events]
    if numbers != list(range(1, len(numbers) + 1)):
        missing = sorted(set(range(1, numbers[-1])) - set(numbers))
        return [f"{len(missing)} events are missing, the first is number {missing[0]}"]
    wrong = []
    if sum(isinstance(event, ItemClosed | ItemCancelled) for event in events) > 1:
        wrong.append("it has more than one outcome")
    item = fold(None, events)
    assert item is not None, "an item with events exists"
    if standing_row(item.listing.item_id, standing(item)) != _standing_in(row):
        wrong.append(f"its row is not what its {len(events)} events add up to")
    accepted = [event for event in events if isinstance(event, BidAccepted | OfferSealed)]
    rows = [astuple(bid_row(item.listing.item_id, bid)) for bid in accepted]
    if rows != [tuple(bid) for bid in bids]:
        wrong.append("its bids are not those of its events")
    return wrong


def _standing_in(row: asyncpg.Record) -> StandingRow:
    """Return what a row holds: PostgreSQL writes JSON in its own way, so its winners are decoded."""
    return StandingRow(**{**row, "winners": _decode_winners(row["winners"])})

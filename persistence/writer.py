"""Writes journal entries to the archive: one transaction per batch, idempotent, in any order."""

from collections.abc import Mapping, Sequence
from operator import attrgetter

import asyncpg
import structlog
from asyncpg.pool import PoolConnectionProxy

from persistence.connections import transaction
from persistence.queries import SQL
from persistence.rows import (
    BidRow,
    ListingRow,
    SetAsideRow,
    StandingRow,
    UserRow,
    bid_row,
    encoded,
    event_row,
    standing_row,
)
from server.bidding.settling.records import JournalEntry, Standing
from server.domain.events import BidAccepted, Event, ItemScheduled, OfferSealed
from server.domain.types import ItemId

log = structlog.get_logger(__name__)


async def write(pool: asyncpg.Pool, entries: Sequence[tuple[int, JournalEntry]]) -> None:
    """Write all entries, each with its epoch, or none; superseded entries are set aside.

    Rows are written in the order of their keys, so that two writers with the same entries can't
    deadlock. Raises `asyncpg.PostgresError`, `OSError` or `TimeoutError`.
    """
    async with transaction(pool) as connection:
        item_ids = sorted({entry.item_id for _, entry in entries})
        rows = await connection.fetch(SQL["lock_items"], item_ids)
        begun = {row["item_id"]: (row["epoch"], row["epoch_seq"]) for row in rows}
        valid, superseded = [], []
        for epoch, entry in entries:
            if _is_superseded(epoch, entry, begun):
                superseded.append((epoch, entry))
            else:
                valid.append(entry)
        await _write(connection, valid)
        await _set_aside(connection, superseded)


async def _write(connection: PoolConnectionProxy, entries: Sequence[JournalEntry]) -> None:
    events = sorted(
        ((entry.item_id, event) for entry in entries for event in entry.events),
        key=lambda pair: (pair[0], pair[1].seq),
    )
    for statement, rows in (
        ("write_users", _user_rows(entries)),
        ("write_listings", _listing_rows(events)),
        ("write_events", [event_row(*each) for each in events]),
        ("write_bids", _bid_rows(events)),
        ("write_standings", _standing_rows(entries)),
    ):
        await connection.execute(SQL[statement], encoded(rows))


def _is_superseded(
    epoch: int, entry: JournalEntry, begun: Mapping[ItemId, tuple[int, int]]
) -> bool:
    """Tell whether an entry of an older epoch lies beyond the event at which the latest epoch began."""
    latest, began_at = begun.get(entry.item_id, (0, 0))
    return epoch < latest and entry.standing.seq > began_at


async def _set_aside(
    connection: PoolConnectionProxy, superseded: Sequence[tuple[int, JournalEntry]]
) -> None:
    rows = []
    for epoch, entry in superseded:
        numbers = [event.seq for event in entry.events]
        log.error("events_lost", item_id=entry.item_id, first=numbers[0], last=numbers[-1])
        rows += [SetAsideRow(entry.item_id, epoch, event.seq, event) for event in entry.events]
    if rows:
        await connection.execute(SQL["add_set_aside"], encoded(rows))


def _user_rows(entries: Sequence[JournalEntry]) -> list[UserRow]:
    """Return the users whom the rows refer to; a leader's own bid may come in a later batch."""
    bidders = [
        event.bidder
        for entry in entries
        for event in entry.events
        if isinstance(event, BidAccepted | OfferSealed)
    ]
    bidders += [entry.standing.leader for entry in entries if entry.standing.leader]
    handles = {bidder.user_id: bidder.handle for bidder in bidders}
    return [UserRow(user_id, handles[user_id]) for user_id in sorted(handles)]


def _listing_rows(events: Sequence[tuple[ItemId, Event]]) -> list[ListingRow]:
    return [
        ListingRow(item_id, event.listing.auction_id, event.listing)
        for item_id, event in events
        if isinstance(event, ItemScheduled)
    ]


def _bid_rows(events: Sequence[tuple[ItemId, Event]]) -> list[BidRow]:
    return [
        bid_row(item_id, e) for item_id, e in events if isinstance(e, BidAccepted | OfferSealed)
    ]


def _standing_rows(entries: Sequence[JournalEntry]) -> list[StandingRow]:
    latest: dict[ItemId, Standing] = {}
    for entry in sorted(entries, key=attrgetter("standing.seq")):
        latest[entry.item_id] = entry.standing
    return [standing_row(item_id, latest[item_id]) for item_id in sorted(latest)]

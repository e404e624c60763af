"""Writes journal entries to the archive: one transaction per batch, the same result however often."""

from collections.abc import Mapping, Sequence
from operator import attrgetter

import asyncpg
import structlog
from asyncpg.pool import PoolConnectionProxy

from persistence.queries import SQL
from persistence.rows import (
    BidRow,
    LostRow,
    StandingRow,
    UserRow,
    bid_row,
    encoded,
    event_row,
    standing_row,
)
from server.bidding.settling.records import JournalEntry, Standing
from server.domain.events import BidAccepted, Event, OfferSealed
from server.domain.types import ItemId

log = structlog.get_logger(__name__)


async def write(pool: asyncpg.Pool, entries: Sequence[tuple[int, JournalEntry]]) -> None:
    """Write all entries, each with its epoch, or none. Those of a history that ended are set aside.

    Raises `asyncpg.PostgresError`, `OSError` or `TimeoutError`. Rows are written in the order of
    their keys, so that two writers with the same entries wait for each other and never in a ring.
    """
    async with pool.acquire() as connection, connection.transaction():
        item_ids = sorted({entry.item_id for _, entry in entries})
        rows = await connection.fetch(SQL["lock_items"], item_ids)
        begun = {row["item_id"]: (row["epoch"], row["epoch_seq"]) for row in rows}
        good, lost = [], []
        for epoch, entry in entries:
            if _is_lost(epoch, entry, begun):
                lost.append((epoch, entry))
            else:
                good.append(entry)
        await _write(connection, good)
        await _set_aside(connection, lost)


async def _write(connection: PoolConnectionProxy, entries: Sequence[JournalEntry]) -> None:
    events = sorted(
        ((entry.item_id, event) for entry in entries for event in entry.events),
        key=lambda pair: (pair[0], pair[1].seq),
    )
    for statement, rows in (
        ("write_users", _user_rows(entries)),
        ("write_events", [event_row(*each) for each in events]),
        ("write_bids", _bid_rows(events)),
        ("write_standings", _standing_rows(entries)),
    ):
        await connection.execute(SQL[statement], encoded(rows))


def _is_lost(epoch: int, entry: JournalEntry, begun: Mapping[ItemId, tuple[int, int]]) -> bool:
    """Tell whether an entry lies beyond where Redis' memory of an older epoch broke off."""
    now, began_at = begun.get(entry.item_id, (0, 0))
    return epoch < now and entry.standing.seq > began_at


async def _set_aside(
    connection: PoolConnectionProxy, lost: Sequence[tuple[int, JournalEntry]]
) -> None:
    rows = []
    for epoch, entry in lost:
        numbers = [event.seq for event in entry.events]
        log.error("events_lost", item_id=entry.item_id, first=numbers[0], last=numbers[-1])
        rows += [LostRow(entry.item_id, epoch, event.seq, event) for event in entry.events]
    if rows:
        await connection.execute(SQL["add_set_aside"], encoded(rows))


def _user_rows(entries: Sequence[JournalEntry]) -> list[UserRow]:
    """Return whom the rows mention; a leader's own bid may come in a later batch."""
    bidders = [
        event.bidder
        for entry in entries
        for event in entry.events
        if isinstance(event, BidAccepted | OfferSealed)
    ]
    bidders += [entry.standing.leader for entry in entries if entry.standing.leader]
    handles = {bidder.user_id: bidder.handle for bidder in bidders}
    return [UserRow(user_id, handles[user_id]) for user_id in sorted(handles)]


def _bid_rows(events: Sequence[tuple[ItemId, Event]]) -> list[BidRow]:
    return [
        bid_row(item_id, e) for item_id, e in events if isinstance(e, BidAccepted | OfferSealed)
    ]


def _standing_rows(entries: Sequence[JournalEntry]) -> list[StandingRow]:
    latest: dict[ItemId, Standing] = {}
    for entry in sorted(entries, key=attrgetter("standing.seq")):
        latest[entry.item_id] = entry.standing
    return [standing_row(item_id, latest[item_id]) for item_id in sorted(latest)]

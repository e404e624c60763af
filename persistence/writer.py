"""Writes journal entries to the archive: one transaction per batch, the same result however often."""

from collections.abc import Iterable, Sequence
from operator import attrgetter

import asyncpg
import msgspec

from persistence.queries import SQL
from server.bidding.records import JournalEntry, Standing
from server.domain.events import BidAccepted, Event
from server.domain.types import ItemId

_json = msgspec.json.Encoder()


async def write(pool: asyncpg.Pool, entries: Sequence[JournalEntry]) -> None:
    """Write all entries or none. Raises `asyncpg.PostgresError`, `OSError` or `TimeoutError`.

    Rows are written in the order of their keys, so that two writers with the same entries wait
    for each other and never in a ring.
    """
    events = sorted(
        ((entry.item_id, event) for entry in entries for event in entry.events),
        key=lambda pair: (pair[0], pair[1].seq),
    )
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(SQL["write_users"], *_columns(_users(entries), 2))
        await connection.execute(SQL["write_events"], *_columns(map(_event_row, events), 5))
        await connection.execute(SQL["write_bids"], *_columns(_bid_rows(events), 7))
        await connection.execute(SQL["write_standings"], *_columns(_standing_rows(entries), 8))


def bid_row(item_id: ItemId, bid: BidAccepted) -> tuple[object, ...]:
    """Return a bid's row, in the order of `write_bids.sql`."""
    return item_id, bid.seq, bid.bid_id, bid.bidder.user_id, bid.amount, bid.at, bid.auto


def standing_row(item_id: ItemId, standing: Standing) -> tuple[object, ...]:
    """Return an item's row, in the order of `write_standings.sql`."""
    return (
        item_id,
        standing.seq,
        standing.status.value,
        standing.price,
        standing.leader.user_id if standing.leader else None,
        standing.bid_count,
        standing.ends_at,
        _json.encode(standing.winners).decode(),
    )


def _columns(rows: Iterable[tuple[object, ...]], width: int) -> list[list[object]]:
    """Turn rows into the columns that unnest takes."""
    table = list(rows)
    return [list(column) for column in zip(*table, strict=True)] if table else [[]] * width


def _users(entries: Sequence[JournalEntry]) -> list[tuple[object, ...]]:
    """Return whom the rows mention; a leader's own bid may come in a later batch."""
    bidders = [e.bidder for entry in entries for e in entry.events if isinstance(e, BidAccepted)]
    bidders += [entry.standing.leader for entry in entries if entry.standing.leader]
    return sorted({bidder.user_id: bidder.handle for bidder in bidders}.items())


def _event_row(pair: tuple[ItemId, Event]) -> tuple[object, ...]:
    item_id, event = pair
    return item_id, event.seq, event.at, type(event).__name__, _json.encode(event).decode()


def _bid_rows(events: Sequence[tuple[ItemId, Event]]) -> list[tuple[object, ...]]:
    return [bid_row(item_id, e) for item_id, e in events if isinstance(e, BidAccepted)]


def _standing_rows(entries: Sequence[JournalEntry]) -> list[tuple[object, ...]]:
    latest: dict[ItemId, Standing] = {}
    for entry in sorted(entries, key=attrgetter("standing.seq")):
        latest[entry.item_id] = entry.standing
    return [standing_row(item_id, latest[item_id]) for item_id in sorted(latest)]

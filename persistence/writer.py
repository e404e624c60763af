"""Writes journal entries to the archive: one transaction per batch, the same result however often."""

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter

import asyncpg
import msgspec
import structlog
from asyncpg.pool import PoolConnectionProxy

from persistence.queries import SQL
from server.bidding.records import JournalEntry, Standing
from server.domain.events import BidAccepted, Event, OfferSealed, UnitsClaimed
from server.domain.types import ItemId

log = structlog.get_logger(__name__)

_json = msgspec.json.Encoder()


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
    await connection.execute(SQL["write_users"], *_columns(_users(entries), 2))
    await connection.execute(SQL["write_events"], *_columns(map(_event_row, events), 5))
    await connection.execute(SQL["write_bids"], *_columns(_bid_rows(events), 9))
    await connection.execute(SQL["write_standings"], *_columns(_standing_rows(entries), 8))


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
        rows += [
            (entry.item_id, epoch, event.seq, _json.encode(event).decode())
            for event in entry.events
        ]
    await connection.execute(SQL["add_set_aside"], *_columns(rows, 4))


def bid_row(item_id: ItemId, bid: BidAccepted | OfferSealed) -> tuple[object, ...]:
    """Return a bid's row, in the order of `write_bids.sql`."""
    secret = isinstance(bid, OfferSealed)
    auto = False if isinstance(bid, OfferSealed) else bid.auto
    quantity = bid.quantity if isinstance(bid, UnitsClaimed | OfferSealed) else 1
    user_id = bid.bidder.user_id
    return item_id, bid.seq, bid.bid_id, user_id, bid.amount, bid.at, auto, quantity, secret


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
    bidders = [
        event.bidder
        for entry in entries
        for event in entry.events
        if isinstance(event, BidAccepted | OfferSealed)
    ]
    bidders += [entry.standing.leader for entry in entries if entry.standing.leader]
    return sorted({bidder.user_id: bidder.handle for bidder in bidders}.items())


def _event_row(pair: tuple[ItemId, Event]) -> tuple[object, ...]:
    item_id, event = pair
    return item_id, event.seq, event.at, type(event).__name__, _json.encode(event).decode()


def _bid_rows(events: Sequence[tuple[ItemId, Event]]) -> list[tuple[object, ...]]:
    return [
        bid_row(item_id, e) for item_id, e in events if isinstance(e, BidAccepted | OfferSealed)
    ]


def _standing_rows(entries: Sequence[JournalEntry]) -> list[tuple[object, ...]]:
    latest: dict[ItemId, Standing] = {}
    for entry in sorted(entries, key=attrgetter("standing.seq")):
        latest[entry.item_id] = entry.standing
    return [standing_row(item_id, latest[item_id]) for item_id in sorted(latest)]

"""Writes journal entries to the archive: one transaction per batch, idempotent, in any order."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

import asyncpg
import msgspec
from asyncpg.pool import PoolConnectionProxy

from persistence.connecting.guarded_pool import GuardedPool
from persistence.epochs import last_event
from persistence.queries import SQL
from persistence.rows import (
    AmendmentRow,
    ListingRow,
    SetAsideRow,
    SnapshotRow,
    StandingRow,
    UserRow,
    encoded,
    lost_event,
    standing_row,
)
from persistence.snapshots import write_snapshots
from persistence.writing.conflicts import sort_out
from persistence.writing.copies import BID_COLUMNS, EVENT_COLUMNS, bid_lines, event_lines
from persistence.writing.outbox import write_outbox
from server.bidding.restoration.losses import Cause, LostEvent
from server.bidding.settling.records import JournalEntry, Standing
from server.domain.events import BidAccepted, Event, ItemScheduled, ListingAmended, OfferSealed
from server.domain.types import ItemId

Entry = tuple[int, JournalEntry]
"""A journal entry, after its epoch."""


class UnknownItem(ValueError):  # noqa: N818 - a state of the archive, not a fault of the program
    """An entry is of an item that the archive does not have."""


class EventExists(Exception):  # noqa: N818 - a batch is compared with the archive because of it
    """The archive has an event of a batch, or two of its events have one number."""


REFUSALS = (
    asyncpg.DataError,
    asyncpg.IntegrityConstraintViolationError,
    msgspec.DecodeError,
    UnknownItem,
)
"""Errors because of which an entry can never be written."""


@dataclass(slots=True)
class Written:
    """The outcome of a batch besides the entries that were written or had been before."""

    lost: list[LostEvent] = field(default_factory=list)
    """Events that were set aside for the first time."""
    contested: set[ItemId] = field(default_factory=set)
    """Items of which Redis has another history than the archive. They need a new epoch."""


async def write(pool: GuardedPool, entries: Sequence[Entry]) -> Written:
    """Write all entries, each with its epoch, or none.

    Entries that a newer epoch has superseded are set aside, and so are those that conflict with
    archived events. Raises `asyncpg.PostgresError` or ArchiveUnavailable.
    """
    try:
        return await _write_batch(pool, entries, compare=False)
    except EventExists:
        return await _write_batch(pool, entries, compare=True)


async def _write_batch(pool: GuardedPool, entries: Sequence[Entry], *, compare: bool) -> Written:
    """Write entries in one transaction; raises EventExists unless it compares them first, or UnknownItem.

    Rows are written in the order of their keys, so that two writers with the same entries can't
    deadlock.
    """
    async with pool.transaction() as connection:
        item_ids = sorted({entry.item_id for _, entry in entries})
        rows = await connection.fetch(SQL["lock_items"], item_ids)
        items = {ItemId(row["item_id"]): row for row in rows}
        _check_items(entries, items)
        valid, set_aside = _by_epoch(entries, items)
        events = [(entry.item_id, event) for _, entry in valid for event in entry.events]
        contested: Mapping[ItemId, int] = {}
        if compare or any(row["conflict_seq"] is not None for row in rows):
            sorted_out = await sort_out(connection, valid, items)
            valid, events, contested = sorted_out.valid, sorted_out.new, sorted_out.contested
            set_aside += _set_aside_rows(sorted_out.conflicting, Cause.CONFLICT)
            compare = True
        try:
            await _write(connection, [entry for _, entry in valid], events)
        except asyncpg.UniqueViolationError:
            if compare:
                raise
            raise EventExists from None
        await write_outbox(connection, valid, items)
        for item_id, seq in contested.items():
            await connection.execute(SQL["mark_conflict"], item_id, seq)
        lost = []
        if set_aside:
            lost = await connection.fetch(SQL["add_set_aside"], encoded(set_aside))
    return Written([lost_event(dict(row)) for row in lost], set(contested))


async def _write(
    connection: PoolConnectionProxy,
    entries: Sequence[JournalEntry],
    events: Sequence[tuple[ItemId, Event]],
) -> None:
    """Write entries, of which the archive does not have `events`.

    Raises `asyncpg.UniqueViolationError` if it has one of them, or a bid_id under another number.
    """
    events = sorted(events, key=lambda pair: (pair[0], pair[1].seq))
    listings = _listing_rows(events)
    if listings:
        await connection.execute(SQL["write_listings"], encoded(listings))
    # 0219: COPY costs half of statements.
    if events:
        await _copy(connection, "events", EVENT_COLUMNS, event_lines(events))
    bids = [(item_id, e) for item_id, e in events if isinstance(e, BidAccepted | OfferSealed)]
    if bids:
        await _copy(connection, "bids", BID_COLUMNS, bid_lines(bids))
    await connection.execute(
        SQL["write_standings"], encoded(_user_rows(entries)), encoded(_standing_rows(entries))
    )
    amendments = _amendment_rows(events)
    if amendments:
        await connection.execute(SQL["write_amendments"], encoded(amendments))
    await write_snapshots(
        connection,
        [
            SnapshotRow(entry.item_id, entry.standing.seq, entry.state)
            for entry in entries
            if entry.state is not None
        ],
    )


async def _copy(
    connection: PoolConnectionProxy, table: str, columns: Sequence[str], lines: bytes
) -> None:
    # asyncpg takes bytes for the path of a file, and its types know no other buffer.
    source: Any = memoryview(lines)
    await connection.copy_to_table(table, source=source, columns=columns)


def _check_items(entries: Sequence[Entry], items: Collection[ItemId]) -> None:
    """Raise UnknownItem if there is an entry of an item that is neither archived nor put up here.

    0141: nothing else keeps such events out. The rows of the items are locked.
    """
    if len(items) == len({entry.item_id for _, entry in entries}):
        return
    known = set(items)
    for _, entry in entries:
        known |= {entry.item_id for event in entry.events if isinstance(event, ItemScheduled)}
    for _, entry in entries:
        if entry.item_id not in known:
            raise UnknownItem("the archive does not have this item")


def _by_epoch(
    entries: Sequence[Entry], items: Mapping[ItemId, asyncpg.Record]
) -> tuple[list[Entry], list[SetAsideRow]]:
    """Return the valid entries, and the rows of those that a newer epoch has superseded."""
    valid: list[Entry] = []
    superseded: list[Entry] = []
    for epoch, entry in entries:
        row = items.get(entry.item_id)
        # An entry of an older epoch counts only up to the event at which a later epoch began.
        last = None if row is None else last_event(row, epoch)
        is_superseded = last is not None and entry.standing.seq > last
        (superseded if is_superseded else valid).append((epoch, entry))
    return valid, _set_aside_rows(superseded, Cause.SUPERSEDED)


def _set_aside_rows(entries: Sequence[Entry], cause: Cause) -> list[SetAsideRow]:
    return [
        SetAsideRow(entry.item_id, epoch, event.seq, event, cause)
        for epoch, entry in entries
        for event in entry.events
    ]


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


def _amendment_rows(events: Sequence[tuple[ItemId, Event]]) -> list[AmendmentRow]:
    """Return the latest amendment of each item; the events are in the order of their numbers."""
    latest = {
        item_id: AmendmentRow(item_id, event.seq, event.listing)
        for item_id, event in events
        if isinstance(event, ListingAmended)
    }
    return list(latest.values())


def _standing_rows(entries: Sequence[JournalEntry]) -> list[StandingRow]:
    latest: dict[ItemId, Standing] = {}
    for entry in sorted(entries, key=attrgetter("standing.seq")):
        latest[entry.item_id] = entry.standing
    return [standing_row(item_id, latest[item_id]) for item_id in sorted(latest)]

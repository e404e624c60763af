"""Writes journal entries to the archive: one transaction per batch, idempotent, in any order."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

import asyncpg
import msgspec
from asyncpg.pool import PoolConnectionProxy

from persistence.connections import transaction
from persistence.epochs import last_event
from persistence.queries import SQL
from persistence.rows import (
    AmendmentRow,
    BidRow,
    ListingRow,
    SetAsideRow,
    SnapshotRow,
    StandingRow,
    UserRow,
    bid_row,
    encoded,
    event_row,
    lost_event,
    standing_row,
)
from persistence.snapshots import write_snapshots
from persistence.writing.conflicts import ConflictFound, Sorted, has_conflict, sort_out
from persistence.writing.outbox import write_outbox
from server.bidding.restoration.losses import Cause, LostEvent
from server.bidding.settling.records import JournalEntry, Standing
from server.domain.events import BidAccepted, Event, ItemScheduled, ListingAmended, OfferSealed
from server.domain.types import ItemId

Entry = tuple[int, JournalEntry]
"""A journal entry, after its epoch."""


class UnknownItem(ValueError):  # noqa: N818 - a state of the archive, not a fault of the program
    """An entry is of an item that the archive does not have."""


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


async def write(pool: asyncpg.Pool, entries: Sequence[Entry]) -> Written:
    """Write all entries, each with its epoch, or none.

    Entries that a newer epoch has superseded are set aside, and so are those that conflict with
    archived events. Raises `asyncpg.PostgresError`, `OSError` or `TimeoutError`.
    """
    try:
        return await _write_batch(pool, entries, compare=False)
    except ConflictFound:
        return await _write_batch(pool, entries, compare=True)


async def _write_batch(pool: asyncpg.Pool, entries: Sequence[Entry], *, compare: bool) -> Written:
    """Write entries in one transaction; raises ConflictFound unless it compares them first, or UnknownItem.

    Rows are written in the order of their keys, so that two writers with the same entries can't
    deadlock.
    """
    async with transaction(pool) as connection:
        item_ids = sorted({entry.item_id for _, entry in entries})
        rows = await connection.fetch(SQL["lock_items"], item_ids)
        items = {ItemId(row["item_id"]): row for row in rows}
        _check_items(entries, items)
        valid, set_aside = _by_epoch(entries, items)
        sorted_out = Sorted()
        if compare or any(row["conflict_seq"] is not None for row in rows):
            sorted_out = await sort_out(connection, valid, items)
            valid = sorted_out.valid
            set_aside += _set_aside_rows(sorted_out.conflicting, Cause.CONFLICT)
            compare = True
        await _write(connection, [entry for _, entry in valid], compared=compare)
        await write_outbox(connection, valid, items)
        for item_id, seq in sorted_out.contested.items():
            await connection.execute(SQL["mark_conflict"], item_id, seq)
        lost = []
        if set_aside:
            lost = await connection.fetch(SQL["add_set_aside"], encoded(set_aside))
    return Written([lost_event(dict(row)) for row in lost], set(sorted_out.contested))


async def _write(
    connection: PoolConnectionProxy, entries: Sequence[JournalEntry], *, compared: bool
) -> None:
    """Write entries; raises ConflictFound if one was not `compared` with the archive and differs."""
    events = sorted(
        ((entry.item_id, event) for entry in entries for event in entry.events),
        key=lambda pair: (pair[0], pair[1].seq),
    )
    rows = encoded([event_row(*each) for each in events])
    listings = _listing_rows(events)
    if listings:
        await connection.execute(SQL["write_listings"], encoded(listings))
    try:
        tag = await connection.execute(
            SQL["write_events"],
            rows,
            encoded(_bid_rows(events)),
            encoded(_user_rows(entries)),
            encoded(_standing_rows(entries)),
        )
    except asyncpg.UniqueViolationError:
        if compared:
            raise
        # A bid_id has another number in the archive.
        raise ConflictFound from None
    # 0114: only a batch with events that are there already has any to compare.
    is_new = tag == f"INSERT 0 {len(events)}"
    if not is_new and not compared and await has_conflict(connection, rows, events):
        raise ConflictFound
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


def _bid_rows(events: Sequence[tuple[ItemId, Event]]) -> list[BidRow]:
    return [
        bid_row(item_id, e) for item_id, e in events if isinstance(e, BidAccepted | OfferSealed)
    ]


def _standing_rows(entries: Sequence[JournalEntry]) -> list[StandingRow]:
    latest: dict[ItemId, Standing] = {}
    for entry in sorted(entries, key=attrgetter("standing.seq")):
        latest[entry.item_id] = entry.standing
    return [standing_row(item_id, latest[item_id]) for item_id in sorted(latest)]

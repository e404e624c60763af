"""Verifies the archive: an item's rows must match a replay of its events, and these must obey the rules."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import Any

import asyncpg
from msgspec.structs import astuple

from persistence.queries import SQL
from persistence.replay.placed_bids import SpooledBids
from persistence.replay.progress import Progress
from persistence.replay.reading import ArchivedItem, reading
from persistence.rows import (
    BidRow,
    bid_row,
    decode_event,
    decode_listing,
    standing_row,
    stored_standing,
)
from server.bidding.settling.records import standing
from server.domain.events import (
    BidAccepted,
    Event,
    ItemCancelled,
    ItemClosed,
    ItemReopened,
    OfferSealed,
)
from server.domain.history import FAULTS_MAX, Fault, HistoryCheck, PlacedBids
from server.domain.types import ItemId


async def verify(pool: asyncpg.Pool, progress: Progress | None = None) -> AsyncIterator[str]:
    """Yield a sentence for every fault, item by item."""
    async with reading(pool) as archive:
        if progress is not None:
            progress.begin(archive.events_count)
        with SpooledBids() as bids:
            async for item in archive.items():
                bids.clear()
                for fault in await _faults(item, bids, progress):
                    yield f"{item.item_id}: {fault}"


async def _faults(item: ArchivedItem, placed: PlacedBids, progress: Progress | None) -> list[str]:
    checked = Verification(item.item_id, placed)
    while events := await item.events.of(item.item_id):
        expected = checked.add([decode_event(row["body"]) for row in events])
        checked.compare_bids(expected, await _bids(item, len(expected)))
        if progress is not None:
            progress.add(len(events))
    while surplus := await item.bids.of(item.item_id):
        checked.compare_bids([], surplus)
    return checked.faults(dict(item.row))


async def notices(pool: asyncpg.Pool) -> list[str]:
    """Return a sentence for every range of events that were set aside, which is no fault."""
    return [
        f"{row['item_id']}: numbers {row['first']} to {row['last']} of epoch {row['epoch']} were set"
        f" aside ({row['reason']}, events: {row['events']})"
        for row in await pool.fetch(SQL["set_aside_ranges"])
    ]


class Verification:
    """The check of one item. Its events and its bids are added in the order of their numbers."""

    def __init__(self, item_id: ItemId, bids: PlacedBids) -> None:
        self._item_id = item_id
        self._check = HistoryCheck(bids)
        self._found: list[Fault] = []
        self._seq = 0
        self._missing = 0
        self._first_missing = 0
        self._outcomes = 0
        self._several_outcomes = False
        self._bids_match = True

    def add(self, events: Sequence[Event]) -> list[BidRow]:
        """Check the next events; return the bids that belong to them."""
        for event in events:
            self._count(event)
            if not self._missing:
                found = self._check.add(event)
                self._found += found[: FAULTS_MAX - len(self._found)]
        accepted = [event for event in events if isinstance(event, BidAccepted | OfferSealed)]
        return [bid_row(self._item_id, bid) for bid in accepted]

    def compare_bids(self, expected: Sequence[BidRow], bids: Iterable[Iterable[Any]]) -> None:
        """Compare bids with those that belong to the events, in the order of their statement."""
        if self._bids_match:
            self._bids_match = [astuple(row) for row in expected] == [tuple(bid) for bid in bids]

    def faults(self, row: Mapping[str, Any]) -> list[str]:
        """Return the faults, after all events and bids; `row` is the item's, as the statement has it."""
        if not self._seq:
            return ["the item has a standing without events"] if row["seq"] else []
        if self._missing:
            return [
                f"the item lacks {self._missing} of its events, the first is number {self._first_missing}"
            ]
        found = [str(fault) for fault in (*self._found, *self._check.end())][:FAULTS_MAX]
        if self._several_outcomes:
            found.append("the item has more than one outcome")
        item = self._check.item
        if self._check.impossible or item is None:
            return found
        if standing_row(self._item_id, standing(item)) != stored_standing(row):
            found.append(f"the item's row does not match a replay of its {self._seq} events")
        if decode_listing(row["listing"]) != item.listing:
            found.append("the item's listing does not match its events")
        if not self._bids_match:
            found.append("the item's bids do not match its events")
        return found

    def _count(self, event: Event) -> None:
        missing = event.seq - self._seq - 1
        if missing and not self._missing:
            self._first_missing = self._seq + 1
        self._missing += missing
        self._seq = event.seq
        if isinstance(event, ItemReopened):
            self._outcomes = 0
        elif isinstance(event, ItemClosed | ItemCancelled):
            self._outcomes += 1
            self._several_outcomes = self._several_outcomes or self._outcomes > 1


async def _bids(item: ArchivedItem, count: int) -> list[asyncpg.Record]:
    """Return so many of the item's next bids, or all that it has left."""
    found: list[asyncpg.Record] = []
    while len(found) < count:
        bids = await item.bids.of(item.item_id, count - len(found))
        if not bids:
            break
        found += bids
    return found

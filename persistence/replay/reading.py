"""Streams the archive: items one after the other, each with its events and its bids, oldest first.

All of it is one moment of the archive, and a few thousand rows are in RAM at a time.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import asyncpg
from asyncpg.cursor import Cursor
from asyncpg.pool import PoolConnectionProxy

from persistence.queries import SQL
from server.domain.types import AuctionId, ItemId, Millis

ROWS_MAX = 500
"""Rows that are fetched at once."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The items to read: all, those of an auction, those with an event at the moment `since` or later."""

    auction_id: AuctionId | None = None
    since: Millis = 0


class Rows:
    """The rows of several items, which are asked for item by item, in the order of the statement."""

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor
        self._rows: Sequence[asyncpg.Record] = []
        self._next = 0

    async def of(self, item_id: ItemId, rows_max: int = ROWS_MAX) -> Sequence[asyncpg.Record]:
        """Return the next rows of an item, at most so many; without any the item has no more."""
        if self._next == len(self._rows):
            self._rows, self._next = await self._cursor.fetch(ROWS_MAX), 0
        first, rows = self._next, self._rows
        last = min(len(rows), first + rows_max)
        while self._next < last and rows[self._next]["item_id"] == item_id:
            self._next += 1
        return rows[first : self._next]


@dataclass(frozen=True, slots=True)
class ArchivedItem:
    """An item's row, and the rows of its events and its bids, which have to be read to their ends."""

    row: asyncpg.Record
    events: Rows
    bids: Rows

    @property
    def item_id(self) -> ItemId:
        """The item's id."""
        return ItemId(self.row["item_id"])


class Reading:
    """The selected part of the archive, which has `events_count` events."""

    def __init__(
        self, connection: PoolConnectionProxy, selection: Selection, events_count: int
    ) -> None:
        self.events_count = events_count
        self._connection = connection
        self._selection = selection

    async def items(self) -> AsyncIterator[ArchivedItem]:
        """Yield the items in the order of their ids."""
        chosen = (self._selection.auction_id, self._selection.since)
        cursor = await self._connection.cursor(SQL["replayed_items"], *chosen)
        while rows := await cursor.fetch(ROWS_MAX):
            item_ids = [row["item_id"] for row in rows]
            events = Rows(await self._connection.cursor(SQL["replayed_events"], item_ids))
            bids = Rows(await self._connection.cursor(SQL["replayed_bids"], item_ids))
            for row in rows:
                yield ArchivedItem(row, events, bids)


@asynccontextmanager
async def reading(pool: asyncpg.Pool, selection: Selection | None = None) -> AsyncIterator[Reading]:
    """Read the archive as it is at this moment while inside."""
    selection = selection or Selection()
    async with (
        pool.acquire() as connection,
        connection.transaction(isolation="repeatable_read", readonly=True),
    ):
        # A long history may take longer to decide than a node's transaction may be idle.
        await connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        chosen = (selection.auction_id, selection.since)
        count = await connection.fetchval(SQL["replayed_events_count"], *chosen)
        yield Reading(connection, selection, count)

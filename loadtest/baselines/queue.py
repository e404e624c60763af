"""Accepted bids on their way into PostgreSQL: an asyncio queue and a task that inserts row by row.

The queue has no limit. If bids arrive faster than single inserts are done, it grows, and that is part of
the measurement. At the end its owner waits until it is empty, for DRAIN_S at most.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from loadtest.baselines.items import Item, Offer

log = logging.getLogger(__name__)

DRAIN_S = 60
INSERT = """
    INSERT INTO baseline_bids (item_id, seq, bid_id, bidder, amount, at)
    VALUES ($1, $2, $3, $4, $5, $6)
"""

Row = tuple[str, int, str, str, int, int]


def row_of(item: Item, offer: Offer) -> Row:
    """Return the row of an accepted offer; `item` is the item after it."""
    bid = offer.bid
    return item.item_id, item.seq, bid.bid_id, offer.bidder.user_id, bid.amount, item.at


class BidQueue:
    """The write-behind queue of accepted bids."""

    def __init__(self, database: asyncpg.Pool) -> None:
        self._database = database
        self._rows: asyncio.Queue[Row] = asyncio.Queue()

    def put(self, row: Row) -> None:
        """Queue a row."""
        self._rows.put_nowait(row)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Insert rows while the context lasts, and the remaining ones at its end."""
        inserting = asyncio.create_task(self._insert(), name="bid-queue")
        try:
            yield
        finally:
            await self._drain()
            inserting.cancel()
            await asyncio.wait([inserting])

    async def _insert(self) -> None:
        while True:
            row = await self._rows.get()
            try:
                await self._database.execute(INSERT, *row)
            except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
                log.exception("a bid was not stored: %s", row)
            finally:
                self._rows.task_done()

    async def _drain(self) -> None:
        try:
            async with asyncio.timeout(DRAIN_S):
                await self._rows.join()
        except TimeoutError:
            log.error("%d bids were not stored", self._rows.qsize())

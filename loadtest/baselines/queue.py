"""Bids on their way into PostgreSQL: an asyncio queue and one task that inserts them, row by row.

The queue has no limit: where bids come faster than single inserts go, it grows, which is a thing to
measure. Its owner lets it run empty at the end, for DRAIN_S at most.
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
    """Build the row of an accepted offer; `item` as it stands after it."""
    bid = offer.bid
    return item.item_id, item.seq, bid.bid_id, offer.bidder.user_id, bid.amount, item.at


class BidQueue:
    """Writes accepted bids behind."""

    def __init__(self, database: asyncpg.Pool) -> None:
        self._database = database
        self._rows: asyncio.Queue[Row] = asyncio.Queue()

    def put(self, row: Row) -> None:
        """Have a row inserted in its turn."""
        self._rows.put_nowait(row)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Insert while inside, and what is left at the end."""
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
                log.exception("a bid was not kept: %s", row)
            finally:
                self._rows.task_done()

    async def _drain(self) -> None:
        try:
            async with asyncio.timeout(DRAIN_S):
                await self._rows.join()
        except TimeoutError:
            log.error("%d bids were not kept", self._rows.qsize())

"""Reads of the archive that wait for it, because it is written behind."""

import asyncio
from collections.abc import Sequence

import asyncpg

from tests.nodes import StoreUrls
from tests.timeouts import WAIT_MAX_S

BIDS = "SELECT item_id, seq, bid_id, bidder, amount FROM bids ORDER BY item_id, seq"
EVENTS = "SELECT item_id, seq, type FROM events ORDER BY item_id, seq"


async def archived(
    stores: StoreUrls, query: str, count: int, *, timeout_s: float = WAIT_MAX_S
) -> Sequence[asyncpg.Record]:
    """Return a query's rows as soon as there are `count` of them; raises TimeoutError."""
    connection = await asyncpg.connect(stores.database)
    try:
        async with asyncio.timeout(timeout_s):
            while len(rows := await connection.fetch(query)) < count:
                await asyncio.sleep(0.01)
        return rows
    finally:
        await connection.close()

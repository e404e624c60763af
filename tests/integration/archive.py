"""Waits for the archive of an item, and verifies it."""

import asyncio
from typing import Any

import asyncpg

from persistence.verify import verify
from tests.nodes import LiveNode
from tests.timeouts import WAIT_MAX_S


async def archived(node: LiveNode, item_id: str = "lamp") -> list[dict[str, Any]]:
    """Wait until the archive has come as far as the item; return its bids, oldest first."""
    async with asyncio.timeout(WAIT_MAX_S), _pool(node) as pool:
        seq = None
        while seq != (await node.get(f"/items/{item_id}"))[1]["seq"]:
            await asyncio.sleep(0.05)
            seq = await pool.fetchval("SELECT seq FROM items WHERE item_id = $1", item_id)
        assert [wrong async for wrong in verify(pool)] == []
    page = (await node.get(f"/items/{item_id}/bids"))[1]
    bids: list[dict[str, Any]] = page["bids"][::-1]
    return bids


def _pool(node: LiveNode) -> Any:
    return asyncpg.create_pool(node.stores.database, min_size=1, max_size=1)

"""The sweep of a shard: after a loss, all live items are restored in the background.

Rounds and readers restore the items that they need by themselves. The sweep takes the others, those with
the nearest opening or end first, so that nothing is opened or closed late. Then it restores the receipts
of older bids. A sweep that is interrupted, on this node or another, goes on where it was.
"""

import asyncio
import time

import structlog

from server.bidding.archive import Archive
from server.bidding.restoration.items import ItemRestorer, pages
from server.bidding.restoration.untrusted_hot_state import Era, Unfilled, UntrustedHotState

log = structlog.get_logger(__name__)

LEASE_TTL_MS = 5_000
SHARE = 0.5
"""For this share of the time that a page takes, the sweep leaves the node to its bids."""


class Sweep:
    """Sweeps shards. Methods raise `redis.RedisError` and ArchiveUnavailable."""

    def __init__(self, hot_state: UntrustedHotState, archive: Archive, items: ItemRestorer) -> None:
        self._hot_state = hot_state
        self._archive = archive
        self._items = items

    async def sweep(self, era: Era) -> None:
        """Do the remaining work in a shard, unless another node does it."""
        if (era.swept and era.filled) or not await self._goes_on(era):
            return
        if not era.swept and not await self._check_all(era):
            return
        for item in await self._hot_state.unfilled(era.shard):
            await self._fill(era, item)

    async def _check_all(self, era: Era) -> bool:
        """Restore all unchecked live items; return False if another node has to go on."""
        began, restored = time.monotonic(), self._items.restored
        shard, keys = era.shard, self._hot_state.keys
        live = [each for each in await self._archive.live_items() if keys.shard(each) == shard]
        for page in pages(live):
            page_began = time.monotonic()
            unchecked = await self._hot_state.unchecked(era, page)
            if unchecked:
                await self._items.restore(era, list(unchecked))
                await asyncio.sleep(SHARE * (time.monotonic() - page_began))
            if not await self._goes_on(era):
                return False
        # An item whose lock was held for long is still unchecked.
        for page in pages(live):
            if await self._hot_state.unchecked(era, page):
                return False
        await self._hot_state.end_sweep(era)
        counts = {"items": len(live), "restored": self._items.restored - restored}
        took_ms = int((time.monotonic() - began) * 1000)
        log.info("hot_state_swept", shard=shard, took_ms=took_ms, **counts)
        return True

    async def _fill(self, era: Era, item: Unfilled) -> None:
        """Restore an item's receipts of older bids, in pieces."""
        async for receipts in self._archive.receipts(item.item_id, item.receipts_after):
            if not await self._hot_state.fill(era.shard, item, receipts, done=False):
                return
            if not await self._goes_on(era):
                return
        await self._hot_state.fill(era.shard, item, {}, done=True)

    async def _goes_on(self, era: Era) -> bool:
        return await self._hot_state.take_sweep(era.shard, LEASE_TTL_MS)

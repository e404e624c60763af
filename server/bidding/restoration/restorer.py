"""Redis' memory: held against the archive whenever it may have gone, before anything is decided on it.

Redis may come back without what it once answered: restarted on a truncated file, replaced by a replica
that lagged, flushed. Two marks tell, and neither survives that: Redis knows our scripts, which it
forgets when it restarts, and each shard has its `trusted` key, which goes with the rest. While one is
missing every script refuses, the floor's commands wait, and a node restores. Its lease goes too if
Redis forgets again meanwhile, and then it begins anew.

Each item then begins a new epoch at a seq that both stores agree on. Events of an older epoch beyond
that seq may still be on their way to the archive, in the queue of a node that read them before; the
archive takes them no more. So an item never has a second history, and what was lost is named.
"""

import asyncio
import time
import uuid
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

import structlog
from redis import RedisError
from redis.asyncio import Redis

from server.bidding.archive import Archive, ArchiveUnavailable
from server.bidding.hot_state.hot_state import HotState
from server.bidding.restoration.untrusted_hot_state import UntrustedHotState
from server.domain.types import ItemId
from server.tasks import repeating

log = structlog.get_logger(__name__)

PAGE = 100
"""Items that are restored under their locks at once."""
CLAIM_TTL_MS = 5_000
CLAIM_RETRY_S = 0.05
GRACE_S = 1.0
"""How long the nodes' queues get to archive what they have read, where Redis has less than the archive."""
RETRY_S = 0.5
LEASE_TTL_MS = 5_000
LEASE_RETRY_S = 0.05


class Restorer:
    """Restores what Redis has forgotten. One per node; a lease on each shard has one of them do it."""

    def __init__(self, redis: Redis, hot_state: HotState, archive: Archive) -> None:
        self._redis = UntrustedHotState(redis, hot_state)
        self._archive = archive
        self._admissions = hot_state.admissions
        self._doubt = asyncio.Event()
        self._doubt.set()
        hot_state.scripts.lost = self._doubt.set
        hot_state.recall = self.recall

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Watch over the memory while inside; first of all, hold against the archive what is there."""
        await self._restore_when_lost()
        async with repeating(self._restore_when_lost, name="memory"):
            yield

    async def recall(self, item_ids: Sequence[ItemId]) -> bool:
        """Restore items that Redis doesn't have; return whether there were any.

        Items that ended long ago may be missing after a loss: only live ones are restored at once.
        """
        try:
            known = await self._archive.known_items(item_ids)
            for shard, ids in self._redis.keys.by_shard(known).items():
                await self._restore_page(shard, ids)
        except ArchiveUnavailable:
            return False
        return bool(known)

    async def _restore_when_lost(self) -> None:
        await self._doubt.wait()
        self._doubt.clear()
        try:
            await self._restore()
        except (RedisError, OSError, ArchiveUnavailable) as error:
            log.warning("memory_not_restored", error=repr(error))
            self._doubt.set()
            await asyncio.sleep(RETRY_S)

    async def _restore(self) -> None:
        scripts, shards = self._redis.scripts, range(self._redis.keys.shards)
        if not await scripts.are_loaded():
            # First the marks: whatever they say, they say of the memory before the restart.
            for shard in shards:
                await self._redis.unmark(shard)
            await scripts.load()
        while untrusted := [s for s in shards if not await self._redis.is_trusted(s)]:
            live = await self._archive.live_items()
            by_shard = self._redis.keys.by_shard(live)
            for shard in untrusted:
                seqs = {item_id: live[item_id] for item_id in by_shard.get(shard, [])}
                if not await self._restore_shard(shard, seqs):
                    await asyncio.sleep(LEASE_RETRY_S)

    async def _restore_shard(self, shard: int, archived: Mapping[ItemId, int]) -> bool:
        """Restore a shard, if nobody else is at it; return whether it is trusted now."""
        token, began = uuid.uuid4().hex, time.monotonic()
        if not await self._redis.begin(shard, token, LEASE_TTL_MS):
            return False
        await self._restore_bidders(shard)
        item_ids = list(archived)
        heads = await self._redis.heads(shard, item_ids)
        behind = [item_id for item_id in item_ids if heads[item_id] < archived[item_id]]
        if behind:
            log.error("memory_lost", shard=shard, items=len(behind))
            await asyncio.sleep(GRACE_S)
        restored = 0
        for first in range(0, len(item_ids), PAGE):
            restored += await self._restore_page(shard, item_ids[first : first + PAGE])
            if not await self._redis.go_on(shard, token, LEASE_TTL_MS):
                return False
        if not await self._redis.trust(shard, token):
            return False
        took_ms = int((time.monotonic() - began) * 1000)
        log.info(
            "memory_trusted", shard=shard, items=len(item_ids), restored=restored, took_ms=took_ms
        )
        return True

    async def _restore_bidders(self, shard: int) -> None:
        """Restore who may bid for how much in a shard's sales, and what they have won."""
        for auction_id, words in (await self._archive.live_admissions()).items():
            if self._redis.keys.shard(auction_id) == shard:
                await self._admissions.admit(auction_id, words)
        for auction_id, debts in (await self._archive.live_wins()).items():
            if self._redis.keys.shard(auction_id) == shard:
                await self._redis.owe(auction_id, debts)

    async def _restore_page(self, shard: int, item_ids: Sequence[ItemId]) -> int:
        """Begin a new epoch of each item; return how many had to be restored from the archive."""
        token, left, restored = uuid.uuid4().hex, set(item_ids), 0
        while left:
            heads = await self._redis.claim(shard, token, CLAIM_TTL_MS, sorted(left))
            epochs = await self._archive.begin_epochs(heads)
            done = await self._redis.restore(shard, token, epochs)
            left -= done
            restored += sum(epochs[item_id].events is not None for item_id in done)
            if left:
                await asyncio.sleep(CLAIM_RETRY_S)
        return restored

"""The restorer compares the hot state with the archive before anything is decided on it.

Redis may come back without events that it once confirmed: restarted on a truncated file, replaced by a
replica that lagged, or flushed. A shard is trusted only while its `trusted` key has the replication id
of the server, which is another one after each of these (0110). Otherwise every script refuses, the
commands on the floor wait, and one node restores the shard under a lease. If Redis loses its data again
meanwhile, the lease is lost too and restoration begins anew.

Each item then begins a new epoch, at a seq on which both stores agree. Events of an older epoch beyond
that seq may still be on their way to the archive, in the queue of a node that read them before; the
archive no longer accepts them. So an item never has a second history, and lost events are named.
"""

import asyncio
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial

import structlog
from redis import RedisError

from server.bidding.archive import LIVE_WAIT_S, Archive, ArchiveUnavailable
from server.bidding.restoration.untrusted_hot_state import UntrustedHotState
from server.domain.types import ItemId
from server.tasks import repeating

log = structlog.get_logger(__name__)

PAGE = 100
"""Items that are restored under their locks at once."""
LOCK_TTL_MS = 5_000
LOCK_RETRY_S = 0.05
GRACE_S = 1.0
"""Time for the nodes' queues to archive the entries they have read, where Redis has less."""
RETRY_S = 0.5
MISSING_MAX = 100
"""Readings at once whose missing items are looked for in the archive."""
LEASE_TTL_MS = 5_000
LEASE_RETRY_S = 0.05


async def _nothing() -> None:
    """Have nothing to archive."""


class Restorer:
    """Restores a hot state from the archive. Each node has one; a lease on each shard picks one of them."""

    def __init__(
        self,
        hot_state: UntrustedHotState,
        archive: Archive,
        *,
        flush: Callable[[], Awaitable[None]] = _nothing,
    ) -> None:
        """`flush` archives all that this node knows of; it may raise ArchiveUnavailable (0115)."""
        self._hot_state = hot_state
        self._archive = archive
        self._flush = flush
        self._to_check = asyncio.Event()
        self._to_check.set()
        self._missing: dict[tuple[ItemId, ...], asyncio.Task[bool]] = {}

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Restore the hot state whenever it is lost, while inside; check it once before."""
        await self._restore_when_lost()
        try:
            async with repeating(self._restore_when_lost, name="restorer"):
                yield
        finally:
            missing = list(self._missing.values())
            for task in missing:
                task.cancel()
            await asyncio.gather(*missing, return_exceptions=True)

    def hot_state_lost(self) -> None:
        """Have the hot state checked and restored soon, because it has turned out to be untrusted."""
        self._to_check.set()

    async def restore_missing(self, item_ids: Sequence[ItemId]) -> bool:
        """Restore items that Redis does not have; return whether there were any.

        Items that ended long ago may be missing after a loss, because a shard is trusted as soon as
        its live items are restored. Returns False after LIVE_WAIT_S, too.
        """
        wanted = tuple(item_ids)
        task = self._missing.get(wanted)
        if task is None and len(self._missing) >= MISSING_MAX:
            return False
        if task is None:
            task = self._missing[wanted] = asyncio.create_task(self._restore_known(wanted))
            task.add_done_callback(partial(self._restored, wanted))
        # 0124: who waits goes on without the items, and the task restores them all the same.
        done, _ = await asyncio.wait([task], timeout=LIVE_WAIT_S)
        return bool(done) and task.result()

    def _restored(self, item_ids: tuple[ItemId, ...], task: "asyncio.Task[bool]") -> None:
        del self._missing[item_ids]
        if not task.cancelled() and task.exception() is not None:
            log.debug("missing_items_not_restored", error=repr(task.exception()))

    async def _restore_known(self, item_ids: Sequence[ItemId]) -> bool:
        try:
            known = await self._archive.known_items(item_ids)
            for shard, ids in self._hot_state.keys.by_shard(known).items():
                await self._restore_page(shard, ids)
        except ArchiveUnavailable:
            return False
        return bool(known)

    async def _restore_when_lost(self) -> None:
        await self._to_check.wait()
        self._to_check.clear()
        try:
            await self._restore()
        except (RedisError, OSError, ArchiveUnavailable) as error:
            log.warning("hot_state_not_restored", error=repr(error))
            self._to_check.set()
            await asyncio.sleep(RETRY_S)

    async def _restore(self) -> None:
        hot_state, shards = self._hot_state, range(self._hot_state.keys.shards)
        while untrusted := [s for s in shards if not await hot_state.is_trusted(s)]:
            await self._flush()
            live = await self._archive.live_items()
            by_shard = hot_state.keys.by_shard(live)
            for shard in untrusted:
                seqs = {item_id: live[item_id] for item_id in by_shard.get(shard, [])}
                if not await self._restore_shard(shard, seqs):
                    await asyncio.sleep(LEASE_RETRY_S)

    async def _restore_shard(self, shard: int, archived: Mapping[ItemId, int]) -> bool:
        """Restore a shard unless another node does; return whether it is trusted now.

        `archived` has the archived seq of each live item of the shard.
        """
        token, began = uuid.uuid4().hex, time.monotonic()
        lease = await self._hot_state.take_lease(shard, token, LEASE_TTL_MS)
        if lease is None:
            return False
        await self._restore_bidders(shard)
        item_ids = list(archived)
        seqs = await self._hot_state.seqs(shard, item_ids)
        behind = [item_id for item_id in item_ids if seqs[item_id] < archived[item_id]]
        if behind:
            log.error("hot_state_lost", shard=shard, items=len(behind))
            await asyncio.sleep(GRACE_S)
        restored = 0
        for first in range(0, len(item_ids), PAGE):
            restored += await self._restore_page(shard, item_ids[first : first + PAGE])
            if not await self._hot_state.extend(lease, LEASE_TTL_MS):
                return False
        if not await self._hot_state.mark_trusted(lease):
            return False
        took_ms = int((time.monotonic() - began) * 1000)
        counts = {"items": len(item_ids), "restored": restored}
        log.info("hot_state_trusted", shard=shard, took_ms=took_ms, **counts)
        return True

    async def _restore_bidders(self, shard: int) -> None:
        """Restore the admissions to a shard's auctions, and the exposure for items that were won."""
        for auction_id, admissions in (await self._archive.live_admissions()).items():
            if self._hot_state.keys.shard(auction_id) == shard:
                await self._hot_state.admissions.admit(auction_id, admissions)
        for auction_id, exposures in (await self._archive.live_wins()).items():
            if self._hot_state.keys.shard(auction_id) == shard:
                await self._hot_state.set_exposure(auction_id, exposures)

    async def _restore_page(self, shard: int, item_ids: Sequence[ItemId]) -> int:
        """Begin a new epoch of each item; return how many had to be restored from the archive."""
        token, left, restored = uuid.uuid4().hex, set(item_ids), 0
        while left:
            heads = await self._hot_state.lock_items(shard, token, LOCK_TTL_MS, sorted(left))
            epochs = await self._archive.begin_epochs(heads)
            done = await self._hot_state.restore(shard, token, epochs)
            left -= done
            restored += sum(epochs[item_id].events is not None for item_id in done)
            if left:
                await asyncio.sleep(LOCK_RETRY_S)
        return restored

"""The restorer has eras begun and items restored after Redis may have lost events.

Redis may come back without events that it once confirmed: restarted on a truncated file, replaced by a
replica that lagged, or flushed. A shard is trusted only while its `trusted` key has the replication id
of the server, which is another one after each of these (0110). Otherwise every script refuses, and one
node begins a new era of the shard: it has every node archive the commits that it remembers, waits a
short grace, and marks the shard as trusted.

Every item is unchecked in a new era. It is restored when a round or a reader first needs it, or by the
sweep (0111). It then begins a new epoch at a seq on which both stores agree. Events of an older epoch
beyond that seq may still be on their way to the archive, which no longer accepts them. So an item never
has a second history, and lost events are named.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial

import structlog
from redis import RedisError

from server.bidding.archive import LIVE_WAIT_S, Archive, ArchiveUnavailable, answering_within
from server.bidding.hot_state.scripts import HotStateUntrusted
from server.bidding.outages.record import NoServiceArchive, ServiceArchive
from server.bidding.restoration.flushing import Flushing
from server.bidding.restoration.items import ItemRestorer
from server.bidding.restoration.sweep import Sweep
from server.bidding.restoration.untrusted_hot_state import Era, UntrustedHotState
from server.domain.types import BidId, ItemId
from server.outage import Outage
from server.tasks import Tasks, cancelled, repeating

log = structlog.get_logger(__name__)

GRACE_S = 0.25
"""Time for all nodes to archive the commits that they remember before an era begins."""
LEASE_TTL_MS = 1_500
"""How long the other nodes wait if the holder of the lease dies. It is extended between two steps."""
RETRY_S = 0.05
RETRY_AFTER_FAILURE_S = 0.1
SWEEP_EVERY_S = 1.0
READINGS_MAX = 100
"""Readings at once that wait for items to be restored."""


async def _nothing() -> None:
    """Have nothing to archive."""


class Restorer:
    """Restores a hot state from the archive. Each node has one."""

    def __init__(
        self,
        hot_state: UntrustedHotState,
        archive: Archive,
        *,
        flush: Callable[[], Awaitable[None]] = _nothing,
        announce_epochs: Callable[[Mapping[ItemId, int]], None] = lambda _: None,
        service: ServiceArchive | None = None,
    ) -> None:
        """`flush` archives the commits of which this node alone may know.

        `service` has the moments of the last service.
        `announce_epochs` is called with the epochs that have begun; it may neither wait nor fail.
        """
        self._hot_state = hot_state
        self._archive = archive
        self._service = service or NoServiceArchive()
        self._proven: dict[int, bytes] = {}
        """The era of each shard whose last service has been completed with the archive's record."""
        self._flushing = Flushing(flush)
        self._items = ItemRestorer(hot_state, archive, announce_epochs=announce_epochs)
        self._sweep = Sweep(hot_state, archive, self._items)
        self._to_check = asyncio.Event()
        self._to_sweep = asyncio.Event()
        self._being_restored: set[ItemId] = set()
        self._tasks = Tasks()
        self._readings: dict[tuple[ItemId, ...], asyncio.Task[set[ItemId]]] = {}
        self._outage = Outage("hot_state_not_restored", "hot_state_restored_again")

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Begin eras and restore items whenever that is necessary, while inside."""
        await self._attempt(self._begin_eras)
        try:
            async with (
                repeating(self._check_when_lost, name="restorer"),
                repeating(self._sweep_all, name="sweep"),
                self._flushing.running(),
            ):
                yield
        finally:
            await self._tasks.cancel()
            for task in list(self._readings.values()):
                await cancelled(task)

    def hot_state_lost(self) -> None:
        """Have a new era begun soon, because a shard has turned out to be untrusted."""
        self._to_check.set()

    def want(self, item_ids: Collection[ItemId]) -> None:
        """Have unchecked items restored as soon as possible; the nodes in their lines are woken then."""
        wanted = set(item_ids) - self._being_restored
        if wanted:
            self._being_restored |= wanted
            self._tasks.spawn(self._restore_wanted(wanted))

    async def restore(self, item_ids: Sequence[ItemId]) -> Collection[ItemId]:
        """Restore items that are unchecked or missing; return those that the archive has.

        Raises HotStateUntrusted if that can't be done in time.
        """
        wanted = tuple(item_ids)
        task = self._readings.get(wanted)
        if task is None and len(self._readings) >= READINGS_MAX:
            raise HotStateUntrusted("too many items are being restored")
        if task is None:
            task = self._readings[wanted] = asyncio.create_task(self._restore(wanted))
            task.add_done_callback(partial(self._read, wanted))
        # 0124: a caller waits for a bounded time only; the task restores the items all the same.
        done, _ = await asyncio.wait([task], timeout=LIVE_WAIT_S)
        try:
            return task.result() if done else self._not_in_time()
        except (RedisError, OSError, ArchiveUnavailable) as error:
            raise HotStateUntrusted("items are being restored") from error

    async def used_bid_ids(
        self, item_id: ItemId, bid_ids: Sequence[BidId], last: int
    ) -> Collection[BidId]:
        """Return those of the bid_ids that an item's events up to number `last` accepted.

        Raises HotStateUntrusted if that can't be found out in time.
        """
        try:
            async with asyncio.timeout(LIVE_WAIT_S):
                return await self._archive.used_bid_ids(item_id, bid_ids, last)
        except (ArchiveUnavailable, TimeoutError):
            raise HotStateUntrusted("the item's receipts are being restored") from None

    async def flush(self) -> None:
        """Archive the commits of which this node alone may know, as far as that can be done now."""
        await self._flushing.flush()

    def _not_in_time(self) -> set[ItemId]:
        raise HotStateUntrusted("items are being restored")

    def _read(self, wanted: tuple[ItemId, ...], task: "asyncio.Task[set[ItemId]]") -> None:
        del self._readings[wanted]
        if not task.cancelled() and task.exception() is not None:
            log.debug("items_not_restored", error=repr(task.exception()))

    async def _check_when_lost(self) -> None:
        await self._to_check.wait()
        self._to_check.clear()
        if not await self._attempt(self._begin_eras):
            self._to_check.set()
            await asyncio.sleep(RETRY_AFTER_FAILURE_S)

    async def _begin_eras(self) -> None:
        await asyncio.gather(*map(self._begin_era_if_lost, range(self._hot_state.keys.shards)))

    async def _begin_era_if_lost(self, shard: int) -> None:
        while await self._hot_state.era(shard) is None:
            if not await self._begin_era(shard):
                await asyncio.sleep(RETRY_S)

    async def _begin_era(self, shard: int) -> bool:
        """Begin a shard's era unless another node does; return whether it has begun."""
        began = time.monotonic()
        replication_id = await self._hot_state.take_lease(shard, LEASE_TTL_MS)
        if replication_id is None:
            return False
        may_have_lost = await self._may_have_lost()
        if may_have_lost:
            if not await self._hot_state.take_lease(shard, LEASE_TTL_MS):
                return False
            await self._hot_state.announce_loss(shard)
            await asyncio.gather(self.flush(), asyncio.sleep(GRACE_S))
        if not await self._hot_state.begin_era(shard, replication_id, swept=not may_have_lost):
            return False
        log.info("era_begun", shard=shard, took_ms=int((time.monotonic() - began) * 1000))
        self._to_sweep.set()
        return True

    async def _may_have_lost(self) -> bool:
        """Return whether anything is live, so that there may be commits which are not archived.

        An archive that does not say so soon must not keep the lease from the other nodes.
        """
        try:
            async with answering_within(LIVE_WAIT_S):
                return bool(await self._archive.live_items())
        except ArchiveUnavailable:
            return True

    async def _sweep_all(self) -> None:
        try:
            async with asyncio.timeout(SWEEP_EVERY_S):
                await self._to_sweep.wait()
        except TimeoutError:
            pass
        self._to_sweep.clear()
        await self._attempt(self._sweep_shards)

    async def _sweep_shards(self) -> None:
        for shard in range(self._hot_state.keys.shards):
            era = await self._hot_state.era(shard)
            if era is None:
                self.hot_state_lost()
            else:
                await self._before_restoring(era)
                await self._sweep.sweep(era)

    async def _restore_wanted(self, item_ids: Collection[ItemId]) -> None:
        # Callers that wait for the items ask again if these are not restored.
        try:
            await self._attempt(lambda: self._restore_and_forget(item_ids))
        finally:
            self._being_restored -= set(item_ids)

    async def _restore_and_forget(self, item_ids: Collection[ItemId]) -> None:
        await self._restore(item_ids)

    async def _restore(self, item_ids: Collection[ItemId]) -> set[ItemId]:
        archived: set[ItemId] = set()
        for shard, ids in self._hot_state.keys.by_shard(item_ids).items():
            era = await self._hot_state.era(shard)
            if era is None:
                self.hot_state_lost()
                raise HotStateUntrusted("the shard has to begin a new era first")
            await self._before_restoring(era)
            archived.update(await self._items.restore(era, ids))
        return archived

    async def _before_restoring(self, era: Era) -> None:
        await self._flushing.before_restoring(era.token)
        if self._proven.get(era.shard) != era.token:
            served_at = await self._service.last_service(era.shard)
            await self._hot_state.prove_service(era, served_at)
            self._proven[era.shard] = era.token

    async def _attempt(self, step: Callable[[], Awaitable[None]]) -> bool:
        """Take a step; return whether it succeeded."""
        try:
            await step()
        except (RedisError, OSError, ArchiveUnavailable) as error:
            self._outage.failed(error=repr(error))
            return False
        self._outage.succeeded()
        return True

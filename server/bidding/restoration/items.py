"""Restores items one by one: each is compared with the archive under its lock, and begins a new epoch.

The items of an auction that checks its bidders are restored as one unit together with the bidders,
because a bidder's limit sums over the items (0013): no item may take a bid while the exposure for
another one is missing. So are the items of an auction with groups of items that close together (0160):
none may close while the end of another one is missing.
"""

import asyncio
import time
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial

import structlog
from redis import RedisError

from server.bidding.archive import Archive, ArchivedItem, EventsAwaited, Head, NewEpoch
from server.bidding.hot_state.scripts import LocksLostError
from server.bidding.restoration.untrusted_hot_state import Era, UntrustedHotState
from server.bidding.settling.records import decode_entry
from server.domain.types import AuctionId, ItemId

log = structlog.get_logger(__name__)

PAGE = 10
"""Items that are restored under their locks at once, in a few milliseconds of this node's time."""
LOCK_TTL_MS = 2_000
LOCK_RETRY_S = 0.05
LOCKS_WAITED_S = 3.0
"""How long locks are waited for that others hold. Then the caller has to try again."""


class ItemRestorer:
    """Restores items from the archive. Methods raise `redis.RedisError` and ArchiveUnavailable."""

    def __init__(
        self,
        hot_state: UntrustedHotState,
        archive: Archive,
        *,
        announce_epochs: Callable[[Mapping[ItemId, int]], None],
    ) -> None:
        self.restored = 0
        """Items of which Redis had less than the archive."""
        self._hot_state = hot_state
        self._archive = archive
        self._announce_epochs = announce_epochs
        self._one_unit = asyncio.Lock()
        self._lossy_era: bytes | None = None
        """The latest era in which Redis had less than the archive, which is logged once."""

    async def restore(self, era: Era, item_ids: Sequence[ItemId]) -> Mapping[ItemId, ArchivedItem]:
        """Restore those of a shard's items that are unchecked; return the archived ones."""
        archived = await self._archive.archived_items(item_ids)
        if era.swept:
            # An item without events has just been put up, and there is nothing to restore.
            archived = {item_id: each for item_id, each in archived.items() if each.begun}
            item_ids = list(archived)
        units = {each.auction_id for each in archived.values() if not each.ended} - {None}
        for auction_id in units:
            if auction_id is not None:
                await self._restore_unit(era, auction_id)
        alone = [
            item_id
            for item_id in item_ids
            if (each := archived.get(item_id)) is None or each.ended or each.auction_id is None
        ]
        for page in pages(alone):
            await self._restore_page(era, page, checked=True)
        return archived

    async def _restore_unit(self, era: Era, auction_id: AuctionId) -> None:
        """Restore an auction whose items become checked all at once."""
        async with self._one_unit:
            bidders = await self._archive.bidders(auction_id)
            # Only the items of groups live beside an auction that does not check its bidders.
            shard_of = self._hot_state.keys.shard
            live = [item_id for item_id in bidders.live if shard_of(item_id) == era.shard]
            unchecked = list(await self._hot_state.unchecked(era, live))
            if not unchecked:
                return
            await self._hot_state.admissions.admit(auction_id, bidders.admissions)
            if bidders.ended:
                await self._hot_state.set_exposures(auction_id, bidders.ended)
            epochs: dict[ItemId, int] = {}
            for page in pages(unchecked):
                epochs |= await self._restore_page(era, page, checked=False)
            if epochs.keys() == set(unchecked):
                await self._hot_state.check_items(era, epochs)

    async def _restore_page(
        self, era: Era, item_ids: Sequence[ItemId], *, checked: bool
    ) -> dict[ItemId, int]:
        """Begin a new epoch of each unchecked item whose lock can be had; return the epochs."""
        hot_seqs = await self._hot_state.unchecked(era, item_ids)
        await self._archive.add_snapshots(hot_seqs)
        left, begun = set(hot_seqs), dict[ItemId, int]()
        give_up_at = time.monotonic() + LOCKS_WAITED_S
        while left:
            done, already_checked = await self._restore_free(era, sorted(left), checked=checked)
            left -= done.keys() | already_checked
            epochs = {item_id: each.epoch for item_id, each in done.items() if each is not None}
            begun |= epochs
            self._announce_epochs(epochs)
            self._count(era, done.values())
            if left and time.monotonic() > give_up_at:
                log.warning("items_not_restored", shard=era.shard, items=len(left))
                break
            if left:
                await asyncio.sleep(LOCK_RETRY_S)
        return begun

    def _count(self, era: Era, begun: Iterable[NewEpoch | None]) -> None:
        restored = [each for each in begun if each is not None and each.rebuilt is not None]
        self.restored += len(restored)
        if restored and self._lossy_era != era.token:
            self._lossy_era = era.token
            log.error("hot_state_lost", shard=era.shard)

    async def _restore_free(
        self, era: Era, item_ids: Sequence[ItemId], *, checked: bool
    ) -> tuple[dict[ItemId, NewEpoch | None], set[ItemId]]:
        """Restore the items whose locks are free; return them, and those that are checked already."""
        hot_state, token = self._hot_state, uuid.uuid4().hex
        locked = await hot_state.lock_items(era, token, LOCK_TTL_MS, item_ids)
        if not locked.heads:
            return {}, set(locked.checked)
        epochs = None
        try:
            epochs = await self._begin_epochs(era, token, locked.heads)
        except LocksLostError:
            return {}, set(locked.checked)
        finally:
            if epochs is None:
                # Otherwise bids would wait until the locks expire.
                with suppress(RedisError):
                    await hot_state.release(era.shard, token, locked.heads.keys())
        wanted = {item_id: epochs.get(item_id) for item_id in locked.heads}
        done = await hot_state.restore(era, token, wanted, checked=checked)
        return {item_id: wanted[item_id] for item_id in done}, set(locked.checked)

    async def _begin_epochs(
        self, era: Era, token: str, heads: Mapping[ItemId, Head | None]
    ) -> Mapping[ItemId, NewEpoch]:
        begin = partial(
            self._archive.begin_epochs,
            heads,
            recent_max=self._hot_state.recent_bids_max,
            confirm=partial(self._hot_state.confirm, era, token, heads),
        )
        try:
            return await begin()
        except EventsAwaited as awaited:
            # 0214: the journal of this server has the missing events, unless another one lost them.
            await self._keep_journal(era.shard, awaited.item_ids)
        return await begin(awaits_events=False)

    async def _keep_journal(self, shard: int, item_ids: Collection[ItemId]) -> None:
        """Archive the entries of some items in a shard's journal."""
        async for piece in self._hot_state.journal(shard):
            entries = [each for each in piece if decode_entry(each[1]).item_id in item_ids]
            if entries:
                await self._archive.keep(entries)


def pages(item_ids: Sequence[ItemId]) -> Iterator[Sequence[ItemId]]:
    """Cut items into pages."""
    for first in range(0, len(item_ids), PAGE):
        yield item_ids[first : first + PAGE]

"""Retractions that need an item's history, in rounds of their own (0091).

The late part of a history is read from the archive, and suffices for nearly all of them. Otherwise the
whole history is read in pieces and decided in a thread, so that the other items of the node go on. A long
one is read only in a small share of the node's time.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial

from server.bidding.histories.late_histories import (
    Beginnings,
    LateHistories,
    LateHistory,
    NoSnapshots,
    Snapshots,
)
from server.bidding.hot_state.hot_state import HotState
from server.bidding.hot_state.replies import HeldItem
from server.bidding.settling.records import Receipt
from server.bidding.settling.settle import Settlement
from server.domain.commands import Command
from server.domain.types import BidId, ItemId, Millis

SHORT = 250
"""A history of so many receipts is read at once."""
LONG = 2_000
"""A history of more receipts, or of more events since a snapshot, is long."""
SHARE = 20
"""After a long history this many times the time that it took passes before the next one is read."""
RETRY_MS: Millis = 1_000
"""Time to retry while a long history is being read."""

Settle = Callable[..., Settlement]
"""`settle` with everything but the receipts, `earlier` and `history_in_ms`, which come as keywords."""


class Histories:
    """Reads the histories of items on one hot state."""

    def __init__(
        self,
        hot_state: HotState,
        *,
        lock_ttl_ms: int,
        snapshots: Snapshots | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`snapshots` are the archive's, if there is one. `clock` is in seconds."""
        self._late = LateHistories(snapshots or NoSnapshots())
        self._hot_state = hot_state
        self._lock_ttl_ms = lock_ttl_ms
        self._clock = clock
        self._reading = False
        self._free_at = 0.0

    async def settle(
        self,
        shard: int,
        token: str,
        held: HeldItem,
        settle: Settle,
        *,
        commands: Sequence[Command],
        now: Millis,
    ) -> Settlement:
        """Settle an item with the receipts that its commands need, or refuse its retractions as `busy`."""
        if held.receipts_after or held.item is None:
            # 0112: no retraction comes between while older receipts are being restored.
            return settle(known=held.receipts, history_in_ms=RETRY_MS)
        item_id = held.item.listing.item_id
        count = await self._hot_state.receipt_count(item_id)
        if count <= SHORT:
            return settle(known=await self._read(item_id), history_in_ms=None)
        async with self._renewed(shard, token, item_id):
            found = await self._late.beginnings(held, commands, now)
            near, far = found.split(held.item.seq - LONG)
            late = await self._late.read(held.item, near)
            if late is not None:
                return _with_late(held, late, settle)
            if count <= LONG:
                return settle(known=await self._read(item_id), history_in_ms=None)
            return await self._settle_long(held, far, settle)

    async def _settle_long(self, held: HeldItem, found: Beginnings, settle: Settle) -> Settlement:
        """Settle an item with a long history, or with all its receipts in a thread, one at a time."""
        assert held.item is not None, "an item with a history exists"
        free_in_ms = self._free_in_ms()
        if free_in_ms > 0:
            return settle(known=held.receipts, history_in_ms=free_in_ms)
        began, self._reading = self._clock(), True
        try:
            late = await self._late.read(held.item, found)
            if late is not None:
                return _with_late(held, late, settle)
            known = await self._read(held.item.listing.item_id)
            return await asyncio.to_thread(partial(settle, known=known, history_in_ms=None))
        finally:
            now = self._clock()
            self._reading, self._free_at = False, now + SHARE * (now - began)

    def _free_in_ms(self) -> Millis:
        """Return the time until the next long history may be read, 0 or less for at once."""
        return RETRY_MS if self._reading else int((self._free_at - self._clock()) * 1000)

    async def _read(self, item_id: ItemId) -> dict[BidId, Receipt]:
        known: dict[BidId, Receipt] = {}
        async for piece in self._hot_state.receipts(item_id):
            known.update(piece)
        return known

    @asynccontextmanager
    async def _renewed(self, shard: int, token: str, item_id: ItemId) -> AsyncIterator[None]:
        """Renew an item's lock while inside. If it is lost all the same, the commit is fenced off."""
        enough = asyncio.Event()

        async def renew() -> None:
            while not enough.is_set():
                with suppress(TimeoutError):
                    await asyncio.wait_for(enough.wait(), self._lock_ttl_ms / 3000)
                    return
                await self._hot_state.acquire(shard, token, self._lock_ttl_ms, {item_id: ()})

        task = asyncio.create_task(renew())
        try:
            yield
        finally:
            # A call that is under way is waited for: it must not take the lock again after the commit.
            enough.set()
            await asyncio.gather(task, return_exceptions=True)


def _with_late(held: HeldItem, late: LateHistory, settle: Settle) -> Settlement:
    known = {**late.receipts, **held.receipts}
    return settle(known=known, earlier=late.earlier, history_in_ms=None)

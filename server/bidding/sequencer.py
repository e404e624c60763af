"""The sequencer: when an item of a sequence has ended, it calls the next one.

The ended item stays due until that is noted on it, so a node that dies in between leaves the rest to
the next look, its own or another node's. Every step may be taken twice.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager

import structlog
from redis import RedisError

from server.bidding.floor import Floor
from server.bidding.hot_state.hot_state import HotState, Snapshot
from server.domain.commands import CallItem, MarkNextCalled
from server.domain.rejection import Rejection
from server.domain.types import AuctionId, ItemId, Status
from server.tasks import repeating

log = structlog.get_logger(__name__)

Order = Callable[[AuctionId], Awaitable[Sequence[ItemId]]]
"""Returns an auction's items in the order in which they were put up; raises when it can't be asked."""


class Sequencer:
    """Calls the items of sequences one after another."""

    def __init__(self, hot_state: HotState, floor: Floor, order: Order) -> None:
        self._hot_state = hot_state
        self._floor = floor
        self._order = order
        self._due: set[ItemId] = set()
        self._some = asyncio.Event()

    def running(self) -> AbstractAsyncContextManager[None]:
        """Call items while inside."""
        return repeating(self._call_next, name="sequencer")

    def see(self, item_ids: Sequence[ItemId]) -> None:
        """Note due items, among them those that have ended and call the next; never waits."""
        if item_ids:
            self._due.update(item_ids)
            self._some.set()

    async def _call_next(self) -> None:
        await self._some.wait()
        self._some.clear()
        due, self._due = sorted(self._due), set()
        try:
            for seen in (await self._hot_state.read(due)).values():
                if seen.item.calls_next:
                    await self._call_after(seen)
        except RedisError as error:
            # They stay due, and are seen again.
            log.warning("sequencer_waits_for_redis", error=repr(error))

    async def _call_after(self, ended: Snapshot) -> None:
        listing = ended.item.listing
        try:
            order = list(await self._order(listing.auction_id))
        except Exception as error:
            log.warning("next_item_not_called", after=listing.item_id, error=repr(error))
            return
        later = order[order.index(listing.item_id) + 1 :] if listing.item_id in order else []
        item_id = await self._next(later)
        if item_id is not None:
            assert listing.gap_ms is not None, "an item that calls the next is in a sequence"
            called = await self._floor.submit(item_id, CallItem(ended.now + listing.gap_ms))
            if isinstance(called, Rejection):
                return
        await self._floor.submit(listing.item_id, MarkNextCalled())

    async def _next(self, item_ids: Sequence[ItemId]) -> ItemId | None:
        """Return the first item that was not taken out before its turn."""
        seen = await self._hot_state.read(item_ids)
        for item_id in item_ids:
            if item_id in seen and seen[item_id].item.status is not Status.CANCELLED:
                return item_id
            if item_id in seen and seen[item_id].item.opens_at is not None:
                # It was called, and taken out after that: it calls the next itself.
                return item_id
        return None

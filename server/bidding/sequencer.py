"""The sequencer calls the next item of a sequence when an item has ended.

The ended item stays due until the call is noted on it. So if a node dies in between, another node
finds the item due and goes on. Every step may be taken twice.
"""

import asyncio
from collections.abc import Awaitable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

import structlog
from redis import RedisError

from server.bidding.archive import REQUEST_WAIT_S, answering_within
from server.bidding.floor import Floor
from server.bidding.hot_state.hot_state import HotState
from server.bidding.hot_state.replies import Snapshot
from server.domain.commands import CallItem, MarkNextCalled
from server.domain.rejection import Rejection
from server.domain.types import AuctionId, ItemId, Status
from server.tasks import repeating

log = structlog.get_logger(__name__)

PAGE = 100
"""Items of a sale that are looked at together."""


class Order(Protocol):
    """The archive's order of an auction's items."""

    def __call__(self, auction_id: AuctionId, *, after: ItemId) -> Awaitable[Sequence[ItemId]]:
        """Return the next items after one in the order of the sale; none after the last.

        Raises an exception if the archive is down.
        """
        ...


class Sequencer:
    """Calls the items of sequences one after another."""

    def __init__(self, hot_state: HotState, floor: Floor, order: Order) -> None:
        self._hot_state = hot_state
        self._floor = floor
        self._order = order
        self._due: set[ItemId] = set()
        self._any_due = asyncio.Event()

    def running(self) -> AbstractAsyncContextManager[None]:
        """Call items while inside."""
        return repeating(self._call_next, name="sequencer")

    def see(self, item_ids: Sequence[ItemId]) -> None:
        """Take in due items, of which ended ones call the next; never waits."""
        if item_ids:
            self._due.update(item_ids)
            self._any_due.set()

    async def _call_next(self) -> None:
        await self._any_due.wait()
        self._any_due.clear()
        due, self._due = sorted(self._due), set()
        try:
            for snapshot in (await self._hot_state.read_available(due)).values():
                if snapshot.item.calls_next:
                    await self._call_after(snapshot)
        except RedisError as error:
            # The items stay due, so the next call of `see` brings them again.
            log.warning("sequencer_waits_for_redis", error=repr(error))

    async def _call_after(self, ended: Snapshot) -> None:
        listing = ended.item.listing
        try:
            item_id = await self._next(listing.auction_id, listing.item_id)
        except RedisError:
            raise
        except Exception as error:
            log.warning("next_item_not_called", after=listing.item_id, error=repr(error))
            return
        if item_id is not None:
            assert listing.gap_ms is not None, "an item that calls the next is in a sequence"
            called = await self._floor.submit(item_id, CallItem(ended.now + listing.gap_ms))
            if isinstance(called, Rejection):
                return
        await self._floor.submit(listing.item_id, MarkNextCalled())

    async def _next(self, auction_id: AuctionId, after: ItemId) -> ItemId | None:
        """Return the first item after one that was not cancelled or deleted before its turn."""
        while page := await self._page(auction_id, after):
            item_id = await self._first_to_call(page)
            if item_id is not None:
                return item_id
            after = page[-1]
        return None

    async def _page(self, auction_id: AuctionId, after: ItemId) -> Sequence[ItemId]:
        async with answering_within(REQUEST_WAIT_S):
            return await self._order(auction_id, after=after)

    async def _first_to_call(self, item_ids: Sequence[ItemId]) -> ItemId | None:
        snapshots = await self._hot_state.read(item_ids)
        for item_id in item_ids:
            if item_id not in snapshots:
                continue
            item = snapshots[item_id].item
            # An item that was cancelled or deleted after it had been called calls the next one itself.
            gone = item.status in (Status.CANCELLED, Status.DELETED)
            if not gone or item.opens_at is not None:
                return item_id
        return None

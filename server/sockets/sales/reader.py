"""The reader of sales: fills a feed when its first watcher comes, and finds what the feeds lack (0043).

Every READ_EVERY_S, and whenever the node bus carries again, all sales that are watched here are read,
item after item. So no screen stays behind for longer, even if the node that should have broadcast a
commit died first.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import structlog
from redis import RedisError

from server.bidding.archive import REQUEST_WAIT_S, Archive, ArchiveUnavailable, answering_within
from server.bidding.hot_state.hot_state import HotState
from server.domain.types import AuctionId, ItemId, Millis
from server.outage import Outage
from server.sockets.sales.feed import SaleFeed
from server.sockets.sales.feeds import SaleFeeds
from server.tasks import cancelled, repeating
from server.use_cases.stores import refused_by_archive, refused_by_hot_state

log = structlog.get_logger(__name__)

READ_EVERY_S = 5.0
RETRY_S = 0.5
IDS_PER_QUERY = 1_000
ITEMS_PER_CALL = 25
"""Items that are read and shown without letting anything else run."""


class SaleReader:
    """Reads sales, one at a time. `resynced` counts rows that a feed had lacked."""

    def __init__(
        self,
        feeds: SaleFeeds,
        hot_state: HotState,
        archive: Archive,
        now: Callable[[], Millis],
    ) -> None:
        self._feeds = feeds
        self._hot_state = hot_state
        self._archive = archive
        self._now = now
        self._one_at_a_time = asyncio.Lock()
        self._filling: dict[AuctionId, asyncio.Task[None]] = {}
        self._wanted = asyncio.Event()
        self._outage = Outage("sales_wait_for_stores", "sales_compared_again")
        self.resynced = 0

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Keep the feeds in step while inside."""
        async with repeating(self._step, name="sale-reader"):
            yield
        for filling in tuple(self._filling.values()):
            await cancelled(filling)

    def read_all_soon(self) -> None:
        """Have all sales read now that are watched here."""
        self._wanted.set()

    async def fill(self, feed: SaleFeed) -> None:
        """Read a sale for its first watchers, once for all that wait; do nothing if that is done.

        Raises Refused `not_found` or `unavailable`.
        """
        if feed.as_of is not None:
            return
        filling = self._filling.get(feed.auction_id)
        if filling is None:
            filling = asyncio.create_task(self._fill(feed), name="sale-fill")
            self._filling[feed.auction_id] = filling
            filling.add_done_callback(lambda _: self._filling.pop(feed.auction_id, None))
        # The task is shared, so the end of one socket does not end it.
        await asyncio.shield(filling)

    async def _fill(self, feed: SaleFeed) -> None:
        async with self._one_at_a_time:
            async with refused_by_archive():
                await self._archive.auction(feed.auction_id)
                as_of = self._now()
                item_ids = await self._item_ids(feed.auction_id)
            with refused_by_hot_state():
                await self._read(feed, item_ids)
            feed.was_read(as_of)

    async def _step(self) -> None:
        try:
            async with asyncio.timeout(READ_EVERY_S):
                await self._wanted.wait()
        except TimeoutError:
            self._feeds.close_unwatched()
        self._wanted.clear()
        try:
            await self._compare_all()
            self._outage.succeeded()
        except RedisError as error:
            self._outage.failed(error=repr(error))
            await asyncio.sleep(RETRY_S)
            self._wanted.set()
        except ArchiveUnavailable as error:
            self._outage.failed(error=repr(error))

    async def _compare_all(self) -> None:
        """Read all sales; raises ArchiveUnavailable at the end if the archive has failed."""
        failure: ArchiveUnavailable | None = None
        for feed in self._feeds.feeds():
            if feed.as_of is None:
                continue
            async with self._one_at_a_time:
                as_of, item_ids = self._now(), None
                try:
                    # An archive that fails is not waited for once for each sale.
                    if failure is None:
                        async with answering_within(REQUEST_WAIT_S):
                            item_ids = await self._item_ids(feed.auction_id)
                except ArchiveUnavailable as error:
                    failure = error
                # The items that are known are read all the same, but others may have been put up.
                known = list(feed.item_ids) if item_ids is None else item_ids
                self.resynced += await self._read(feed, known)
                if item_ids is not None:
                    feed.was_read(as_of)
        if failure is not None:
            raise failure

    async def _item_ids(self, auction_id: AuctionId) -> list[ItemId]:
        """Return the items of a sale, in its order."""
        item_ids: list[ItemId] = []
        while True:
            after = item_ids[-1] if item_ids else None
            found = await self._archive.item_ids(auction_id, after=after, limit=IDS_PER_QUERY)
            item_ids += found
            if len(found) < IDS_PER_QUERY:
                return item_ids

    async def _read(self, feed: SaleFeed, item_ids: list[ItemId]) -> int:
        """Read items, whose news is followed from now on; return how many rows the feed lacked."""
        self._feeds.arrange(feed, item_ids)
        lacked = 0
        for start in range(0, len(item_ids), ITEMS_PER_CALL):
            chunk = item_ids[start : start + ITEMS_PER_CALL]
            seen = await self._hot_state.read_available(chunk)
            for item_id, item in seen.items():
                # The view of an item costs more than all the rest, and most have not changed.
                known = feed.position_of(item_id)
                if known is None or known < item.position:
                    lacked += self._feeds.accept_read(feed, item)
        return lacked

"""The feeds of the sales that are watched on this node.

News of every commit passes each node by (0040). A node that has a watched sale picks out that of the
sale's items, by the room of the entry, before it is decoded. So a bid costs nothing more where nobody
watches its sale, and a sale's room gets no entries of its own except for new items (0169).

Concurrency: it runs in callbacks of the loop. The reader fills the feeds in a task.
"""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Callable, Collection, Iterable
from contextlib import asynccontextmanager
from functools import partial

from server.bidding.hot_state.replies import Snapshot
from server.domain.types import AuctionId, ItemId, Millis
from server.sockets.broadcast.news import News
from server.sockets.broadcast.turns import RoomMessage, Turns
from server.sockets.rooms.manager import Rooms, item_room, room_sale, sale_room
from server.sockets.sales.feed import SaleFeed
from server.sockets.sales.rows import row_of_news, row_of_snapshot

INTERVAL_S = 0.25
"""The least interval between two turns of a sale's room."""
ROWS_TO_ALL_MAX = 500_000
"""Rows that one turn writes, summed over the room's sockets: 500 to 1,000 sockets."""
ROWS_EACH_RANGE = (50, 500)
"""The fewest and the most rows that a turn sends to each socket, if there are as many."""
LINGER_S = 30.0
"""How long a feed is kept after its last watcher has left, so that coming and going reads no sale anew."""
NAME_BYTES = 6


class SaleFeeds:
    """The feeds of this node, by sale and by item."""

    def __init__(self, rooms: Rooms, turns: Turns, now: Callable[[], Millis]) -> None:
        self._rooms = rooms
        self._turns = turns
        self._now = now
        self._feeds: dict[AuctionId, SaleFeed] = {}
        self._feed_of: dict[ItemId, SaleFeed] = {}
        self._interval_timers: dict[AuctionId, asyncio.TimerHandle] = {}
        self._read_soon: Callable[[], None] = _read_later

    @asynccontextmanager
    async def running(self, read_soon: Callable[[], None]) -> AsyncIterator[None]:
        """Send to the rooms while inside. `read_soon` has all sales read again; it may not wait."""
        self._read_soon = read_soon
        with self._rooms.reporting(emptied=self._emptied):
            yield
        for timer in self._interval_timers.values():
            timer.cancel()
        self._interval_timers.clear()
        for feed in self._feeds.values():
            self.schedule(feed)
        self._turns.finish()

    def open(self, auction_id: AuctionId) -> SaleFeed:
        """Return a sale's feed, a new one if the sale has none. Its room has a member."""
        feed = self._feeds.get(auction_id)
        if feed is None:
            feed = SaleFeed(auction_id, secrets.token_hex(NAME_BYTES))
            self._feeds[auction_id] = feed
        feed.emptied_at = None
        return feed

    def get(self, auction_id: AuctionId) -> SaleFeed | None:
        """Return the feed of a sale that is or has lately been watched here."""
        return self._feeds.get(auction_id)

    def feeds(self) -> Collection[SaleFeed]:
        """Return all feeds."""
        return tuple(self._feeds.values())

    def close(self, feed: SaleFeed) -> None:
        """Forget a feed, unless its room has members."""
        if self._rooms.size(sale_room(feed.auction_id)):
            return
        if self._feeds.get(feed.auction_id) is feed:
            del self._feeds[feed.auction_id]
        for item_id in feed.item_ids:
            if self._feed_of.get(item_id) is feed:
                del self._feed_of[item_id]
                self._rooms.followed.discard(item_room(item_id))

    def close_unwatched(self) -> None:
        """Forget the feeds that nobody has watched for LINGER_S."""
        until = time.monotonic() - LINGER_S
        for feed in self.feeds():
            if feed.emptied_at is not None and feed.emptied_at <= until:
                self.close(feed)

    def arrange(self, feed: SaleFeed, item_ids: Iterable[ItemId]) -> None:
        """Set the items of a sale in their order, and follow the news of all of them."""
        for item_id in feed.arrange(item_ids):
            self._feed_of[item_id] = feed
            self._rooms.followed.add(item_room(item_id))

    def accept(self, news: News) -> None:
        """Take the news of a commit, if its item's sale is watched here."""
        if not self._feeds:
            return
        feed = self._feed_of.get(news.item_id)
        if feed is None and news.item is not None:
            feed = self._feeds.get(news.item["auction_id"])
            if feed is not None:
                self.arrange(feed, [*feed.item_ids, news.item_id])
        if feed is not None and feed.accept(row_of_news(news), self._now()):
            self.schedule(feed)

    def accept_read(self, feed: SaleFeed, seen: Snapshot) -> bool:
        """Take an item as it was read; return whether the feed lacked it."""
        lacked = feed.accept(row_of_snapshot(seen), self._now())
        if lacked and feed.as_of is not None:
            self.schedule(feed)
        return lacked

    def begin_epoch(self, item_id: ItemId, epoch: int) -> None:  # noqa: ARG002 - as the fan-out
        """Have a sale read again because one of its items has begun a later epoch (0119)."""
        if item_id in self._feed_of:
            self._read_soon()

    def schedule(self, feed: SaleFeed) -> None:
        """Send a room the rows that it lacks, when its interval is over."""
        if feed.queued or not feed.has_unsent or feed.as_of is None:
            return
        if feed.auction_id in self._interval_timers:
            return
        if self._rooms.size(sale_room(feed.auction_id)):
            feed.queued = True
            self._turns.enqueue(partial(self._begin, feed), partial(self._end, feed))

    def _begin(self, feed: SaleFeed) -> tuple[Collection[str], list[RoomMessage]]:
        later = asyncio.get_running_loop().call_later
        if feed.auction_id not in self._interval_timers:
            self._interval_timers[feed.auction_id] = later(
                INTERVAL_S, self._interval_over, feed.auction_id
            )
        listeners = self._rooms.listeners(sale_room(feed.auction_id))
        least, most = ROWS_EACH_RANGE
        rows_max = min(most, max(least, ROWS_TO_ALL_MAX // max(1, len(listeners))))
        topic = f"sale:{feed.auction_id}"
        return listeners, [("sale", message, topic) for message in feed.take(rows_max)]

    def _end(self, feed: SaleFeed) -> None:
        feed.queued = False
        self.schedule(feed)

    def _interval_over(self, auction_id: AuctionId) -> None:
        del self._interval_timers[auction_id]
        feed = self._feeds.get(auction_id)
        if feed is not None:
            self.schedule(feed)

    def _emptied(self, room: str) -> None:
        auction_id = room_sale(room)
        feed = None if auction_id is None else self._feeds.get(auction_id)
        if feed is not None:
            feed.emptied_at = time.monotonic()


def _read_later() -> None:
    """Read nothing, before the feeds run."""

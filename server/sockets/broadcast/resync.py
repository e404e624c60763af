"""Resync: keeps this node's rooms true to the hot state, whatever the bus has lost.

Every few seconds, whenever the bus carries again, and when a feed lacks something, the items that
are watched here are read from the hot state, many in one call; a room that has been told less is told
the rest. So no screen stays behind for longer than LOOK_EVERY_S, even if the node that should have
told of a commit died first.
"""

import asyncio
from contextlib import AbstractAsyncContextManager

import structlog
from redis import RedisError

from server.bidding.hot_state.hot_state import HotState, Seen
from server.domain.formats import quote
from server.domain.types import ItemId
from server.outage import Outage
from server.sockets.broadcast.fanout import Fanout
from server.sockets.broadcast.feed import Feed
from server.sockets.broadcast.news import snapshot
from server.tasks import repeating

log = structlog.get_logger(__name__)

LOOK_EVERY_S = 5.0
ITEMS_PER_CALL = 100


class Resync:
    """Compares what the rooms have been told with the hot state, in one task."""

    def __init__(self, hot_state: HotState, fanout: Fanout) -> None:
        self._hot_state = hot_state
        self._fanout = fanout
        self._wanted: set[ItemId] = set()
        self._all = False
        self._some = asyncio.Event()
        self._outage = Outage("rooms_wait_for_redis", "rooms_compared_again")
        self.mended = 0

    def running(self) -> AbstractAsyncContextManager[None]:
        """Keep the rooms fresh while inside."""
        return repeating(self._step, name="resync")

    def look_at(self, item_id: ItemId) -> None:
        """Have an item looked at, now."""
        self._wanted.add(item_id)
        self._some.set()

    def look_at_all(self) -> None:
        """Have all items looked at that are watched here, now."""
        self._all = True
        self._some.set()

    async def _step(self) -> None:
        try:
            async with asyncio.timeout(LOOK_EVERY_S):
                await self._some.wait()
        except TimeoutError:
            self._all = True
        self._some.clear()
        wanted, everything = self._wanted, self._all
        self._wanted, self._all = set(), False
        feeds = [f for f in self._fanout.feeds() if everything or f.item_id in wanted]
        try:
            await self._refresh(feeds)
            self._outage.succeeded()
        except RedisError as error:
            self._outage.failed(error=repr(error))

    async def _refresh(self, feeds: list[Feed]) -> None:
        for start in range(0, len(feeds), ITEMS_PER_CALL):
            chunk = feeds[start : start + ITEMS_PER_CALL]
            told = {feed.item_id: feed.told for feed in chunk}
            seen = await self._hot_state.look(list(told))
            behind = [feed for feed in chunk if _is_behind(feed, told[feed.item_id], seen)]
            if behind:
                await self._catch_up(behind)

    async def _catch_up(self, feeds: list[Feed]) -> None:
        """Tell rooms what they lack: all of it, or as many of the latest bids as are at hand."""
        seen = await self._hot_state.look(
            [feed.item_id for feed in feeds], bids_max=self._hot_state.recent_bids_max
        )
        for feed in feeds:
            item = seen.get(feed.item_id)
            if item is not None:
                self._tell(feed, item)

    def _tell(self, feed: Feed, seen: Seen) -> None:
        self.mended += 1
        told, item = feed.told or 0, seen.item
        bids = [bid for bid in seen.bids if bid.seq > told]
        from_seq, complete = told + 1, True
        bid_count = quote(item, seen.now).bid_count
        if seen.recent and len(seen.bids) < bid_count and seen.first_seq > from_seq:
            # Older bids may be missing as well: what comes before these is not claimed.
            from_seq, complete = seen.first_seq, False
        retracted = seen.retracted(since=told)
        news = snapshot(item, from_seq, bids, retracted, now=seen.now, complete=complete)
        self._fanout.accept(news, latest=True)


def _is_behind(feed: Feed, told: int | None, seen: dict[ItemId, Seen]) -> bool:
    """Say whether a room has been told less than stands in the hot state.

    A room that was told more before the hot state was read shows what is not there any more.
    """
    item = seen[feed.item_id].item if feed.item_id in seen else None
    if item is None or told is None:
        return False
    if item.seq < told:
        log.warning("hot_state_went_back", item_id=feed.item_id, told=told, seq=item.seq)
        feed.forget_after(item.seq)
        return False
    return feed.gap or item.seq > (feed.known or 0)

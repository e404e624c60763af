"""Resync: compares this node's rooms with the hot state and sends them the missing news (0043).

The items that are watched here are read from the hot state, many in one call: every few seconds,
whenever the node bus carries again, and when a feed lacks events. A room that has been sent less is
sent the rest. So no screen stays behind for longer than READ_EVERY_S, even if the node that should
have broadcast a commit died first.
"""

import asyncio
from contextlib import AbstractAsyncContextManager

import structlog
from redis import RedisError

from server.bidding.hot_state.hot_state import HotState
from server.bidding.hot_state.replies import Snapshot
from server.domain.formats import quote
from server.domain.types import ItemId, Position
from server.outage import Outage
from server.sockets.broadcast.fanout import Fanout
from server.sockets.broadcast.feed import Feed
from server.sockets.broadcast.news import snapshot
from server.tasks import repeating

log = structlog.get_logger(__name__)

READ_EVERY_S = 5.0
RETRY_S = 0.5
ITEMS_PER_CALL = 100


class Resync:
    """Reads the items that are watched here, in one task. `resynced` counts rooms that were behind."""

    def __init__(self, hot_state: HotState, fanout: Fanout) -> None:
        self._hot_state = hot_state
        self._fanout = fanout
        self._wanted: set[ItemId] = set()
        self._all_wanted = False
        self._any_wanted = asyncio.Event()
        self._outage = Outage("rooms_wait_for_redis", "rooms_compared_again")
        self.resynced = 0

    def running(self) -> AbstractAsyncContextManager[None]:
        """Keep the rooms in step while inside."""
        return repeating(self._step, name="resync")

    def read_soon(self, item_id: ItemId) -> None:
        """Have an item read now."""
        self._wanted.add(item_id)
        self._any_wanted.set()

    def read_all_soon(self) -> None:
        """Have all items read now that are watched here."""
        self._all_wanted = True
        self._any_wanted.set()

    async def _step(self) -> None:
        try:
            async with asyncio.timeout(READ_EVERY_S):
                await self._any_wanted.wait()
        except TimeoutError:
            self._all_wanted = True
        self._any_wanted.clear()
        wanted, everything = self._wanted, self._all_wanted
        self._wanted, self._all_wanted = set(), False
        feeds = [f for f in self._fanout.feeds() if everything or f.item_id in wanted]
        try:
            await self._compare(feeds)
            self._outage.succeeded()
        except RedisError as error:
            self._outage.failed(error=repr(error))
            # A room whose item is being restored is sent it as soon as it can be read.
            self._wanted |= wanted
            self._all_wanted |= everything
            await asyncio.sleep(RETRY_S)
            self._any_wanted.set()

    async def _compare(self, feeds: list[Feed]) -> None:
        for start in range(0, len(feeds), ITEMS_PER_CALL):
            chunk = feeds[start : start + ITEMS_PER_CALL]
            sent = {feed.item_id: feed.position for feed in chunk}
            seen = await self._hot_state.read_available(list(sent))
            behind = [feed for feed in chunk if _is_behind(feed, sent[feed.item_id], seen)]
            if behind:
                await self._catch_up(behind)

    async def _catch_up(self, feeds: list[Feed]) -> None:
        """Send rooms the events that they lack, or as many of the latest bids as the hot state keeps."""
        seen = await self._hot_state.read_available(
            [feed.item_id for feed in feeds], bids_max=self._hot_state.recent_bids_max
        )
        for feed in feeds:
            item = seen.get(feed.item_id)
            if item is not None:
                self._send(feed, item)

    def _send(self, feed: Feed, seen: Snapshot) -> None:
        if not self._fanout.enter(feed, seen.epoch):
            return
        self.resynced += 1
        sent_seq, item = feed.sent_seq or 0, seen.item
        bids = [bid for bid in seen.bids if bid.seq > sent_seq]
        from_seq, complete = sent_seq + 1, True
        bid_count = quote(item, seen.now).bid_count
        if seen.recent and len(seen.bids) < bid_count and seen.first_seq > from_seq:
            # Older bids may be missing as well, so the message does not claim to cover them.
            from_seq, complete = seen.first_seq, False
        retracted = seen.retracted(since=sent_seq)
        news = snapshot(
            item, from_seq, bids, retracted, now=seen.now, epoch=seen.epoch, complete=complete
        )
        self._fanout.accept(news, latest=True)


def _is_behind(feed: Feed, sent: Position | None, seen: dict[ItemId, Snapshot]) -> bool:
    """Return whether a room has been sent less than the hot state holds, or an earlier epoch.

    A room that was sent more of the same epoch, as of before the reading, shows events that no longer
    exist.
    """
    found = seen.get(feed.item_id)
    if found is None or sent is None or found.epoch < feed.epoch:
        return False
    if found.epoch > feed.epoch:
        return True
    if found.position < sent:
        log.warning("hot_state_went_back", item_id=feed.item_id, sent=sent, seq=found.item.seq)
        feed.rewind_to(found.item.seq)
        return False
    return feed.gap or found.item.seq > (feed.known_seq or 0)

"""The fan-out: sends the feeds of items to the sockets of this node, each room in its turn (`turns`).

Without credit a room of more than FEW_SOCKETS is left in peace for MIN_INTERVAL_S after a message (0041).
Events that happen meanwhile are merged into one message. So the interval between two messages to a room
grows with its size and with the load of the loop, up to the longest interval of the turns.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from functools import partial
from itertools import takewhile

from server.domain.types import ItemId, Millis, Position
from server.histogram import Histogram
from server.sockets.broadcast.feed import Feed
from server.sockets.broadcast.news import News
from server.sockets.broadcast.turns import RoomMessage, Turns
from server.sockets.rooms.manager import Rooms, item_room, room_item
from server.tracing.traces import BidKey, Traces
from server.wire.messages import WatcherCount

BIDS_TO_ALL_MAX = 20_000
"""Bids that one broadcast writes, summed over the room's sockets: 200 to 100 sockets, 20 to 1,000."""
BIDS_EACH_MIN = 10
"""Bids that a message carries, if there are as many, however large the room."""
MIN_INTERVAL_S = 0.02
"""The least interval between two messages to a room of many sockets, without credit."""
FEW_SOCKETS = 4
"""The most sockets of a room that keeps no interval: a bid sends most of them an answer or `outbid`, and
the news leaves in the same write (0037)."""
_GRAIN_S = 0.001
"""The grain of the loop's clock."""
GAP_WAIT_S = 0.05
"""How long news waits for news that it has overtaken."""
GAP_READ_WAIT_S = 0.5
"""How long it then waits until the missing events have been read from the hot state."""


class Fanout:
    """The feeds of this node's rooms. Concurrency: it runs in callbacks of the loop, not in a task."""

    def __init__(
        self,
        rooms: Rooms,
        turns: Turns,
        now: Callable[[], Millis],
        traces: Traces | None = None,
        *,
        superseded: Callable[[ItemId, Position], None],
    ) -> None:
        """Record the broadcasts of traced bids in `traces`.

        `superseded` is called with the last event that a room has heard of in an epoch that has ended.
        """
        self._traces = traces
        self._traced: dict[ItemId, list[BidKey]] = {}
        """The traced bids in the messages that are being sent to an item's room."""
        self.lag_s = Histogram()
        """Seconds from the news of a commit to its message to the room's last socket."""
        self.news = 0
        """The news of commits for rooms that have members here."""
        self.broadcasts = 0
        """The messages to rooms that this news was merged into."""
        self._rooms = rooms
        self._turns = turns
        self._now = now
        self._superseded = superseded
        self._feeds: dict[ItemId, Feed] = {}
        self._gap_timers: dict[ItemId, asyncio.TimerHandle] = {}
        self._intervals: dict[ItemId, float] = {}
        """The ends of the intervals of rooms that were sent a message, the next end first."""
        self._interval_timer: asyncio.TimerHandle | None = None
        self._read_missing: Callable[[ItemId], None] = _leave_gap

    @asynccontextmanager
    async def running(self, read_missing: Callable[[ItemId], None]) -> AsyncIterator[None]:
        """Send to the rooms while inside, and at the end all that is still to be sent.

        `read_missing` has an item read from the hot state whose feed lacks events; it may not wait.
        """
        self._read_missing = read_missing
        with self._rooms.reporting(emptied=self._emptied):
            yield
        for feed in self._feeds.values():
            if feed.ready and not feed.queued:
                self._enqueue(feed)
        self._turns.finish()
        for timer in (*self._gap_timers.values(), self._interval_timer):
            if timer is not None:
                timer.cancel()

    def feed(self, item_id: ItemId) -> Feed | None:
        """Return an item's feed; None where no socket of this node watches the item."""
        feed = self._feeds.get(item_id)
        if feed is None and self._rooms.size(item_room(item_id)):
            feed = self._feeds[item_id] = Feed(item_id)
        return feed

    def feeds(self) -> list[Feed]:
        """Return the feeds of all rooms that have members here."""
        return list(self._feeds.values())

    def joined(self, item_id: ItemId, position: Position) -> None:
        """Note that a socket has joined an item's room and knows the item up to `position`."""
        feed = self.feed(item_id)
        if feed is not None:
            heard = feed.heard
            feed.begin_at(position)
            self._read_later_epoch(feed, heard)

    def enter(self, feed: Feed, epoch: int) -> bool:
        """Begin a feed's later epoch, in which its item is being read; return False for an earlier one."""
        heard = feed.heard
        entered = feed.enter(epoch)
        self._note_superseded(feed, heard)
        return entered

    def begin_epoch(self, item_id: ItemId, epoch: int) -> None:
        """Have an item's room sent the item as it stands, because it has begun a later epoch (0119)."""
        feed = self._feeds.get(item_id)
        if feed is not None and feed.sent_seq is not None:
            heard = feed.heard
            feed.enter(epoch)
            self._read_later_epoch(feed, heard)

    def _read_later_epoch(self, feed: Feed, heard: Position | None) -> None:
        """Have the item read if its feed has begun a later epoch than the one that was sent."""
        if self._note_superseded(feed, heard):
            self._read_missing(feed.item_id)

    def _note_superseded(self, feed: Feed, heard: Position | None) -> bool:
        """Note the end of the epoch of `heard`; return whether a later one has begun."""
        if heard is None or feed.epoch <= heard.epoch:
            return False
        self._superseded(feed.item_id, heard)
        return True

    def sent(self, item_id: ItemId) -> Position | None:
        """Return the position up to which an item's room here has been sent everything."""
        feed = self._feeds.get(item_id)
        return None if feed is None else feed.position

    def accept(self, news: News, *, latest: bool = False) -> None:
        """Add news to its feed. `latest` news is read from the hot state: none before it is to come."""
        feed = self.feed(news.item_id)
        if feed is None:
            return
        self.news += 1
        if not feed.waiting_since:
            feed.waiting_since = time.monotonic()
        if latest:
            feed.accept_latest(news)
        else:
            heard = feed.heard
            feed.accept(news)
            self._read_later_epoch(feed, heard)
        self.schedule(feed)

    def schedule(self, feed: Feed) -> None:
        """Send a room its feed as soon as possible, if there is anything to send."""
        if feed.gap and feed.item_id not in self._gap_timers:
            self._wait_for_gap(feed)
        if not feed.ready or feed.queued:
            return
        if feed.item_id not in self._intervals or self._turns.has_credit:
            self._enqueue(feed)

    def run(self) -> None:
        """Send to the rooms whose turn it is."""
        self._turns.run()

    def _enqueue(self, feed: Feed) -> None:
        feed.queued = True
        self._turns.enqueue(partial(self._begin, feed), partial(self._end, feed))

    def _start_interval(self, item_id: ItemId) -> None:
        if item_id in self._intervals:
            return
        loop = asyncio.get_running_loop()
        self._intervals[item_id] = loop.time() + MIN_INTERVAL_S
        # All intervals have the same length, so one timer serves the rooms in turn.
        if self._interval_timer is None:
            self._interval_timer = loop.call_later(MIN_INTERVAL_S, self._intervals_over)

    def _intervals_over(self) -> None:
        """Send the gathered news to the rooms whose intervals are over."""
        loop = asyncio.get_running_loop()
        self._interval_timer = None
        over_by = loop.time() + _GRAIN_S
        over = list(takewhile(lambda each: self._intervals[each] <= over_by, self._intervals))
        for item_id in over:
            del self._intervals[item_id]
            feed = self._feeds.get(item_id)
            if feed is not None:
                self.schedule(feed)
        ends_at = next(iter(self._intervals.values()), None)
        if ends_at is not None:
            self._interval_timer = loop.call_at(ends_at, self._intervals_over)

    def _wait_for_gap(self, feed: Feed) -> None:
        later = asyncio.get_running_loop().call_later
        self._gap_timers[feed.item_id] = later(GAP_WAIT_S, self._read_gap, feed, feed.sent_seq)

    def _read_gap(self, feed: Feed, sent_seq: int | None) -> None:
        """Have the missing events read if the gap has not closed by itself."""
        del self._gap_timers[feed.item_id]
        if feed.gap and feed.sent_seq != sent_seq:
            self._wait_for_gap(feed)
        elif feed.gap:
            later = asyncio.get_running_loop().call_later
            self._gap_timers[feed.item_id] = later(
                GAP_READ_WAIT_S, self._give_up_gap, feed, sent_seq
            )
            self._read_missing(feed.item_id)

    def _give_up_gap(self, feed: Feed, sent_seq: int | None) -> None:
        """Send the news behind a gap. A client sees the gap in the event numbers and asks for the rest."""
        del self._gap_timers[feed.item_id]
        if feed.gap and feed.sent_seq == sent_seq:
            feed.give_up_gap()
        self.schedule(feed)

    def _emptied(self, room: str) -> None:
        item_id = room_item(room)
        if item_id is not None:
            self._feeds.pop(item_id, None)
            self._intervals.pop(item_id, None)
            self._traced.pop(item_id, None)
            timer = self._gap_timers.pop(item_id, None)
            if timer is not None:
                timer.cancel()

    def _begin(self, feed: Feed) -> tuple[Collection[str], list[RoomMessage]]:
        listeners = self._rooms.listeners(item_room(feed.item_id))
        if len(listeners) > FEW_SOCKETS:
            self._start_interval(feed.item_id)
        return listeners, self._messages(feed, len(listeners))

    def _end(self, feed: Feed) -> None:
        feed.queued = False
        if feed.sending_since:
            now = time.monotonic()
            self.lag_s.add(now - feed.sending_since)
            for key in self._traced.pop(feed.item_id, ()):
                self._record(key, feed.sending_since, now)
            feed.sending_since = 0.0
        self.schedule(feed)

    def _messages(self, feed: Feed, listeners: int) -> list[RoomMessage]:
        """Take the messages that a room is to be sent now.

        All bids of a hot item to all sockets of a huge room would be more than a network carries, so
        such a room gets the latest ones only (0044).
        """
        item_id = feed.item_id
        bids_max = max(BIDS_EACH_MIN, BIDS_TO_ALL_MAX // max(1, listeners))
        messages: list[RoomMessage] = []
        taken = feed.take()
        if taken:
            self.broadcasts += len(taken)
            feed.sending_since, feed.waiting_since = feed.waiting_since, 0.0
            if self._traces is not None:
                bids = ((item_id, bid["bid_id"]) for news in taken for bid in news.bids)
                self._traced[item_id] = self._traces.chosen(bids)
        for news in taken:
            new_bid = news.latest(bids_max).new_bid()
            if new_bid is not None:
                messages.append(("new_bid", new_bid, f"new_bid:{item_id}"))
            item = None if news.item is None else news.item_at(self._now())
            if item is not None:
                messages.append(("item", item, f"item:{item_id}"))
        count = feed.take_watchers()
        if count is not None:
            message = WatcherCount(item_id=item_id, count=count)
            messages.append(("watchers", message, f"watchers:{item_id}"))
        return messages

    def _record(self, key: BidKey, since: float, now: float) -> None:
        assert self._traces is not None, "bids are chosen by the traces"
        sockets = self._rooms.size(item_room(ItemId(key[0])))
        self._traces.stage("broadcast", key, since, now, sockets=sockets)


def _leave_gap(item_id: ItemId) -> None:
    """Leave a gap as it is, before the fan-out runs."""

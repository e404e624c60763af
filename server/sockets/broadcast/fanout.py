"""The fan-out: sends the feeds to the sockets of this node, in slices, within its part of the loop's time.

News is sent at once as long as the fan-out has credit, which it earns while the loop is idle (0130). On
a busy loop it takes a share instead (0041): it pauses after each slice, and leaves a room in peace for
MIN_INTERVAL_S after a message. Events that happen meanwhile are merged into one message. So the interval
between two messages to a room grows with its size and with the load of the loop, up to
`interval_max_ms`; a broadcast that takes longer than this is sent without pauses.
"""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from itertools import islice

from server.domain.types import ItemId, Millis, Position
from server.sockets.broadcast.credit import IdleCredit
from server.sockets.broadcast.feed import Feed
from server.sockets.broadcast.news import News
from server.sockets.rooms.delivery import SLICE, Delivery
from server.sockets.rooms.manager import Rooms, item_room, room_item
from server.wire.messages import WatcherCount

SHARE = 0.4
"""The part of a busy loop's time that fan-out may take."""
BIDS_TO_ALL_MAX = 20_000
"""Bids that one broadcast writes, summed over the room's sockets: 200 to 100 sockets, 20 to 1,000."""
BIDS_EACH_MIN = 10
"""Bids that a message carries, if there are as many, however large the room."""
MIN_INTERVAL_S = 0.02
"""The least interval between two messages to a room, without credit."""
GAP_WAIT_S = 0.05
"""How long news waits for news that it has overtaken."""
GAP_READ_WAIT_S = 0.5
"""How long it then waits until the missing events have been read from the hot state."""

RoomMessage = tuple[str, object, str]
"""Event, argument, and the topic by which the delivery replaces older messages."""


@dataclass(slots=True)
class _Turn:
    """One room's turn. Once begun, it has the room's messages and the members still to be sent them."""

    feed: Feed
    messages: list[RoomMessage] = field(default_factory=list)
    members: Iterator[str] | None = None
    begun_at: float = float("inf")


class Fanout:
    """The feeds of this node's rooms. Concurrency: it runs in callbacks of the loop, not in a task."""

    def __init__(
        self,
        rooms: Rooms,
        delivery: Delivery,
        now: Callable[[], Millis],
        *,
        interval_max_ms: int,
    ) -> None:
        self._rooms = rooms
        self._delivery = delivery
        self._now = now
        self._interval_max_s = interval_max_ms / 1000
        self._feeds: dict[ItemId, Feed] = {}
        self._queue: deque[_Turn] = deque()
        self._gap_timers: dict[ItemId, asyncio.TimerHandle] = {}
        self._interval_timers: dict[ItemId, asyncio.TimerHandle] = {}
        self._next_run: asyncio.Handle | None = None
        self._pause_ends_at = 0.0
        self._credit = IdleCredit()
        self.deliveries = 0
        self._read_missing: Callable[[ItemId], None] = _leave_gap

    @asynccontextmanager
    async def running(self, read_missing: Callable[[ItemId], None]) -> AsyncIterator[None]:
        """Send to the rooms while inside, and at the end all that is still to be sent.

        `read_missing` has an item read from the hot state whose feed lacks events; it may not wait.
        """
        self._read_missing = read_missing
        with self._rooms.reporting(emptied=self._emptied):
            yield
        self._cancel_next_run()
        for feed in self._feeds.values():
            if feed.ready and not feed.queued:
                self._enqueue(feed)
        while self._queue:
            self._send_slice()
        self._cancel_next_run()
        for timer in (*self._gap_timers.values(), *self._interval_timers.values()):
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
            with self._reading_later_epoch(feed):
                feed.begin_at(position)

    def begin_epoch(self, item_id: ItemId, epoch: int) -> None:
        """Have an item's room sent the item as it stands, because it has begun a later epoch (0119)."""
        feed = self._feeds.get(item_id)
        if feed is not None and feed.sent_seq is not None:
            with self._reading_later_epoch(feed):
                feed.enter(epoch)

    @contextmanager
    def _reading_later_epoch(self, feed: Feed) -> Iterator[None]:
        """Have the item read if its feed begins a later epoch while inside."""
        before = feed.position
        yield
        if before is not None and feed.epoch > before.epoch:
            self._read_missing(feed.item_id)

    def sent(self, item_id: ItemId) -> Position | None:
        """Return the position up to which an item's room here has been sent everything."""
        feed = self._feeds.get(item_id)
        return None if feed is None else feed.position

    def accept(self, news: News, *, latest: bool = False) -> None:
        """Add news to its feed. `latest` news is read from the hot state: none before it is to come."""
        feed = self.feed(news.item_id)
        if feed is None:
            return
        if latest:
            feed.accept_latest(news)
        else:
            with self._reading_later_epoch(feed):
                feed.accept(news)
        self.schedule(feed)

    def schedule(self, feed: Feed) -> None:
        """Send a room its feed as soon as possible, if there is anything to send."""
        if feed.gap and feed.item_id not in self._gap_timers:
            self._wait_for_gap(feed)
        if not feed.ready or feed.queued:
            return
        if feed.item_id not in self._interval_timers or self._credit.left_s > 0:
            self._enqueue(feed)

    def run(self) -> None:
        """Send to the rooms whose turn it is: at once with credit, or when the present pause is over."""
        self._cancel_next_run()
        if not self._queue:
            return
        left_s = self._pause_ends_at - time.perf_counter()
        if left_s > 0 and self._credit.left_s <= 0:
            self._next_run = asyncio.get_running_loop().call_later(left_s, self.run)
            return
        began = time.perf_counter()
        try:
            self._send_slice()
        finally:
            ended = time.perf_counter()
            self._credit.spend(ended - began)
            self._pause_ends_at = ended + self._pause_s(ended - began)
            self._run_soon()

    def _enqueue(self, feed: Feed) -> None:
        feed.queued = True
        self._queue.append(_Turn(feed))
        self._run_soon()

    def _run_soon(self) -> None:
        if self._next_run is None and self._queue:
            self._next_run = asyncio.get_running_loop().call_soon(self.run)

    def _cancel_next_run(self) -> None:
        if self._next_run is not None:
            self._next_run.cancel()
            self._next_run = None

    def _pause_s(self, spent_s: float) -> float:
        """Return how long the loop is left to others after a slice that took `spent_s`."""
        oldest = min((turn.begun_at for turn in self._queue), default=float("inf"))
        late = time.monotonic() - oldest > self._interval_max_s
        return 0 if late else spent_s * (1 - SHARE) / SHARE

    def _start_interval(self, item_id: ItemId) -> None:
        if item_id not in self._interval_timers:
            later = asyncio.get_running_loop().call_later
            self._interval_timers[item_id] = later(MIN_INTERVAL_S, self._interval_over, item_id)

    def _interval_over(self, item_id: ItemId) -> None:
        del self._interval_timers[item_id]
        feed = self._feeds.get(item_id)
        if feed is not None:
            self.schedule(feed)

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
        """Send what is there: a client sees the gap in the event numbers and asks for the rest."""
        del self._gap_timers[feed.item_id]
        if feed.gap and feed.sent_seq == sent_seq:
            feed.give_up_gap()
        self.schedule(feed)

    def _emptied(self, room: str) -> None:
        item_id = room_item(room)
        if item_id is not None:
            self._feeds.pop(item_id, None)
            for timers in (self._gap_timers, self._interval_timers):
                timer = timers.pop(item_id, None)
                if timer is not None:
                    timer.cancel()

    def _send_slice(self) -> None:
        """Send to up to SLICE sockets, of the rooms whose turn it is."""
        left = SLICE
        while left > 0 and self._queue:
            left -= max(1, self._send_to(self._queue.popleft(), left))

    def _send_to(self, turn: _Turn, limit: int) -> int:
        """Send to up to `limit` members of a room and return how many; the others wait for a next turn."""
        if turn.members is None:
            self._begin(turn)
        assert turn.members is not None
        members = list(islice(turn.members, limit))
        turn.feed.queued = False
        for event, argument, topic in turn.messages:
            self._delivery.send(members, event, argument, topic=topic)
            self.deliveries += len(members)
        if len(members) == limit:
            turn.feed.queued = True
            self._queue.append(turn)
        else:
            self.schedule(turn.feed)
        return len(members)

    def _begin(self, turn: _Turn) -> None:
        turn.begun_at = time.monotonic()
        self._start_interval(turn.feed.item_id)
        listeners = self._rooms.listeners(item_room(turn.feed.item_id))
        turn.members = iter(listeners)
        turn.messages = self._messages(turn.feed, len(listeners))

    def _messages(self, feed: Feed, listeners: int) -> list[RoomMessage]:
        """Take the messages that a room is to be sent now.

        All bids of a hot item to all sockets of a huge room would be more than a network carries, so
        such a room gets the latest ones only (0044).
        """
        item_id = feed.item_id
        bids_max = max(BIDS_EACH_MIN, BIDS_TO_ALL_MAX // max(1, listeners))
        messages: list[RoomMessage] = []
        for news in feed.take():
            new_bid, item = news.latest(bids_max).new_bid(), news.item_at(self._now())
            if new_bid is not None:
                messages.append(("new_bid", new_bid, f"new_bid:{item_id}"))
            if item is not None:
                messages.append(("item", item, f"item:{item_id}"))
        count = feed.take_watchers()
        if count is not None:
            message = WatcherCount(item_id=item_id, count=count)
            messages.append(("watchers", message, f"watchers:{item_id}"))
        return messages


def _leave_gap(item_id: ItemId) -> None:
    """Leave a gap as it is, before the fan-out runs."""

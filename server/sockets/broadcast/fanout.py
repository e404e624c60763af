"""The fan-out: tells this node's sockets what there is to tell, room by room, at a pace.

A small quiet room is told at once, and then not again before REST_S: nobody sees more. A room of
thousands is told in slices, with pauses between them in which the loop belongs to the bidders; what
happens to its item meanwhile is one message afterwards. So the interval between two messages to a room
grows with its size and with all else that the loop has to do, up to `interval_max_ms`; beyond that the
pauses are left out.
"""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import islice

from server.domain.types import ItemId, Millis
from server.sockets.broadcast.feed import Feed
from server.sockets.broadcast.news import News
from server.sockets.rooms.delivery import Delivery
from server.sockets.rooms.manager import Rooms, item_room, room_item
from server.wire.messages import WatcherCount

SLICE = 256
"""Sockets that are told between two looks at everything else."""
SHARE = 0.4
"""The part of the loop's time that fan-out may take."""
BIDS_TO_ALL_MAX = 20_000
"""Bids that one broadcast writes, summed over the room's sockets: 200 to 100 sockets, 20 to 1,000."""
BIDS_EACH_MIN = 10
"""Bids that a message carries, if there are as many, however large the room."""
REST_S = 0.02
"""The least interval between two messages to a room: what happens meanwhile is one message."""
PATIENCE_S = 0.05
"""How long news waits for news that it has overtaken."""
HOPE_S = 0.5
"""How long it then waits for the hot state to tell what is missing."""

Message = tuple[str, object, str]
"""Event, argument, and the topic that the delivery replaces old messages by."""


@dataclass(slots=True)
class _Turn:
    """A room's turn: once begun, its messages and the members still to come."""

    feed: Feed
    messages: list[Message] = field(default_factory=list)
    members: Iterator[str] | None = None
    begun_at: float = float("inf")


class Fanout:
    """The feeds of this node's rooms, and the task that tells them."""

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
        self._line: deque[_Turn] = deque()
        self._patient: dict[ItemId, asyncio.TimerHandle] = {}
        self._resting: dict[ItemId, asyncio.TimerHandle] = {}
        self._next: asyncio.Handle | None = None
        """What goes on with the line, soon or after the pause."""
        self._pause_ends_at = 0.0
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
        self._stop()
        for feed in self._feeds.values():
            if feed.ready and not feed.in_line:
                self._line_up(feed)
        while self._line:
            self._tell_some()
        self._stop()
        for timer in (*self._patient.values(), *self._resting.values()):
            timer.cancel()

    def feed(self, item_id: ItemId) -> Feed | None:
        """Return an item's feed; None where nobody here watches the item."""
        feed = self._feeds.get(item_id)
        if feed is None and self._rooms.size(item_room(item_id)):
            feed = self._feeds[item_id] = Feed(item_id)
        return feed

    def feeds(self) -> list[Feed]:
        """Return the feeds of all rooms that have members here."""
        return list(self._feeds.values())

    def joined(self, item_id: ItemId, seq: int) -> None:
        """Note that a socket has joined an item's room and knows the item up to `seq`."""
        feed = self.feed(item_id)
        if feed is not None:
            feed.begin_at(seq)

    def told(self, item_id: ItemId) -> int | None:
        """Return the event number up to which an item's room here has been told."""
        feed = self._feeds.get(item_id)
        return None if feed is None else feed.told

    def accept(self, news: News, *, latest: bool = False) -> None:
        """Take in news; `latest` when it comes from the hot state and nothing before it is to come."""
        feed = self.feed(news.item_id)
        if feed is None:
            return
        if latest:
            feed.accept_latest(news)
        else:
            feed.accept(news)
        self.look_at(feed)

    def look_at(self, feed: Feed) -> None:
        """Tell a room as soon as may be, if there is anything to tell it."""
        if feed.gap and feed.item_id not in self._patient:
            self._be_patient(feed)
        if feed.ready and not feed.in_line and feed.item_id not in self._resting:
            self._line_up(feed)

    def _line_up(self, feed: Feed) -> None:
        feed.in_line = True
        self._line.append(_Turn(feed))
        self._go_on_soon()

    def _rest(self, item_id: ItemId) -> None:
        if item_id not in self._resting:
            later = asyncio.get_running_loop().call_later
            self._resting[item_id] = later(REST_S, self._rested, item_id)

    def _rested(self, item_id: ItemId) -> None:
        del self._resting[item_id]
        feed = self._feeds.get(item_id)
        if feed is not None:
            self.look_at(feed)

    def _be_patient(self, feed: Feed) -> None:
        later = asyncio.get_running_loop().call_later
        self._patient[feed.item_id] = later(PATIENCE_S, self._ask, feed, feed.told)

    def _ask(self, feed: Feed, told: int | None) -> None:
        """Have a gap mended that has not closed by itself."""
        del self._patient[feed.item_id]
        if feed.gap and feed.told != told:
            self._be_patient(feed)
        elif feed.gap:
            later = asyncio.get_running_loop().call_later
            self._patient[feed.item_id] = later(HOPE_S, self._give_up, feed, told)
            self._read_missing(feed.item_id)

    def _give_up(self, feed: Feed, told: int | None) -> None:
        """Tell what is known; a client sees the gap, and asks."""
        del self._patient[feed.item_id]
        if feed.gap and feed.told == told:
            feed.lose_patience()
        self.look_at(feed)

    def _emptied(self, room: str) -> None:
        item_id = room_item(room)
        if item_id is not None:
            self._feeds.pop(item_id, None)
            for timers in (self._patient, self._resting):
                timer = timers.pop(item_id, None)
                if timer is not None:
                    timer.cancel()

    def go_on(self) -> None:
        """Tell those whose turn it is, at once or after the pause that is under way."""
        self._stop()
        if not self._line:
            return
        left_s = self._pause_ends_at - time.perf_counter()
        if left_s > 0:
            self._next = asyncio.get_running_loop().call_later(left_s, self.go_on)
            return
        began = time.perf_counter()
        try:
            self._tell_some()
        finally:
            ended = time.perf_counter()
            self._pause_ends_at = ended + self._pause(ended - began)
            self._go_on_soon()

    def _go_on_soon(self) -> None:
        if self._next is None and self._line:
            self._next = asyncio.get_running_loop().call_soon(self.go_on)

    def _stop(self) -> None:
        if self._next is not None:
            self._next.cancel()
            self._next = None

    def _pause(self, spent_s: float) -> float:
        """Return how long to leave the loop to others, in seconds."""
        oldest = min((turn.begun_at for turn in self._line), default=float("inf"))
        late = time.monotonic() - oldest > self._interval_max_s
        return 0 if late else spent_s * (1 - SHARE) / SHARE

    def _tell_some(self) -> None:
        """Tell up to SLICE sockets, of the rooms whose turn it is."""
        left = SLICE
        while left > 0 and self._line:
            left -= max(1, self._tell(self._line.popleft(), left))

    def _tell(self, turn: _Turn, limit: int) -> int:
        """Tell up to `limit` members of a room and return how many; the rest has to line up again."""
        if turn.members is None:
            turn.begun_at = time.monotonic()
            self._rest(turn.feed.item_id)
            listeners = self._rooms.listeners(item_room(turn.feed.item_id))
            turn.members = iter(listeners)
            turn.messages = self._messages(turn.feed, len(listeners))
        members = list(islice(turn.members, limit))
        turn.feed.in_line = False
        for event, argument, topic in turn.messages:
            self._delivery.send(members, event, argument, topic=topic)
            self.deliveries += len(members)
        if len(members) == limit:
            turn.feed.in_line = True
            self._line.append(turn)
        else:
            self.look_at(turn.feed)
        return len(members)

    def _messages(self, feed: Feed, listeners: int) -> list[Message]:
        """Take what a room is to be told now.

        All bids of a hot item to all sockets of a huge room are more than any network carries: such
        a room is told the latest.
        """
        item_id = feed.item_id
        bids_max = max(BIDS_EACH_MIN, BIDS_TO_ALL_MAX // max(1, listeners))
        messages: list[Message] = []
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

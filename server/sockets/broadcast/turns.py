"""Turns: the rooms of this node that are sent messages, in slices, within a part of the loop's time.

A room's messages are sent at once as long as there is credit, which is earned while the loop is idle
(0130). On a busy loop the turns take a share instead (0041) and pause after each slice. A broadcast that
takes longer than `interval_max_ms` is sent without pauses.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from itertools import islice

from server.sockets.broadcast.credit import IdleCredit
from server.sockets.rooms.delivery import SLICE, Delivery

SHARE = 0.4
"""The part of a busy loop's time that fan-out may take."""

RoomMessage = tuple[str, object, str]
"""Event, argument, and the topic by which the delivery replaces older messages."""
Begin = Callable[[], tuple[Collection[str], list[RoomMessage]]]
"""Takes a room's messages, and the Engine.IO sids of its members, when its turn begins."""


@dataclass(slots=True)
class _Turn:
    """One room's turn. Once begun, it has the room's messages and the members still to be sent them."""

    begin: Begin
    end: Callable[[], None]
    messages: list[RoomMessage] = field(default_factory=list)
    members: Iterator[str] | None = None
    begun_at: float = float("inf")


class Turns:
    """The queue of rooms with messages. Concurrency: it runs in callbacks of the loop, not in a task."""

    def __init__(self, delivery: Delivery, *, interval_max_ms: int) -> None:
        self._delivery = delivery
        self._interval_max_s = interval_max_ms / 1000
        self._queue: deque[_Turn] = deque()
        self._next_run: asyncio.Handle | None = None
        self._pause_ends_at = 0.0
        self._credit = IdleCredit()
        self.deliveries = 0

    @property
    def has_credit(self) -> bool:
        """Whether the loop has lately been idle, so that no interval between messages need be kept."""
        return self._credit.left_s > 0

    def enqueue(self, begin: Begin, end: Callable[[], None]) -> None:
        """Give a room a turn. `end` is called when all of its members have been sent its messages."""
        self._queue.append(_Turn(begin, end))
        self._run_soon()

    def run(self) -> None:
        """Send to the rooms whose turn it is: at once with credit, or when the present pause is over."""
        self._cancel_next_run()
        if not self._queue:
            return
        left_s = self._pause_ends_at - time.perf_counter()
        if left_s > 0 and not self.has_credit:
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

    def finish(self) -> None:
        """Send everything that is still in the queue, without a pause."""
        self._cancel_next_run()
        while self._queue:
            self._send_slice()
        self._cancel_next_run()

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

    def _send_slice(self) -> None:
        """Send to up to SLICE sockets, of the rooms whose turn it is."""
        left = SLICE
        while left > 0 and self._queue:
            left -= max(1, self._send_to(self._queue.popleft(), left))

    def _send_to(self, turn: _Turn, limit: int) -> int:
        """Send to up to `limit` members of a room and return how many; the others wait for a next turn."""
        if turn.members is None:
            turn.begun_at = time.monotonic()
            listeners, turn.messages = turn.begin()
            turn.members = iter(listeners)
        members = list(islice(turn.members, limit))
        count = len(members)
        for event, argument, topic in turn.messages:
            self._delivery.send(members, event, argument, topic=topic)
            self.deliveries += count
        if count == limit:
            self._queue.append(turn)
        else:
            turn.end()
        return count

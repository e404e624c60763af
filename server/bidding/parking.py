"""Parked items: those whose round is put off until a timer fires, or until their lock is handed over."""

import asyncio
import time
from collections.abc import Callable

from server.bidding.counters import Counters
from server.domain.types import ItemId

_TIMER_SLACK_S = 0.001
"""A timer may fire early by the grain of the clock. After this much more the time has surely passed."""


class Parking:
    """The timers of parked items."""

    def __init__(self, counters: Counters) -> None:
        self._counters = counters
        self._timers: dict[ItemId, tuple[asyncio.TimerHandle, float, Callable[[], None]]] = {}
        """Each timer, the moment on `time.monotonic()` at which its item was parked, and its `time_out`."""

    def park(self, item_id: ItemId, wait_s: float, time_out: Callable[[], None]) -> None:
        """Call `time_out` after `wait_s` seconds, unless the item leaves before."""
        delay_s = max(0, wait_s) + _TIMER_SLACK_S
        timer = asyncio.get_running_loop().call_later(delay_s, self._outwait, item_id, time_out)
        self._timers[item_id] = timer, time.monotonic(), time_out

    def leave(self, item_id: ItemId) -> None:
        """Cancel an item's timer, and count how long the item was parked."""
        timer, parked_at, _ = self._timers.pop(item_id)
        timer.cancel()
        self._counters.parked_s.add(time.monotonic() - parked_at)

    def end_all(self) -> None:
        """Let the time of every parked item be over."""
        for item_id, (_, _, time_out) in list(self._timers.items()):
            self.leave(item_id)
            time_out()

    def cancel(self) -> None:
        """Cancel all timers."""
        for timer, _, _ in self._timers.values():
            timer.cancel()

    def _outwait(self, item_id: ItemId, time_out: Callable[[], None]) -> None:
        self._counters.locks_outwaited += 1
        self.leave(item_id)
        time_out()

"""The timer wheel: one timer for all sockets of a node, on the monotonic clock.

A visit is put in a slot and made when the wheel has turned so far. Nothing is ever taken out: a visit to a
socket that is gone does nothing and asks for no other.
"""

import asyncio
import math
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import structlog

log = structlog.get_logger(__name__)

TICK_S = 0.1
SPAN_S = 60.0
CATCH_UP_TICKS_MAX = 2
"""Ticks done at once. A process that was paused goes on where it was: its pause is not held against its
sockets, whose answers wait unread."""


Visit = Callable[[], float | None]
"""Does what is due; returns the seconds until it wants to be called again, None for never."""


class TimerWheel:
    """Makes visits at about the time they were asked for: never early, late by a tick or the loop's lag."""

    def __init__(self, tick_s: float = TICK_S) -> None:
        self._tick_s = tick_s
        self._slots: list[list[Visit]] = [[] for _ in range(math.ceil(SPAN_S / tick_s) + 1)]
        self._at = 0

    @asynccontextmanager
    async def turning(self) -> AsyncIterator[None]:
        """Turn while inside."""
        task = asyncio.create_task(self._turn(), name="wheel")
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait([task])

    def add(self, visit: Visit, delay_s: float) -> None:
        """Make a visit after `delay_s`, at most SPAN_S."""
        ticks = min(max(math.ceil(delay_s / self._tick_s), 1), len(self._slots) - 1)
        self._slots[(self._at + ticks) % len(self._slots)].append(visit)

    async def _turn(self) -> None:
        loop = asyncio.get_running_loop()
        done = loop.time()
        while True:
            await asyncio.sleep(self._tick_s)
            passed = int((loop.time() - done) / self._tick_s)
            for _ in range(min(passed, CATCH_UP_TICKS_MAX)):
                self.tick()
            late = passed > CATCH_UP_TICKS_MAX
            done = loop.time() if late else done + passed * self._tick_s

    def tick(self) -> None:
        """Turn the wheel by a slot and make its visits."""
        self._at = (self._at + 1) % len(self._slots)
        visits, self._slots[self._at] = self._slots[self._at], []
        for visit in visits:
            try:
                delay_s = visit()
            except Exception:
                log.exception("visit_failed")
                continue
            if delay_s is not None:
                self.add(visit, delay_s)

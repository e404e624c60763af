"""The timer wheel: one timer for all sockets of a node, on the monotonic clock.

A callback is put in the slot of the tick at which it is due. Callbacks cannot be cancelled: the callback
of a closed socket does nothing and is not scheduled again.
"""

import asyncio
import math
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import structlog

log = structlog.get_logger(__name__)

TICK_S = 0.1
SPAN_S = 60.0
"""The longest delay."""
CATCH_UP_TICKS_MAX = 2
"""Ticks made at once when the process was paused. The rest of the pause is not counted, since the pongs
that sockets sent meanwhile have not been read yet."""
_SPARE_SLOTS = CATCH_UP_TICKS_MAX + 2

Callback = Callable[[], float | None]
"""Returns the seconds after which it is to be called again, or None for never."""


class TimerWheel:
    """Calls callbacks after a delay: never early, late by up to a tick and the loop's lag."""

    def __init__(self, tick_s: float = TICK_S) -> None:
        self._tick_s = tick_s
        self._slots: list[list[Callback]] = [
            [] for _ in range(math.ceil(SPAN_S / tick_s) + _SPARE_SLOTS)
        ]
        self._now = 0
        self._ticked_at: float | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Call callbacks while inside."""
        task = asyncio.create_task(self._run(), name="timer-wheel")
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait([task])

    def add(self, callback: Callback, delay_s: float) -> None:
        """Schedule a callback; a delay above SPAN_S counts as SPAN_S."""
        if self._ticked_at is not None:
            # Part of the current tick has passed already, and more than a tick if the loop was busy.
            delay_s = min(delay_s, SPAN_S) + asyncio.get_running_loop().time() - self._ticked_at
        ticks = min(max(math.ceil(delay_s / self._tick_s), 1), len(self._slots) - 1)
        self._slots[(self._now + ticks) % len(self._slots)].append(callback)

    def tick(self) -> None:
        """Advance by one slot and call its callbacks."""
        self._now = (self._now + 1) % len(self._slots)
        due, self._slots[self._now] = self._slots[self._now], []
        for callback in due:
            try:
                delay_s = callback()
            except Exception:
                log.exception("timer_failed")
                continue
            if delay_s is not None:
                self.add(callback, delay_s)

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        self._ticked_at = loop.time()
        while True:
            await asyncio.sleep(self._tick_s)
            passed = int((loop.time() - self._ticked_at) / self._tick_s)
            for _ in range(min(passed, CATCH_UP_TICKS_MAX)):
                self._ticked_at += self._tick_s
                self.tick()
            if passed > CATCH_UP_TICKS_MAX:
                self._ticked_at = loop.time()

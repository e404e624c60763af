"""The lag of the event loop: how late a task runs that only sleeps.

Everything on a node waits for its one loop, so the lag is part of every answer and every broadcast.
"""

import asyncio
import math
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from server.histogram import Histogram
from server.tasks import repeating

MEASURE_EVERY_S = 0.1


class LoopLag:
    """Measures the lag ten times a second while it is running."""

    def __init__(self) -> None:
        self.seconds = Histogram()
        self.latest_s = 0.0
        self._wake_at = math.inf

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Measure while inside."""
        async with repeating(self.measure, name="loop-lag"):
            yield

    def present_s(self) -> float:
        """Return the last lag, or how late the next measurement already is (0202)."""
        return max(self.latest_s, time.monotonic() - self._wake_at)

    async def measure(self) -> None:
        """Sleep once, and count how much longer it took."""
        # The clock of the loop stands still during a turn.
        self._wake_at = time.monotonic() + MEASURE_EVERY_S
        await asyncio.sleep(MEASURE_EVERY_S)
        self.latest_s = max(0.0, time.monotonic() - self._wake_at)
        self._wake_at = math.inf
        self.seconds.add(self.latest_s)

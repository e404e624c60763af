"""The lag of the event loop: how late a task runs that only sleeps.

Everything on a node waits for its one loop, so the lag is part of every answer and every broadcast.
"""

import asyncio
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

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Measure while inside."""
        async with repeating(self.measure, name="loop-lag"):
            yield

    async def measure(self) -> None:
        """Sleep once, and count how much longer it took."""
        loop = asyncio.get_running_loop()
        wake_at = loop.time() + MEASURE_EVERY_S
        await asyncio.sleep(MEASURE_EVERY_S)
        self.latest_s = max(0.0, loop.time() - wake_at)
        self.seconds.add(self.latest_s)

"""How long tests wait for an effect that must eventually come, on a machine of any speed (0066, 0226)."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

WAIT_MAX_S = 20
"""Enough for a busy machine; a test that passes does not wait this long."""
STEP_MIN_S, STEP_MAX_S = 0.05, 1.0
"""The times after which a limit looks again for the share of the CPU time."""
SHARE_MIN = 0.05
"""The least share of the CPU time that counts, so that every wait ends."""
NS_PER_S = 1e9


async def eventually(condition: Callable[[], object], timeout_s: float = WAIT_MAX_S) -> None:
    """Wait until a condition holds; raises TimeoutError."""
    async with asyncio.timeout(timeout_s):
        while not condition():
            await asyncio.sleep(0.005)


class TimeLeft:
    """The time since the beginning that other programs have left to the tests.

    It counts by the share of the CPU time that this process wanted and got.
    Its children get about the same share.
    """

    def __init__(self) -> None:
        self._at = time.monotonic()
        self._ran_s, self._waited_s = scheduled(os.getpid())

    def seconds(self) -> float:
        """Return the time in seconds."""
        ran_s, waited_s = scheduled(os.getpid())
        passed_s = time.monotonic() - self._at
        return passed_s * share(ran_s - self._ran_s, waited_s - self._waited_s)


@asynccontextmanager
async def time_limit(seconds: float) -> AsyncIterator[None]:
    """Raise TimeoutError inside once other programs have left so many seconds to the tests."""
    left = TimeLeft()

    async def expire() -> None:
        while (remaining_s := seconds - left.seconds()) > 0:
            await asyncio.sleep(min(max(remaining_s, STEP_MIN_S), STEP_MAX_S))
        limit.reschedule(asyncio.get_running_loop().time())

    async with asyncio.timeout(None) as limit:
        expiring = asyncio.create_task(expire())
        try:
            yield
        finally:
            expiring.cancel()


def share(ran_s: float, waited_s: float) -> float:
    """Return the share of the CPU time that processes wanted and got."""
    return max(ran_s / (ran_s + waited_s), SHARE_MIN) if ran_s > 0 else 1.0


def scheduled(pid: int) -> tuple[float, float]:
    """Return the seconds for which a process ran, and for which it waited for a CPU."""
    try:
        ran_ns, waited_ns, _ = Path(f"/proc/{pid}/schedstat").read_text().split()
    except OSError:
        return 0.0, 0.0
    return int(ran_ns) / NS_PER_S, int(waited_ns) / NS_PER_S

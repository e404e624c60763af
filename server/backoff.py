"""Growing waits between the retries of one operation.

A leaf of the house: everything may use it, it uses nothing.
"""

import asyncio

FIRST_MS = 50
LONGEST_MS = 2_000


class Backoff:
    """Waits FIRST_MS, then twice as long each time, up to `longest_ms`."""

    def __init__(self, *, longest_ms: int = LONGEST_MS) -> None:
        self.next_ms = FIRST_MS
        self._longest_ms = longest_ms

    def reset(self) -> None:
        """Start again with the shortest wait, after a success."""
        self.next_ms = FIRST_MS

    async def wait(self) -> None:
        """Wait before the next try."""
        wait_ms, self.next_ms = self.next_ms, min(2 * self.next_ms, self._longest_ms)
        await asyncio.sleep(wait_ms / 1000)

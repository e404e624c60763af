"""Growing waits between the retries of one operation."""

import asyncio

FIRST_MS = 50
LONGEST_MS = 2_000


class Backoff:
    """Waits FIRST_MS, then twice as long each time, up to LONGEST_MS."""

    def __init__(self) -> None:
        self.next_ms = FIRST_MS

    def reset(self) -> None:
        """Start again with the shortest wait, after a success."""
        self.next_ms = FIRST_MS

    async def wait(self) -> None:
        """Wait before the next try."""
        wait_ms, self.next_ms = self.next_ms, min(2 * self.next_ms, LONGEST_MS)
        await asyncio.sleep(wait_ms / 1000)

"""The server's single clock: Redis', followed between its replies by this machine's monotonic clock."""

import time

from server.domain.types import Millis


class RedisClock:
    """An estimate of Redis' clock, anew with every reply that carries it.

    A reply says what Redis' clock was at some moment between sending and receiving; taking the
    middle is wrong by at most half the round trip.
    """

    def __init__(self) -> None:
        self._offset_ms = time.time() * 1000 - time.monotonic() * 1000

    def observe(self, now: Millis, sent: float) -> None:
        """Take in that Redis said `now` (ms) to a call sent at `time.monotonic()` = `sent` (s)."""
        middle_ms = (sent + time.monotonic()) * 500
        self._offset_ms = now - middle_ms

    def now(self) -> Millis:
        """Return the moment in ms since the epoch."""
        return int(time.monotonic() * 1000 + self._offset_ms)

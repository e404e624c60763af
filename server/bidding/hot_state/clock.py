"""The server's one clock: Redis', followed between replies by this machine's monotonic clock."""

import time

from server.domain.types import Millis


class RedisClock:
    """An estimate of Redis' clock, renewed by every reply that carries its time.

    The time in a reply was true at some moment between sending and receiving. Taking the middle is
    wrong by at most half the round trip.
    """

    def __init__(self) -> None:
        self._offset_ms = time.time() * 1000 - time.monotonic() * 1000

    def observe(self, now: Millis, sent: float) -> None:
        """Renew the estimate: `now` (ms) replied to a call sent at `time.monotonic()` = `sent` (s)."""
        middle_ms = (sent + time.monotonic()) * 500
        self._offset_ms = now - middle_ms

    def now(self) -> Millis:
        """Return the moment in ms since the epoch."""
        return int(time.monotonic() * 1000 + self._offset_ms)

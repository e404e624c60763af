"""Rates of clients. A rate of n per second accepts some seconds' worth at once, BURST_S by default."""

import math
import time

BURST_S = 2.0
_SWEEP_MIN = 1_024


def spend(
    until: float, rate: int, now: float, cost: float = 1.0, *, burst_s: float = BURST_S
) -> tuple[float, int]:
    """Spend `cost` of `rate` per second; return the new `until`, and 0 or the ms to wait.

    This is the generic cell rate algorithm. It needs one number for each rate, and a refusal leaves the
    number as it was, so that a client that keeps trying does not extend its wait (0035).
    """
    spent = max(until, now) + cost / rate
    over_ms = round((spent - now - max(burst_s, 1 / rate)) * 1000, 3)
    return (spent, 0) if over_ms <= 0 else (until, math.ceil(over_ms))


class Rates:
    """The same rate for each of many clients. Clients whose whole burst is available are not kept."""

    def __init__(self, rate_per_s: int, *, burst_s: float = BURST_S) -> None:
        self._rate_per_s = rate_per_s
        self._burst_s = burst_s
        self._until: dict[str, float] = {}
        self._sweep_at = _SWEEP_MIN

    def __len__(self) -> int:
        return len(self._until)

    def spend(self, client: str, count: int = 1) -> int:
        """Count requests of a client; return 0, or the ms to wait if they exceed the rate."""
        now = time.monotonic()
        until = self._until.get(client, 0.0)
        until, wait_ms = spend(until, self._rate_per_s, now, count, burst_s=self._burst_s)
        if not wait_ms:
            self._until[client] = until
            if len(self._until) >= self._sweep_at:
                self._sweep(now)
        return wait_ms

    def _sweep(self, now: float) -> None:
        # The next sweep waits until the number has doubled, so a sweep costs each request a constant share.
        self._until = {client: until for client, until in self._until.items() if until > now}
        self._sweep_at = max(_SWEEP_MIN, 2 * len(self._until))

"""The credit of the fan-out: time for which the loop has lately been idle, to be spent at once (0130)."""

import time

CREDIT_MAX_S = 0.05
"""The most that can be saved. Bids that arrive while it is spent wait for one slice, not for all of it."""


class IdleCredit:
    """Seconds in which the loop's thread had nothing to do, saved up to CREDIT_MAX_S.

    It begins empty. Use it on the loop's thread only, because it reads that thread's CPU time.
    """

    __slots__ = ("_cpu_s", "_left_s", "_wall_s")

    def __init__(self) -> None:
        self._left_s = 0.0
        self._wall_s = time.perf_counter()
        self._cpu_s = time.thread_time()

    @property
    def left_s(self) -> float:
        """The credit now. It is negative by the time that was spent beyond it."""
        wall_s, cpu_s = time.perf_counter(), time.thread_time()
        idle_s = max(0.0, wall_s - self._wall_s - (cpu_s - self._cpu_s))
        self._wall_s, self._cpu_s = wall_s, cpu_s
        self._left_s = min(CREDIT_MAX_S, self._left_s + idle_s)
        return self._left_s

    def spend(self, seconds: float) -> None:
        """Subtract the cost of a slice; a debt is never larger than CREDIT_MAX_S."""
        self._left_s = max(-CREDIT_MAX_S, self._left_s - seconds)

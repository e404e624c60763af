"""The throttle: no socket is read that bids again before its `retry_after_ms` has passed (0210).

Its bids wait in the kernel, and TCP slows a client that sends more. When the time has passed they are read
and refused by their heads, at a bounded share of the loop's time.
"""

import asyncio
import heapq
import time
from collections.abc import Callable
from itertools import count
from typing import Protocol

HOLD_MAX_S = 2.0
"""How long a socket is not read at most, because its pings and other events wait, too. What a client sends
meanwhile at its rate of events may arrive at once (`edge.rates.BURST_S`)."""
LATE_MAX_S = 5.0
"""How much longer it is where many are held. Both together are less than the timeout of a ping."""
SHARE, CALM_SHARE = 0.1, 0.5
"""The share of the time of a busy loop, and of a calm one, for reading what held sockets have sent."""
CALM_LAG_S = 0.05
RETRY_MIN_MS = 250
TICK_S = 0.05
"""How often held sockets are read, and how long after it their bids count as sent meanwhile."""
_FIRST_READING_S = 0.0003
_SMOOTHING = 0.1


class Throttled(Protocol):
    """A socket. `busy_until` is the moment before which its client was asked to send no bids.

    The bids of one that is `throttled` are refused by their heads.
    """

    busy_until: float
    throttled: bool

    def hold(self) -> None:
        """Read nothing more until `let_go`."""
        ...

    def let_go(self) -> None:
        """Read again."""
        ...


class Throttle:
    """Holds sockets, and lets them go in the order in which their times have passed."""

    def __init__(self, *, now: Callable[[], float] = time.monotonic) -> None:
        """`now` returns seconds."""
        self.holds = 0
        """Times that a socket was not read further."""
        self.refused = 0
        """Bids that were refused by their heads."""
        self._now = now
        self._warned: list[tuple[Throttled, float]] = []
        """The sockets that were answered `busy` in this turn of the loop, and until when."""
        self._order = count()
        self._held: list[tuple[float, int, Throttled]] = []
        """A heap of the held sockets, by the moments at which they are due."""
        self._let_go: list[Throttled] = []
        """The sockets that were let go in the last tick."""
        self._ticking = False
        self._free_at = 0.0
        """The moment at which the readings so far have taken no more than their share."""
        self._tick_at = 0.0
        self._share = SHARE
        self._reading_s = _FIRST_READING_S
        """How long it takes to read a socket that was held, smoothed."""

    @property
    def held(self) -> int:
        """The number of sockets that are not read."""
        return len(self._held)

    def busy(self, socket: Throttled, retry_after_ms: int) -> None:
        """Note a bid that is answered `busy`; hold its socket if that was to send none yet.

        Bids that arrived together with the first one were sent before its answer, and are no reason.
        """
        now = self._now()
        if now < socket.busy_until:
            self._hold(socket, now)
            return
        if not self._warned:
            asyncio.get_running_loop().call_soon(self._warn)
        self._warned.append((socket, now + retry_after_ms / 1000))

    def refuse(self, socket: Throttled) -> int:
        """Count a bid of a throttled socket; return its `retry_after_ms`."""
        self.refused += 1
        return max(round((socket.busy_until - self._now()) * 1000), RETRY_MIN_MS)

    def read(self, seconds: float) -> None:
        """Note how long it took to handle what a held socket had sent."""
        self._free_at += (seconds - self._reading_s) / self._share
        self._reading_s += (seconds - self._reading_s) * _SMOOTHING

    def _warn(self) -> None:
        warned, self._warned = self._warned, []
        for socket, until in warned:
            socket.busy_until = until

    def _hold(self, socket: Throttled, now: float) -> None:
        if socket.throttled:
            return
        self.holds += 1
        socket.throttled = True
        socket.hold()
        due = min(socket.busy_until, now + HOLD_MAX_S)
        heapq.heappush(self._held, (due, next(self._order), socket))
        if not self._ticking:
            self._tick_later(now)

    def _tick_later(self, now: float) -> None:
        self._ticking, self._tick_at = True, now + TICK_S
        asyncio.get_running_loop().call_later(TICK_S, self._tick)

    def _tick(self) -> None:
        # Between two ticks the loop has read what those of the last one had sent.
        for socket in self._let_go:
            socket.throttled = False
        self._let_go.clear()
        now = self._now()
        self._share = CALM_SHARE if now < self._tick_at + CALM_LAG_S else SHARE
        while self._held and self._may_read(self._held[0][0], now):
            _, _, socket = heapq.heappop(self._held)
            self._free_at = max(self._free_at, now) + self._reading_s / self._share
            self._let_go.append(socket)
            socket.let_go()
        self._ticking = False
        if self._held or self._let_go:
            self._tick_later(now)

    def _may_read(self, due: float, now: float) -> bool:
        return now >= due and (self._free_at < now + TICK_S or now >= due + LATE_MAX_S)

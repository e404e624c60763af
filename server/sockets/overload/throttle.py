"""The throttle: sockets that bid again before their `retry_after_ms` has passed are read by turns (0210).

Such a socket is an offender, and is held: its bids wait in the kernel, and TCP slows a client that sends
more. It is let go when the node has room. What it has sent meanwhile is refused by its heads. Its new bids
are decided until the node has enough of them, and then it is held again.
"""

import asyncio
import random
import time
from collections import deque
from collections.abc import Callable
from typing import Protocol

HOLD_MAX_S = 5.0
"""How long a socket is not read at most, because its pings and other events wait, too. It is less than the
timeout of a ping. What a client sends meanwhile may be more than the burst of its rate of events."""
TICK_S = 0.02
"""How often sockets are let go."""
LET_GO_MAX = 64
"""Sockets that are let go in a tick of a node where no command waits."""
ENOUGH, TOO_MANY = 0.5, 1.5
"""The rounds of waiting commands above which a bid of an offender may hold its socket, and from which on it
always does and none is let go. In between chance decides, so that offenders do not come back together."""
OFFENDER_S = 10.0
"""How long a socket is an offender, which may be held without being answered `busy`."""
RETRY_MIN_MS = 250


class Throttled(Protocol):
    """A socket. `busy_until` is the moment before which its client was asked to send no bids.

    The bids of one that is `throttled` are refused by their heads. `offender_until` is 0 for a socket
    that is no offender.
    """

    busy_until: float
    offender_until: float
    throttled: bool

    @property
    def held(self) -> bool:
        """Whether nothing is read from it."""
        ...

    def hold(self) -> None:
        """Read nothing more until `let_go`."""
        ...

    def let_go(self) -> None:
        """Read again."""
        ...


class Throttle:
    """Holds sockets, and lets them go in their order as the node has room."""

    def __init__(
        self,
        rounds_waiting: Callable[[], float],
        *,
        now: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """`rounds_waiting` returns how many rounds the waiting commands of the node fill."""
        self.holds = 0
        """Times that a socket was not read further."""
        self.refused = 0
        """Bids that were refused by their heads."""
        self._rounds_waiting = rounds_waiting
        self._now = now
        self._chance = chance
        self._warned: list[tuple[Throttled, float]] = []
        """The sockets that were answered `busy` in this turn of the loop, and until when."""
        self._held: deque[tuple[float, Throttled]] = deque()
        """The held sockets, and since when."""
        self._let_go: set[Throttled] = set()
        """The sockets that are throttled and not held, until they have been read."""
        self._ticking = False

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
            socket.offender_until = now + OFFENDER_S
            self._hold(socket, now)
            return
        if not self._warned:
            asyncio.get_running_loop().call_soon(self._warn)
        self._warned.append((socket, now + retry_after_ms / 1000))

    def refuse_rest(self, socket: Throttled) -> None:
        """Refuse the bids that arrived together with one that was refused at once; they are no offence."""
        if not socket.throttled:
            socket.throttled = True
            self._let_go.add(socket)
            self._tick_later()

    def taken(self, socket: Throttled) -> None:
        """Note that a bid of an offender is to be decided; hold it if the node has enough bids.

        Such a node decides none of the bids that arrived together with it.
        """
        now, enough = self._now(), self._rounds_waiting() - ENOUGH
        if now > socket.offender_until:
            socket.offender_until = 0.0
        elif self._chance() < enough / (TOO_MANY - ENOUGH):
            self._hold(socket, now)
        elif enough > 0:
            self.refuse_rest(socket)

    def refuse(self, socket: Throttled, bids: int = 1) -> int:
        """Count bids that a throttled socket has sent together; return their `retry_after_ms`."""
        self.refused += bids
        now = self._now()
        if bids > 1:
            # A client that waits for its answers may have sent one while it was held.
            socket.offender_until = now + OFFENDER_S
        return max(round((socket.busy_until - now) * 1000), RETRY_MIN_MS)

    def read(self, socket: Throttled) -> None:
        """Note that everything has been read which a throttled socket had sent."""
        self._let_go.discard(socket)
        socket.throttled = False

    def _warn(self) -> None:
        warned, self._warned = self._warned, []
        for socket, until in warned:
            socket.busy_until = until

    def _hold(self, socket: Throttled, now: float) -> None:
        if socket.held:
            return
        self._let_go.discard(socket)
        self.holds += 1
        socket.throttled = True
        socket.hold()
        self._held.append((now, socket))
        self._tick_later()

    def _tick_later(self) -> None:
        if not self._ticking:
            self._ticking = True
            asyncio.get_running_loop().call_later(TICK_S, self._tick)

    def _tick(self) -> None:
        # Since the last tick the loop has read all sockets that had sent anything.
        for socket in self._let_go:
            socket.throttled = False
        self._let_go.clear()
        now, room = self._now(), 1 - self._rounds_waiting() / TOO_MANY
        places = room * LET_GO_MAX
        while self._held and (places > 0 or now - self._held[0][0] > HOLD_MAX_S):
            places -= 1
            _, socket = self._held.popleft()
            self._let_go.add(socket)
            socket.let_go()
        self._ticking = False
        if self._held or self._let_go:
            self._tick_later()

"""The rate limits: how many sockets, handshakes and events a node accepts, by address and by user (0035).

    Exception
      FloodError      a socket sends far more than its rate; it is not read any more, and closed later

All counts are this node's.
"""

import time
from collections import Counter
from dataclasses import dataclass
from typing import Protocol

from server.edge.addresses import client_address
from server.edge.rates import spend

FLOOD = 10
"""A socket is no longer read when it sends frames at this multiple of the rate of events."""
BYTES_PER_FRAME = 1024
"""Bytes that count as one frame, beside the frame that they are part of."""
PIECE_FRAMES = 1 / 8
"""The frames that each piece of a stream counts for, because single bytes cost more than their size."""
CONTROL_FRAMES = 9
"""The frames that a control frame, or a pong without a ping, counts for beside itself."""
FULL_RETRY_MS = 10_000
"""When a client may try again after it found its address or its user full."""


class FloodError(Exception):
    """A socket sends far more than its rate; it is not read any more, and closed later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The limits of a node."""

    handshakes_per_s: int = 1_000
    sockets_per_address: int = 2_000
    sockets_per_user: int = 50
    events_per_s: int = 50
    """Of one socket."""


class LimitedSocket(Protocol):
    """A socket, with the moment until which its accepted events or frames use up its rate."""

    events_until: float
    frames_until: float


class RateLimiter:
    """Counts sockets, handshakes and events, and refuses those above the limits.

    With `limits` None nothing is refused. Times are seconds of the monotonic clock.
    """

    def __init__(self, limits: Limits | None, *, trusted_proxies: int = 0) -> None:
        self._limits = limits
        self._trusted_proxies = trusted_proxies
        self._handshakes_until = 0.0
        self._sockets: Counter[str] = Counter()
        self._users: Counter[str] = Counter()
        self.refused = dict.fromkeys(("address", "handshake", "user", "event", "flood"), 0)
        """The number of refusals by each limit."""

    def address(self, peer: str, forwarded_for: str) -> str:
        """Return the address that a request counts for, by its peer and its X-Forwarded-For."""
        return client_address(peer, forwarded_for, self._trusted_proxies)

    def admit(self, address: str) -> int:
        """Count a new socket and return 0, or the ms to wait if it is refused."""
        limits = self._limits
        if limits is not None:
            if self._sockets[address] >= limits.sockets_per_address:
                self.refused["address"] += 1
                return FULL_RETRY_MS
            wait_ms = self.handshake()
            if wait_ms:
                return wait_ms
        self._sockets[address] += 1
        return 0

    def would_admit(self, address: str) -> bool:
        """Return whether `admit` would accept a socket now; nothing is counted."""
        limits = self._limits
        if limits is None:
            return True
        if self._sockets[address] >= limits.sockets_per_address:
            return False
        rate, now = limits.handshakes_per_s, time.monotonic()
        return not spend(self._handshakes_until, rate, now)[1]

    def handshake(self) -> int:
        """Count a handshake, also of an upgrade, and return 0, or the ms to wait if it is refused."""
        if self._limits is None:
            return 0
        self._handshakes_until, wait_ms = spend(
            self._handshakes_until, self._limits.handshakes_per_s, time.monotonic()
        )
        if wait_ms:
            self.refused["handshake"] += 1
        return wait_ms

    def release(self, address: str) -> None:
        """Subtract a socket that was admitted."""
        _subtract(self._sockets, address)

    def admit_user(self, user: str) -> int:
        """Count a socket of a user and return 0, or the ms to wait if it is refused."""
        if self._limits is not None and self._users[user] >= self._limits.sockets_per_user:
            self.refused["user"] += 1
            return FULL_RETRY_MS
        self._users[user] += 1
        return 0

    def release_user(self, user: str) -> None:
        """Subtract a socket that is no longer the user's."""
        _subtract(self._users, user)

    def frame(self, socket: LimitedSocket) -> None:
        """Count a frame of any kind, or a packet by polling, before it is read; raises FloodError."""
        self._count(socket, 1.0)

    def frames(self, socket: LimitedSocket, count: int) -> None:
        """Count several frames, as `frame` does one; raises FloodError."""
        self._count(socket, count)

    def received(self, socket: LimitedSocket, size: int) -> None:
        """Count bytes as they arrive, before any of them is read; raises FloodError (0086)."""
        self._count(socket, PIECE_FRAMES + size / BYTES_PER_FRAME)

    def _count(self, socket: LimitedSocket, frames: float) -> None:
        if self._limits is None:
            return
        rate = self._limits.events_per_s * FLOOD
        socket.frames_until, wait_ms = spend(socket.frames_until, rate, time.monotonic(), frames)
        if wait_ms:
            self.refused["flood"] += 1
            raise FloodError

    def event(self, socket: LimitedSocket) -> int:
        """Count an event and return 0, or the ms to wait if it is refused."""
        if self._limits is None:
            return 0
        rate = self._limits.events_per_s
        socket.events_until, wait_ms = spend(socket.events_until, rate, time.monotonic())
        if wait_ms:
            self.refused["event"] += 1
        return wait_ms


def _subtract(counts: Counter[str], name: str) -> None:
    """Subtract one; names whose count is zero are not kept."""
    counts[name] -= 1
    if not counts[name]:
        del counts[name]

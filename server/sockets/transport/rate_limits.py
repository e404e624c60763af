"""The limiter: how many sockets, how many handshakes, how many events, and from whom.

    Exception
      FloodError      a socket sends so much that it is not even answered

Counts are this node's. A rate of n per second lets BURST_S seconds' worth pass at once.
"""

import math
import time
from collections import Counter
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv6Address
from typing import Protocol

BURST_S = 2.0
FLOOD = 10
"""A socket that sends frames at so many times the rate of events is cut."""
FULL_RETRY_MS = 10_000
_NETWORK_BITS = 64


class FloodError(Exception):
    """A socket sends so much that it is not even answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a node puts up with."""

    handshakes_per_s: int = 1_000
    sockets_per_address: int = 2_000
    sockets_per_user: int = 50
    events_per_s: int = 50
    """Of one socket."""


class Metered(Protocol):
    """A socket. Its rates are kept as the moments at which what it has spent is earned again."""

    events_until: float
    frames_until: float


class RateLimiter:
    """Counts, and says no. `limits` None: never. Times are seconds of the monotonic clock."""

    def __init__(self, limits: Limits | None, *, trusted_proxies: int = 0) -> None:
        self._limits = limits
        self._trusted_proxies = trusted_proxies
        self._handshakes_until = 0.0
        self._sockets: Counter[str] = Counter()
        self._users: Counter[str] = Counter()
        self.refused = dict.fromkeys(("address", "handshake", "user", "event", "flood"), 0)
        """How often each gate has said no."""

    def address(self, peer: str, forwarded_for: str) -> str:
        """Return whom a request counts for: an IPv4 address or an IPv6 network of 64 bits.

        `forwarded_for` is the request's X-Forwarded-For. Each proxy appends whom it was asked by, so
        only as many entries count, from the end, as there are proxies of one's own.
        """
        hops = [hop.strip() for hop in forwarded_for.split(",")] if forwarded_for else []
        trusted = min(self._trusted_proxies, len(hops))
        return _network(hops[-trusted] if trusted else peer)

    def admit(self, address: str) -> int:
        """Count a new socket; return 0, or if it can't come in, the ms after which it may try again."""
        limits = self._limits
        if limits is not None:
            if self._sockets[address] >= limits.sockets_per_address:
                self.refused["address"] += 1
                return FULL_RETRY_MS
            self._handshakes_until, wait_ms = _spend(
                self._handshakes_until, limits.handshakes_per_s, time.monotonic()
            )
            if wait_ms:
                self.refused["handshake"] += 1
                return wait_ms
        self._sockets[address] += 1
        return 0

    def leave(self, address: str) -> None:
        """Count a socket out that was admitted."""
        _count_out(self._sockets, address)

    def admit_user(self, user: str) -> int:
        """Count a socket that a user wants to be known on; return as `admit` does."""
        if self._limits is not None and self._users[user] >= self._limits.sockets_per_user:
            self.refused["user"] += 1
            return FULL_RETRY_MS
        self._users[user] += 1
        return 0

    def leave_user(self, user: str) -> None:
        """Count a socket out that is not the user's any more."""
        _count_out(self._users, user)

    def frame(self, socket: Metered) -> None:
        """Count a frame of any kind; raises FloodError."""
        if self._limits is None:
            return
        rate = self._limits.events_per_s * FLOOD
        socket.frames_until, wait_ms = _spend(socket.frames_until, rate, time.monotonic())
        if wait_ms:
            self.refused["flood"] += 1
            raise FloodError

    def event(self, socket: Metered) -> int:
        """Count an event; return 0, or if it is one too many, the ms after which it may come again."""
        if self._limits is None:
            return 0
        rate = self._limits.events_per_s
        socket.events_until, wait_ms = _spend(socket.events_until, rate, time.monotonic())
        if wait_ms:
            self.refused["event"] += 1
        return wait_ms


def _spend(until: float, rate: int, now: float) -> tuple[float, int]:
    """Spend one of `rate` per second; what can't be spent is not, and the wait is returned in ms."""
    spent = max(until, now) + 1 / rate
    over_ms = round((spent - now - max(BURST_S, 1 / rate)) * 1000, 3)
    return (spent, 0) if over_ms <= 0 else (until, math.ceil(over_ms))


def _count_out(counts: Counter[str], name: str) -> None:
    counts[name] -= 1
    if not counts[name]:
        del counts[name]


def _network(address: str) -> str:
    if ":" not in address:
        return address
    try:
        number = int(IPv6Address(address.partition("%")[0]))
    except AddressValueError:
        return address
    return f"{IPv6Address(number >> _NETWORK_BITS << _NETWORK_BITS)}/{_NETWORK_BITS}"

"""The server's one clock: Redis', followed between replies by this machine's monotonic clock.

0117: a reply whose time does not fit the measured time is no reason to decide anything.
`timed_scripts` then corrects the clock of the shard, so that time goes on as it was measured.
"""

import time
from collections.abc import Callable
from enum import Enum, auto

from server.domain.types import Millis

STEP_MAX_MS: Millis = 1_000
"""Largest step of Redis' clock that is followed, and longest round trip that proves anything.

A time server corrects small errors slowly, and larger ones, up to a few hundred ms, at once. A machine
that is moved to another host stands still for less than a second.
"""
_GRAIN_MS = 1
_ELAPSED = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
"""Linux' monotonic clock stands still while the machine is suspended, and this one does not."""


class Reading(Enum):
    """The result of comparing the time in a reply with the measured time."""

    STEADY = auto()
    LATE = auto()
    """The round trip was so long that a jump might not show."""
    JUMPED = auto()


def elapsed_s() -> float:
    """Return the seconds since some moment, which nobody can set."""
    return time.clock_gettime(_ELAPSED)


class RedisClock:
    """An estimate of each shard's clock, renewed by every reply that carries its time.

    The time in a reply was true at some moment between sending and receiving, so that each reply
    bounds the difference to this machine's clock on both sides. The first estimate is the middle,
    which is wrong by at most half the round trip. A later reply moves the estimate only as far as its
    bounds demand, so that a reply that was long under way moves it no further than a quick one.
    """

    def __init__(
        self, *, elapsed: Callable[[], float] = elapsed_s, wall: Callable[[], float] = time.time
    ) -> None:
        """`elapsed` and `wall` are this machine's clocks, in seconds."""
        self.elapsed = elapsed
        self._wall = wall
        self._unproven_offset_ms = (wall() - elapsed()) * 1000
        self._offsets_ms: dict[int, float] = {}
        self._trusted_at: dict[int, float] = {}
        """When the time of each shard was last taken on trust, in elapsed seconds."""
        self._steady_at: dict[int, float] = {}
        """When the last call was sent whose reply has fitted, in elapsed seconds."""

    def now(self, shard: int = 0) -> Millis:
        """Return the moment in ms since the epoch, on the clock of a shard."""
        return int(self.elapsed() * 1000 + self._offset_ms(shard))

    def converted(self, shard: int, moment: Millis) -> Millis:
        """Return the moment on the first shard's clock at which a shard's clock shows `moment`.

        The servers of a cluster have a clock each.
        """
        return moment + round(self._offset_ms(0) - self._offset_ms(shard))

    def is_known(self, shard: int) -> bool:
        """Return whether a reply has given the time of a shard."""
        return shard in self._offsets_ms

    def is_late(self, sent: float) -> bool:
        """Return whether a reply that arrives now, to a call sent at `sent` (s), proves nothing."""
        return (self.elapsed() - sent) * 1000 > STEP_MAX_MS

    def observe(self, shard: int, now: Millis, sent: float) -> Reading:
        """Compare `now` (ms), the time in the reply to a call sent at `sent` (s), and follow it.

        The time of a shard that is not known is taken on trust. A time that has jumped is not followed.
        """
        received, late = self.elapsed(), self.is_late(sent)
        offset_ms = self._offsets_ms.get(shard)
        if offset_ms is None:
            if not late:
                self.trust(shard, now, sent)
        else:
            earliest_ms, latest_ms = now - received * 1000, now + _GRAIN_MS - sent * 1000
            nearest_ms = min(max(offset_ms, earliest_ms), latest_ms)
            if abs(nearest_ms - offset_ms) > STEP_MAX_MS:
                return Reading.JUMPED
            self._offsets_ms[shard] = nearest_ms
            if not late:
                self._steady_at[shard] = sent
        return Reading.LATE if late else Reading.STEADY

    def trust(self, shard: int, now: Millis, sent: float) -> None:
        """Take over the time in a reply, whatever was measured before."""
        received = self.elapsed()
        self._offsets_ms[shard] = now - (sent + received) * 500
        self._trusted_at[shard] = received
        self._steady_at[shard] = sent

    def measured_s(self, shard: int) -> float:
        """Return for how many seconds the time of a shard has been measured."""
        return self.elapsed() - self._trusted_at[shard]

    def unseen_s(self, shard: int) -> float:
        """Return for how many seconds the time of a shard has not been found steady."""
        return self.elapsed() - self._steady_at[shard]

    def ahead_ms(self, shard: int, now: Millis, sent: float) -> Millis:
        """Return by how much the time in a reply is ahead of the measured time of its shard."""
        return round(now - (sent + self.elapsed()) * 500 - self._offsets_ms[shard])

    def ahead_of_wall_ms(self, now: Millis, sent: float) -> Millis:
        """Return by how much the time in a reply is ahead of this machine's own clock."""
        return round(now + (self.elapsed() - sent) * 500 - self._wall() * 1000)

    def _offset_ms(self, shard: int) -> float:
        return self._offsets_ms.get(shard, self._unproven_offset_ms)

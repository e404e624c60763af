"""The server's clock, estimated from round trips (Cristian's algorithm).

An answer was written at some time between sending and receiving. The middle is the best guess, wrong
by half the round trip at most, so of several samples the one with the shortest round trip counts.
"""

from collections.abc import Iterable
from dataclasses import dataclass

CLOCK_SAMPLES = 5


@dataclass(frozen=True, slots=True)
class ClockSample:
    """One round trip in milliseconds: both ends on the local clock, the server's clock in between."""

    sent_at: float
    received_at: float
    server_time: float

    @property
    def round_trip_ms(self) -> float:
        """The time between sending and receiving."""
        return self.received_at - self.sent_at


@dataclass(frozen=True, slots=True)
class ClockEstimate:
    """The milliseconds by which the server's clock is ahead of the local one, and the largest error."""

    offset_ms: float
    error_ms: float


def estimate(samples: Iterable[ClockSample]) -> ClockEstimate:
    """Estimate from at least one sample."""
    best = min(samples, key=lambda sample: sample.round_trip_ms)
    error_ms = best.round_trip_ms / 2
    return ClockEstimate(best.server_time - (best.sent_at + error_ms), error_ms)

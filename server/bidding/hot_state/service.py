"""The service of the shards: the outages in which no bid could be decided, as Redis has them (0157)."""

from collections import defaultdict
from collections.abc import Callable, Sequence

import msgspec

from server.domain.commands import ShiftEnd
from server.domain.types import Millis

_UNTIL_LENGTH = 13
"""The digits of a moment until the year 2286."""


class OutageLimits(msgspec.Struct, frozen=True, kw_only=True):
    """Bounds of the outages that are made up for. Durations are in milliseconds."""

    outage_min_ms: Millis = 3_000
    """A shorter time without decisions is no outage."""
    margin_ms: Millis = 60_000
    """Items that end so soon after an outage are moved, too."""
    return_ms: Millis = 10_000
    """Time that bidders have at least after an outage to return to an item that was moved."""


class Service:
    """The outages of each shard that this node knows, and whether it decides bids now."""

    def __init__(
        self,
        limits: OutageLimits | None = None,
        *,
        takes_bids: Callable[[], bool] = lambda: True,
    ) -> None:
        """Count this node as out of service while `takes_bids` returns False."""
        self._limits = limits or OutageLimits()
        self._takes_bids = takes_bids
        self._known: defaultdict[int, bytes] = defaultdict(bytes)
        self._shifts: dict[int, tuple[ShiftEnd, ...]] = {}
        self.served: dict[int, Millis] = {}
        """The moment at which this node last found each shard in service."""
        self.over: dict[int, ShiftEnd] = {}
        """The latest outage of each shard that is over."""

    def arguments(self) -> tuple[int, Millis]:
        """Return the arguments of a script from `serves` on, up to the measured time."""
        return int(self._takes_bids()), self._limits.outage_min_ms

    def note(self, shard: int, now: Millis) -> None:
        """Note that a shard was in service at `now`, and that its latest outage is over."""
        self.served[shard] = now
        if shifts := self.shifts(shard):
            self.over[shard] = shifts[-1]

    def known_until(self, shard: int) -> bytes:
        """Return the end of the latest outage that this node knows, b"" without any."""
        return self._known[shard][-_UNTIL_LENGTH:]

    def shifts(self, shard: int) -> tuple[ShiftEnd, ...]:
        """Return the shifts that make up for the outages that this node knows, oldest first."""
        return self._shifts.get(shard, ())

    def learn(self, shard: int, outages: bytes) -> tuple[ShiftEnd, ...]:
        """Take in the outages from a script's reply; return the shifts that make up for them."""
        if outages != self._known[shard]:
            self._known[shard] = outages
            self._shifts[shard] = tuple(self._shift(each) for each in _periods(outages))
        return self.shifts(shard)

    def _shift(self, period: tuple[Millis, Millis]) -> ShiftEnd:
        return ShiftEnd(*period, margin_ms=self._limits.margin_ms, return_ms=self._limits.return_ms)


def _periods(outages: bytes) -> Sequence[tuple[Millis, Millis]]:
    """Decode outages; the first one may be cut off, because only the latest are kept."""
    periods = []
    for outage in outages.split(b" "):
        since, _, until = outage.partition(b"-")
        if len(since) == len(until) == _UNTIL_LENGTH:
            periods.append((int(since), int(until)))
    return periods

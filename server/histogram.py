"""A histogram: counts of values in classes, as plain numbers, for a metric of that kind.

Every package may import this module. It imports nothing of the product.
"""

from bisect import bisect_left
from collections.abc import Sequence

SECONDS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0)
"""Upper bounds for times on the path of a bid."""
SHORT_SECONDS = (0.0002, 0.0005, *SECONDS)
"""Upper bounds for calls and rounds, of which many take less than a millisecond."""
LONG_SECONDS = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0)
"""Upper bounds for times behind the bids."""
SIZES = (1, 2, 5, 10, 20, 50, 100, 200, 500)
"""Upper bounds for numbers of things that are done together."""


class Histogram:
    """Counts of values by upper bounds. Adding one costs a fraction of a microsecond."""

    __slots__ = ("bounds", "counts", "total")

    def __init__(self, bounds: Sequence[float] = SECONDS) -> None:
        self.bounds = bounds
        self.counts = [0] * (len(bounds) + 1)
        """The values of each class, the last one without a bound."""
        self.total: float = 0.0
        """The sum of all values."""

    def add(self, value: float) -> None:
        """Count a value in the lowest class that has it."""
        self.total += value
        self.counts[bisect_left(self.bounds, value)] += 1

    @property
    def count(self) -> int:
        """The number of all values."""
        return sum(self.counts)

"""A histogram of times with logarithmic buckets: bounded RAM, a known error, a cheap `add`."""

from collections.abc import Sequence

_FINE_BITS = 6
"""Each power of two has 64 buckets, so a bucket's width is at most 1/64 of its value (1.6%)."""
_TO_EIGHTHS = (1 << (_FINE_BITS - 3)) - 1
_LONGEST_US = 2**36 - 1
_BUCKETS = (36 - _FINE_BITS + 1) << _FINE_BITS


class Histogram:
    """Counters of times in microseconds, up to 19 hours."""

    __slots__ = ("counts", "max_us", "total")

    def __init__(self) -> None:
        self.counts = [0] * _BUCKETS
        self.total = 0
        self.max_us = 0

    def add(self, time_us: int) -> None:
        """Count a time; a negative one, which two clocks can give, counts as 0."""
        time_us = max(time_us, 0)
        if time_us > self.max_us:
            self.max_us = time_us = min(time_us, _LONGEST_US)
        self.total += 1
        shift = time_us.bit_length() - _FINE_BITS - 1
        # Below 128 us each value has its bucket; above, the leading seven bits choose it.
        bucket = (shift << _FINE_BITS) + (time_us >> shift) if shift > 0 else time_us
        self.counts[bucket] += 1

    def add_s(self, time_s: float) -> None:
        """Count a time in seconds."""
        self.add(int(time_s * 1_000_000))

    def quantile_ms(self, share: float) -> float:
        """Return the time that `share` of all times don't exceed, at most 1.6% too high; 0 if empty."""
        return min(_quantile_us(self.counts, self.total, share), self.max_us) / 1000

    def by_octave_eighths(self) -> list[tuple[float, int]]:
        """Return the data of charts: the upper end of each bucket in ms, and its count.

        These buckets are an eighth of a power of two wide (12%). Empty buckets are left out.
        """
        wide: dict[int, int] = {}
        for bucket, count in enumerate(self.counts):
            if count:
                end = _bucket_end(bucket | _TO_EIGHTHS)
                wide[end] = wide.get(end, 0) + count
        return [(end / 1000, count) for end, count in wide.items()]

    def together_with(self, other: "Histogram") -> "Histogram":
        """Return the sum of two histograms."""
        both = Histogram()
        both.counts = [one + two for one, two in zip(self.counts, other.counts, strict=True)]
        both.total = self.total + other.total
        both.max_us = max(self.max_us, other.max_us)
        return both

    def since(self, earlier: Sequence[int]) -> "Histogram":
        """Return the times added since `counts` was copied as `earlier`; the maximum is a bucket's end."""
        newer = Histogram()
        newer.counts = [now - then for now, then in zip(self.counts, earlier, strict=True)]
        newer.total = sum(newer.counts)
        newer.max_us = _quantile_us(newer.counts, newer.total, 1)
        return newer


def _bucket_end(bucket: int) -> int:
    """Return the longest time that a bucket counts."""
    shift = (bucket >> _FINE_BITS) - 1
    if shift <= 0:
        return bucket
    leading = bucket - (shift << _FINE_BITS)
    return ((leading + 1) << shift) - 1


def _quantile_us(counts: Sequence[int], total: int, share: float) -> int:
    wanted = max(1, -int(-share * total // 1))
    for bucket, count in enumerate(counts):
        wanted -= count
        if wanted <= 0:
            return _bucket_end(bucket)
    return 0

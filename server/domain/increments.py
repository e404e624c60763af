"""Increments of an ascending auction: how far above the price the next bid must be."""

from bisect import bisect_right

import msgspec

from server.domain.types import Amount


class Bands(msgspec.Struct, frozen=True, array_like=True):
    """Price bands, each with its step: from `starts[i]` (inclusive) upwards the step is `steps[i]`.

    `starts` begins with 0 and rises; every step is at least 1.
    """

    starts: tuple[Amount, ...]
    steps: tuple[Amount, ...]

    def step(self, price: Amount) -> Amount:
        """Return the step of the band that `price` falls into."""
        return self.steps[bisect_right(self.starts, price) - 1]


def bands(table: list[tuple[Amount, Amount]]) -> Bands:
    """Build bands from `[from, step]` rows.

    The first row's step also holds below its start, so that every price has a step.
    Raises ValueError, with a sentence for the user, when the rows don't rise or a step is below 1.
    """
    if not table:
        raise ValueError("increment needs at least one [from, step] row")
    starts = [start for start, _ in table]
    if starts != sorted(set(starts)) or starts[0] < 0:
        raise ValueError("increment rows must rise from one to the next, from 0 or more")
    if any(step < 1 for _, step in table):
        raise ValueError("every increment step must be at least 1")
    return Bands(starts=(0, *starts[1:]), steps=tuple(step for _, step in table))


CLASSIC = bands(
    [
        (1, 5),
        (1_00, 25),
        (5_00, 50),
        (25_00, 1_00),
        (100_00, 2_50),
        (250_00, 5_00),
        (500_00, 10_00),
        (1000_00, 25_00),
        (2500_00, 50_00),
        (5000_00, 100_00),
    ]
)
"""The table that bidders know from the largest marketplace (ebay.co.uk buying guide 2792188), in cents."""

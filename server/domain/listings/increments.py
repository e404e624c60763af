"""Increments of an ascending auction: the step from the price to the minimum of the next bid."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

import msgspec

from server.domain.types import AMOUNT_MAX, Amount


class Bands(msgspec.Struct, frozen=True, array_like=True):
    """Price bands, each with its step: from `starts[i]` (inclusive) upwards the step is `steps[i]`.

    `starts` begins with 0 and rises; every step is at least 1.
    """

    starts: tuple[Amount, ...]
    steps: tuple[Amount, ...]

    def step(self, price: Amount) -> Amount:
        """Return the step of the band that `price` falls into."""
        return self.steps[bisect_right(self.starts, price) - 1]

    def reaches(self, start_price: Amount, amount: Amount) -> bool:
        """Return whether steps from `start_price` lead to `amount`, in one turn of the loop per band."""
        price = start_price
        for next_start in (*self.starts[1:], None):
            if next_start is not None and next_start <= price:
                continue
            step = self.step(price)
            if next_start is None or amount < next_start:
                return amount >= price and (amount - price) % step == 0
            price -= (price - next_start) // step * step
        raise AssertionError("the last band has no end")

    def at_or_above(self, start_price: Amount, amount: Amount) -> Amount:
        """Return the lowest amount of at least `amount` to which steps from `start_price` lead."""
        price = start_price
        for next_start in (*self.starts[1:], None):
            if next_start is not None and next_start <= price:
                continue
            step = self.step(price)
            goal = amount if next_start is None else min(amount, next_start)
            price += max(0, -((price - goal) // step)) * step
            if price >= amount:
                return price
        raise AssertionError("the last band has no end")

    def faults(self) -> list[str]:
        """Return the faults of the table, in sentences for the user."""
        faults = []
        if not self.starts:
            faults.append("increment needs at least one [from, step] row")
        elif list(self.starts) != sorted(set(self.starts)) or self.starts[0] < 0:
            faults.append("increment rows must rise from one to the next, from 0 or more")
        if any(step < 1 for step in self.steps):
            faults.append("every increment step must be at least 1")
        if max(self.starts + self.steps, default=0) > AMOUNT_MAX:
            faults.append(f"no increment may have a number above {AMOUNT_MAX}")
        return faults


def bands(table: Sequence[tuple[Amount, Amount]]) -> Bands:
    """Build bands from `[from, step]` rows.

    The first row's step also holds below its start, so that every price has a step.
    Raises ValueError, with a sentence for the user, if the table has a fault.
    """
    written = Bands(tuple(start for start, _ in table), tuple(step for _, step in table))
    faults = written.faults()
    if faults:
        raise ValueError("; ".join(faults))
    return Bands((0, *written.starts[1:]), written.steps)


def rungs_as_rows(rungs: Sequence[Amount]) -> list[tuple[Amount, Amount]]:
    """Turn a ladder of allowed amounts (300, 320, 350, ...) into `[from, step]` rows.

    Above its last rung a ladder continues with its last step. Needs two rungs. A falling ladder gives
    rows with a step below 1, which are a fault.
    """
    steps = [above - rung for rung, above in pairwise(rungs)]
    return list(zip(rungs, [*steps, steps[-1]], strict=True))


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
"""The increments of the largest marketplace (ebay.co.uk buying guide 2792188), in cents."""

"""Shrinks the faults of a failing simulation to few that still fail."""

from collections.abc import Callable, Sequence

from tests.simulation.faults import Fault

TRIES_MAX = 60


def shrunk(faults: Sequence[Fault], fails: Callable[[Sequence[Fault]], bool]) -> list[Fault]:
    """Leave out faults, in large groups first, as long as the rest still fails."""
    left, size, tries = list(faults), max(1, len(faults) // 2), 0
    while tries < TRIES_MAX:
        for at in range(0, len(left), size):
            fewer = left[:at] + left[at + size :]
            tries += 1
            if fails(fewer):
                left = fewer
                break
        else:
            if size == 1:
                return left
            size = max(1, size // 2)
    return left

"""Sums and longest times over several runs."""

from collections import Counter
from collections.abc import Sequence

from tests.faults.report.record import Json


def summed(runs: Sequence[Json], name: str) -> Counter[str]:
    """Return the sums of the counts that each run has under a name."""
    total: Counter[str] = Counter()
    for run in runs:
        total.update(run[name])
    return total


def longest_by(runs: Sequence[Json], name: str) -> dict[str, float]:
    """Return the longest of the times (s) that each run has under a name, by fault or pair."""
    found: dict[str, float] = {}
    for run in runs:
        for fault, seconds in run.get(name, {}).items():
            found[fault] = max(found.get(fault, 0), seconds)
    return found


def longest(runs: Sequence[Json], name: str) -> float:
    """Return the longest of all these times."""
    return max(longest_by(runs, name).values(), default=0)

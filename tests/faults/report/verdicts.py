"""What the rounds that failed have failed: a judge found something, or only a check after a fault did."""

from collections.abc import Sequence

from tests.faults.programme import NO_END
from tests.faults.report.record import Json

UNJUDGED = (NO_END, ": round: ")
"""Parts of the findings of a round that ended before its judges."""


def found_by_judges(runs: Sequence[Json]) -> int:
    """Return the number of rounds in which the audit or a statement of SQL found a difference."""
    return sum(any(map(_is_of_a_judge, failure["findings"])) for failure in _failures(runs))


def judged(runs: Sequence[Json]) -> int:
    """Return the number of rounds that came to their judges."""
    unjudged = sum(any(map(_is_unjudged, failure["findings"])) for failure in _failures(runs))
    return int(sum(run["rounds"] for run in runs)) - unjudged


def _failures(runs: Sequence[Json]) -> list[Json]:
    return [failure for run in runs for failure in run["failures"]]


def _is_of_a_judge(finding: str) -> bool:
    _, check, *_ = [*finding.split(": "), ""]
    return check.startswith(("audit ", "SQL "))


def _is_unjudged(finding: str) -> bool:
    return any(part in finding for part in UNJUDGED)

"""A round in which a judge found something differs from one in which only a check failed."""

import pytest

from tests.faults.checks import Finding
from tests.faults.report.verdicts import found_by_judges, judged

FAULT = "redis_pauses + a_node_dies"


@pytest.mark.parametrize(
    ("check", "text", "expected"),
    [
        ("audit L", "lamp: a bid is lost", (1, 3)),
        ("SQL double winners", "lamp: closed 2 times", (1, 3)),
        ("fault", "it ended with an audit L: or so", (0, 3)),
        ("rate", "at best 0 bids/s", (0, 3)),
        ("service", "the rush came to no end: TimeoutError()", (0, 2)),
        ("round", "Traceback", (0, 2)),
    ],
)
def test_a_failed_round_counts_by_its_findings(
    check: str, text: str, expected: tuple[int, int]
) -> None:
    failure = {"command": "", "findings": [str(Finding(FAULT, check, text))]}
    runs = [{"rounds": 2, "failures": [failure]}, {"rounds": 1, "failures": []}]
    assert (found_by_judges(runs), judged(runs)) == expected

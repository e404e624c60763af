"""A round in which a judge found something differs from one in which only a check failed."""

import pytest

from tests.faults.checks import Finding
from tests.faults.report.verdicts import failures_of, found_by_judges, judged

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


def test_a_failed_round_is_named_by_its_seed_with_its_finding_and_its_cause() -> None:
    command = "python -m tests.faults --rounds 1 --seed 9"
    long = str(Finding(FAULT, "fault", "x" * 500))
    broken = "seed 9: round: Traceback\n  File x\n  | OSError: no disk\n  +----\n"
    failures = [
        {"command": command, "findings": [long], "cause": "The scene was wrong."},
        {"command": command, "findings": [broken]},
    ]
    *_, first, cause, second = failures_of([{"failures": failures}]).splitlines()
    assert first.startswith(f"- seed 9: {FAULT}: fault: xxx")
    assert first.endswith("xxx...")
    assert len(first) < 200
    assert cause == "  The scene was wrong."
    assert second == "- seed 9: it ended with OSError: no disk."

"""The table of an overload, and the bounds that it should keep."""

from typing import Any

from loadtest.overload.report import HEAD, Run, broken, table, warnings


def report(cpu_us: float, *wrong: str, p99: float = 20.0, busy: int = 0) -> dict[str, Any]:
    """Return the parts of a swarm's report that are read here."""
    times = {"p50": 10.0, "p99": p99}
    bids = {"seconds": 2.0, "sent": 400, "accepted_per_s": 150.0, "refused_per_s": 30.0}
    return {
        "bids": {**bids, "accepted_ms": times},
        "deliveries": {"ms": times},
        "whole_run": {"codes": {"busy": busy}},
        "processes": {"node1": {"resident_mb": 107.3, "us_per_answered": cpu_us}},
        "wrong": list(wrong),
        "warnings": ["late"],
    }


def test_a_row_has_the_amounts_of_crowd_and_bystanders() -> None:
    run = Run("rush", report(300.0, busy=7), report(20.0), asked_per_s=1_000.0)
    cells = "rush | 1,000 | 200 | 180 | 150 | 300 | 10, 20 | 7 | 10, 20 | 10, 20 | 107"
    assert run.row() == f"| {cells} |"


def test_every_row_has_as_many_cells_as_the_head() -> None:
    runs = [Run("alone", None, report(20.0)), Run("peak", report(200.0), report(20.0))]
    assert {line.count("|") for line in table(runs)} == {HEAD[0].count("|")}


def test_a_goodput_below_the_bound_is_named() -> None:
    peak = Run("peak", report(200.0), None)
    assert list(broken(peak, [Run("rush", report(250.0), None)])) == []
    found = list(broken(peak, [Run("rush", report(253.0), None)]))
    assert found == ["rush: goodput is 79% of the peak, less than 80%"]


def test_accepted_bids_that_take_too_long_and_refused_bystanders_are_named() -> None:
    peak = Run("peak", report(200.0), report(20.0))
    slow = Run("rush", report(200.0, p99=41.0, busy=9), report(20.0, p99=42.0, busy=3))
    assert list(broken(peak, [slow])) == [
        "rush: accepted bids take more than 2 times as long as at the peak",
        "rush: others take more than 2 times as long as at the peak",
        "rush: 3 bids of bystanders were refused as busy",
    ]


def test_the_faults_that_a_swarm_has_found_are_named() -> None:
    peak = Run("peak", report(200.0), report(20.0, "a wrong screen"))
    assert list(broken(peak, [peak])) == ["peak: a wrong screen", "peak: a wrong screen"]


def test_the_reasons_to_trust_a_run_less_are_named() -> None:
    runs = [Run("alone", None, report(20.0)), Run("peak", report(200.0), report(20.0))]
    assert list(warnings(runs)) == ["alone: late", "peak: late", "peak: late"]

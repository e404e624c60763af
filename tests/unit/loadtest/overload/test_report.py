"""The table of an overload, and the bounds that it should keep."""

from typing import Any

from loadtest.overload.report import HEAD, Run, broken, table


def report(cpu_us: float, *wrong: str) -> dict[str, Any]:
    """Return the parts of a swarm's report that are read here."""
    times = {"p50": 10.0, "p99": 20.0}
    bids = {"seconds": 2.0, "sent": 400, "accepted_per_s": 150.0, "accepted_ms": times}
    return {
        "bids": bids,
        "deliveries": {"ms": times},
        "whole_run": {"codes": {"busy": 7}},
        "processes": {"node1": {"resident_mb": 107.3, "us_per_accepted": cpu_us}},
        "wrong": list(wrong),
    }


def test_a_row_has_the_figures_of_crowd_and_bystanders() -> None:
    run = Run("rush", report(300.0), report(20.0), asked_per_s=1_000.0)
    assert run.row() == "| rush | 1,000 | 200 | 150 | 300 | 10, 20 | 7 | 10, 20 | 10, 20 | 107 |"


def test_every_row_has_as_many_cells_as_the_head() -> None:
    runs = [Run("alone", None, report(20.0)), Run("peak", report(200.0), report(20.0))]
    assert {line.count("|") for line in table(runs)} == {HEAD[0].count("|")}


def test_a_goodput_below_the_bound_is_named() -> None:
    peak = Run("peak", report(200.0), None)
    assert list(broken(peak, Run("rush", report(250.0), None))) == []
    found = list(broken(peak, Run("rush", report(253.0), None)))
    assert found == ["goodput is 79% of the peak, less than 80%"]


def test_the_faults_that_a_swarm_has_found_are_named() -> None:
    peak = Run("peak", report(200.0), report(20.0, "a wrong screen"))
    assert list(broken(peak, peak)) == ["peak: a wrong screen", "peak: a wrong screen"]

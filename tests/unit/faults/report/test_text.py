"""The page of faults is made of the records."""

import pytest

from tests.faults.report.record import Json, run_line
from tests.faults.report.text import bound, page
from tests.faults.tally import Tally

PAIR = "redis_pauses + a_node_dies"


def a_run(seed: int = 1, *, failures: list[Json] | None = None) -> Json:
    tally = Tally(memory_mib=120.5, durability={"always": 2})  # type: ignore[arg-type]
    for names in (("redis_pauses",), ("redis_pauses", "a_node_dies")):
        tally.struck(names)
    tally.took("redis_pauses", without_service_s=0.42, left_s=0.31, drain_s=3.1)
    tally.took(PAIR, without_service_s=1.21, left_s=1.1, drain_s=None)
    tally.judged({"bids sent": 1000, "accepted": 900, "refused": 90, "unconfirmed": 10})
    return run_line(tally, seed, 1, seconds=1500, drawn=[{}, {}], failures=failures or [])


def test_counts_of_all_runs_are_added() -> None:
    text = page([a_run(1), a_run(2)], None, [], None)
    assert "| bids acknowledged | 900 | 1,800 |" in text
    assert "6 faults struck real processes in 0.8 hours." in text
    assert "| `redis_pauses` | 4 | 2 | 0.4 s | 0.3 s | 3.1 s |" in text
    assert f"| `{PAIR}` | 2 | 1.2 s | 1.1 s |" in text
    assert "| most memory of a node, in MiB | 120.5 | 120.5 |" in text
    assert "Rounds of the last run with their checks: No failure in 2" in text
    assert "Faults of the last run: No failure in 3" in text
    assert "Rounds of all runs with their checks: No failure in 4" in text


def test_a_round_that_failed_is_named_with_its_command() -> None:
    failure = {
        "command": "python -m tests.faults --rounds 1 --seed 9",
        "findings": ["redis_pauses: audit L: a bid is lost"],
    }
    text = page([a_run(failures=[failure])], None, [], None)
    assert "Rounds of all runs with their checks: 1 of 2 failed." in text
    assert "- seed 9: redis_pauses: audit L: a bid is lost.\n" in text
    assert "No failure" not in text


@pytest.mark.parametrize(("failures", "text"), [(0, "fewer than 0.003 of them"), (2, "2 of 1,000")])
def test_a_bound_follows_from_a_number_of_tries(failures: int, text: str) -> None:
    assert text in bound(failures, 1000)


def test_what_has_no_record_is_left_out() -> None:
    text = page([], None, [], None)
    assert "## Simulations" not in text
    assert "## Mutants" not in text
    assert "## Attacks" not in text
    assert "## Where each fault is tried" in text


def test_simulations_and_mutants_have_parts() -> None:
    dense = {
        "simulated_hours": 2,
        "cpu_seconds": 3_600,
        "seeds": 10,
        "failed_seeds": [],
        "bids": {"sent": 9_000, "accepted": 7_000},
        "faults": {"kill": 3},
    }
    dense["product"] = "1a2b3c4d"
    dense["causes"] = {"13": "A bidder was not notified."}
    long = dense | {"simulated_hours": 17_530, "seeds": 2, "faults": {"cut": 35_060}, "causes": {}}
    simulations = {"dense": dense, "long": long}
    mutants = [{"name": "a commit is not fenced", "caught": ["audit M", "the simulator"]}]
    text = page([], simulations, mutants, None, mutants_tried="All were tried.")
    assert "| product | 1a2b3c4d | 1a2b3c4d |" in text
    assert "17,532.0 hours took 2.00 hours of one core, so 10 years would take 0 days" in text
    assert "| simulated hours per hour of one core | 2.0 | 17,530.0 |" in text
    assert "|  | dense | long |" in text
    assert "| bids accepted | 7,000 | 7,000 |" in text
    assert "| bids in an hour | 4,500 | 1 |" in text
    assert "| faults: cut | 0 | 35,060 |" in text
    assert "| faults in an hour | 2 | 2 |" in text
    assert "No failure in 12" in text
    assert "\n- seed 13: A bidder was not notified.\n" in text
    assert (
        "1 of 1 mistakes that were built into the product were caught.\nAll were tried.\n" in text
    )
    assert "| a commit is not fenced | audit M, the simulator |" in text


@pytest.mark.parametrize(("peak_mib", "shown"), [(0, False), (148.7, True)])
def test_the_memory_of_an_attacked_node_is_shown_where_it_was_measured(
    peak_mib: float, shown: bool
) -> None:
    attacks = {
        "rows": [{}] * 3,
        "rounds": 5,
        "day": "2026-11-26",
        "calm_mib": 101,
        "peak_mib": peak_mib,
    }
    text = page([], None, [], attacks)
    assert "| attacks | 3 |" in text
    assert ("| most memory of the node, in MiB | 149 |" in text) is shown

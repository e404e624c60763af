"""The rounds of a bench, with servers that come up and servers that don't."""

import time
from collections import Counter

import pytest

from loadtest.bench.plan import AUCTION, AUDIT, BASELINES, HOT, MANY, Load, Plan, Server, Turn
from loadtest.bench.results import Run
from loadtest.bench.rounds import all_rounds, bench
from loadtest.launch import LaunchError
from tests.unit.loadtest.bench.made_runs import report

NONE = BASELINES[0]
PLAN = Plan("p", [Turn(AUCTION, [HOT, AUDIT]), Turn(NONE, [HOT, MANY])], rounds=3, seconds=1)
NEVER = float("inf")


async def measure(server: Server, load: Load) -> Run:
    """Measure a server that comes up."""
    return Run(server.name, load.name, report(1), [])


async def without_baseline(server: Server, load: Load) -> Run:
    """Measure servers of which the baseline doesn't come up."""
    if server is NONE:
        raise LaunchError("it died")
    return await measure(server, load)


def counted(runs: list[Run]) -> Counter[tuple[str, str]]:
    return Counter((run.server, run.load) for run in runs)


async def test_every_server_takes_its_turn_in_every_round_and_is_audited_once() -> None:
    runs, rounds = await all_rounds(PLAN, measure, NEVER, lambda line: None)
    assert rounds == 3
    expected = {("auction", "1 item"): 3, ("auction", "audit"): 1}
    assert counted(runs) == expected | {("none", "1 item"): 3, ("none", "100 items"): 3}


async def test_a_turn_may_be_left_out_of_later_rounds() -> None:
    plan = Plan("p", [Turn(AUCTION, [HOT]), Turn(NONE, [HOT], rounds_max=2)], rounds=3, seconds=1)
    runs, _ = await all_rounds(plan, measure, NEVER, lambda line: None)
    assert counted(runs) == {("auction", "1 item"): 3, ("none", "1 item"): 2}


async def test_a_server_that_does_not_come_up_is_a_result_and_not_tried_again() -> None:
    lines: list[str] = []
    runs, rounds = await all_rounds(PLAN, without_baseline, NEVER, lines.append)
    assert rounds == 3
    assert counted(runs) == {
        ("auction", "1 item"): 3,
        ("auction", "audit"): 1,
        ("none", "1 item"): 1,
    }
    assert "round 1: none | 1 item | it died" in lines


async def test_a_round_that_would_not_end_in_time_is_not_begun() -> None:
    lines: list[str] = []
    _, rounds = await all_rounds(PLAN, measure, time.monotonic(), lines.append)
    assert rounds == 1
    assert lines[-1] == "there is no time for round 2"


async def test_an_empty_plan_can_not_be_run() -> None:
    with pytest.raises(LaunchError, match="no such server"):
        await bench(Plan("p", [], rounds=1, seconds=1), 1, lambda line: None)

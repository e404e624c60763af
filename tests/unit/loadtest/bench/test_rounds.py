"""The rounds of a bench, whatever its servers do."""

import time
from collections import Counter

import pytest

from loadtest.bench.plan import AUCTION, AUDIT, BASELINES, HOT, MANY, Load, Plan, Server, Turn
from loadtest.bench.results import Run
from loadtest.bench.rounds import all_rounds, bench
from loadtest.sale import SaleError
from tests.unit.loadtest.bench.made_runs import figures

NONE = BASELINES[0]
PLAN = Plan("p", [Turn(AUCTION, [HOT, AUDIT]), Turn(NONE, [HOT, MANY])], rounds=3, seconds=1)
FAR = float("inf")


async def measure(server: Server, load: Load) -> Run:
    """Come up, always."""
    return Run(server.name, load.name, figures(1), [])


async def without_baseline(server: Server, load: Load) -> Run:
    """Come up, but for the baseline."""
    if server is NONE:
        raise SaleError("it died")
    return await measure(server, load)


def counted(runs: list[Run]) -> Counter[tuple[str, str]]:
    return Counter((run.server, run.load) for run in runs)


async def test_every_server_takes_its_turn_in_every_round_and_is_audited_once() -> None:
    runs, rounds = await all_rounds(PLAN, measure, FAR, lambda line: None)
    assert rounds == 3
    expected = {("auction", "1 item"): 3, ("auction", "audit"): 1}
    assert counted(runs) == expected | {("none", "1 item"): 3, ("none", "100 items"): 3}


async def test_a_server_that_does_not_come_up_is_a_result_and_not_tried_again() -> None:
    said: list[str] = []
    runs, rounds = await all_rounds(PLAN, without_baseline, FAR, said.append)
    assert rounds == 3
    assert counted(runs) == {
        ("auction", "1 item"): 3,
        ("auction", "audit"): 1,
        ("none", "1 item"): 1,
    }
    assert "round 1: none | 1 item | it died" in said


async def test_no_round_begins_that_would_not_end_in_time() -> None:
    said: list[str] = []
    _, rounds = await all_rounds(PLAN, measure, time.monotonic(), said.append)
    assert rounds == 1
    assert said[-1] == "there is no time for round 2"


async def test_a_plan_of_nothing_can_not_be_run() -> None:
    with pytest.raises(SaleError, match="no such server"):
        await bench(Plan("p", [], rounds=1, seconds=1), 1, lambda line: None)

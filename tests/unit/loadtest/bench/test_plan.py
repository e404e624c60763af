"""The plans of a bench."""

import pytest

from loadtest.bench.plan import BASELINES, EVERYSEC, PLANS, STANDARD, Load
from loadtest.swarm.options import parse

LOADS = {load.name: load for plan in PLANS.values() for turn in plan.turns for load in turn.loads}


@pytest.mark.parametrize("load", LOADS.values(), ids=LOADS)
def test_the_swarm_understands_every_load(load: Load) -> None:
    parse(["--url", "http://127.0.0.1:1", "--secret", "s", *load.swarm]).check()


def test_the_standard_plan_has_one_to_a_thousand_items_for_every_server() -> None:
    by_contention = [f"{count} items" for count in (10, 100, 1000)]
    alone = [turn for turn in STANDARD.turns if not turn.server.nodes and turn.server != EVERYSEC]
    assert len(alone) == 1 + len(BASELINES)
    for turn in alone:
        assert {"1 item", *by_contention} <= {load.name for load in turn.loads}


def test_a_part_has_the_chosen_servers_and_loads() -> None:
    part = STANDARD.only(["auction", "lua"], ["1 item"])
    asked = [(turn.server.name, [load.name for load in turn.loads]) for turn in part.turns]
    assert asked == [("auction", ["1 item"]), ("lua", ["1 item"])]
    assert STANDARD.only([], []) == STANDARD
    assert STANDARD.only(["auction, 2 behind HAProxy"], ["room of 1000"]).turns == []


def test_a_plan_without_a_balancer_has_no_server_behind_one() -> None:
    assert any(turn.server.nodes for turn in STANDARD.turns)
    assert not any(turn.server.nodes for turn in STANDARD.without_balancer().turns)

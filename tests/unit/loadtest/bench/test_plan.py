"""What a bench measures."""

import pytest

from loadtest.bench.plan import EVERYSEC, PLANS, STANDARD, Load
from loadtest.swarm.options import parse

LOADS = {load.name: load for plan in PLANS.values() for turn in plan.turns for load in turn.loads}


@pytest.mark.parametrize("load", LOADS.values(), ids=LOADS)
def test_the_swarm_understands_every_load(load: Load) -> None:
    parse(["--url", "http://127.0.0.1:1", "--secret", "s", *load.swarm]).check()


def test_the_standard_plan_goes_from_one_item_to_a_thousand_for_everybody() -> None:
    by_contention = [f"{count} items" for count in (10, 100, 1000)]
    alone = [turn for turn in STANDARD.turns if not turn.server.nodes and turn.server != EVERYSEC]
    assert len(alone) == 8
    for turn in alone:
        assert {"1 item", *by_contention} <= {load.name for load in turn.loads}


def test_a_part_is_what_was_asked_for() -> None:
    part = STANDARD.only(["auction", "lua"], ["1 item"])
    asked = [(turn.server.name, [load.name for load in turn.loads]) for turn in part.turns]
    assert asked == [("auction", ["1 item"]), ("lua", ["1 item"])]
    assert STANDARD.only([], []) == STANDARD
    assert STANDARD.only(["auction, 2 behind HAProxy"], ["room of 1000"]).turns == []


def test_nothing_that_needs_a_balancer_is_left_without_one() -> None:
    assert any(turn.server.nodes for turn in STANDARD.turns)
    assert not any(turn.server.nodes for turn in STANDARD.without_balancer().turns)

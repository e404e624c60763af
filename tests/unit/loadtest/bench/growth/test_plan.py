"""The axes of growth."""

import pytest

from loadtest.bench.growth.plan import PLANS, QUICK, WHOLE, Axis, Grows
from loadtest.swarm.options import parse

AXES = [axis for plan in PLANS.values() for axis in plan.axes]


@pytest.mark.parametrize("axis", AXES, ids=lambda axis: axis.grows.value)
def test_the_swarm_understands_the_load_of_every_axis(axis: Axis) -> None:
    sale = ("--sale", "growth", "--items", str(axis.items), "--sockets", "100")
    parse(["--url", "http://127.0.0.1:1", "--secret", "s", *axis.swarm, *sale]).check()


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_a_plan_has_everything_that_grows_with_rising_values(plan: object) -> None:
    assert plan in (WHOLE, QUICK)
    axes = WHOLE.axes if plan is WHOLE else QUICK.axes
    assert {axis.grows for axis in axes} == set(Grows)
    assert all(list(axis.values) == sorted(set(axis.values)) for axis in axes)


def test_a_part_has_the_chosen_axes() -> None:
    assert [axis.grows for axis in WHOLE.only(["items"]).axes] == [Grows.ITEMS]
    assert list(WHOLE.only([]).axes) == list(WHOLE.axes)

"""The number of users over time."""

from loadtest.scenarios.shapes import Plan, is_near, ramp, rush, steady

PLAN = Plan(seconds=60, users=100, spawn_rate=10)


def test_a_steady_crowd_is_complete_at_every_time() -> None:
    assert [steady(PLAN, at) for at in (0, 30, 60)] == [100, 100, 100]


def test_a_ramp_grows_evenly_and_then_stays() -> None:
    assert [ramp(PLAN, at) for at in (0, 12, 24, 48, 60)] == [1, 25, 50, 100, 100]


def test_a_rush_comes_in_the_last_third() -> None:
    assert [rush(PLAN, at) for at in (0, 40, 41, 60)] == [20, 20, 100, 100]


def test_only_the_last_seconds_before_an_end_are_near_it() -> None:
    assert [is_near(10_000, now, 5_000) for now in (5_000, 5_001, 10_000, 10_001)] == [
        *(False, True, True, False)
    ]

"""The open loop's schedule: when bids are due does not depend on the server."""

from itertools import pairwise

import pytest

from loadtest.swarm.pace import schedule


def test_bids_are_due_evenly_at_the_rate() -> None:
    assert list(schedule(4, 0, 1)) == [0, 0.25, 0.5, 0.75]


def test_a_schedule_has_the_number_of_bids_that_the_rate_gives() -> None:
    assert len(list(schedule(333, 0, 3))) == 999


def test_the_ramp_comes_first_and_rises_to_the_rate() -> None:
    moments = list(schedule(100, 2, 1))
    ramp = [moment for moment in moments if moment < 2]
    assert len(ramp) == 100, "half the rate on average"
    assert moments[100] == 2
    gaps = [later - earlier for earlier, later in pairwise(ramp)]
    assert gaps == sorted(gaps, reverse=True)
    assert gaps[-1] == pytest.approx(1 / 100, rel=0.02)


def test_a_ramp_ends_where_the_full_rate_begins() -> None:
    moments = list(schedule(1000, 1, 1))
    assert all(later - earlier > 0 for earlier, later in pairwise(moments))

"""A rate does not depend on other programs, and shows a node that does nothing."""

import pytest

from tests.faults.rates import Sample


@pytest.mark.parametrize(
    ("accepted", "ran_s", "waited_s", "rate", "left_s"),
    [
        (100, 2.0, 0.0, 50, 2),
        (100, 1.0, 1.0, 100, 1),
        (10, 0.1, 0.0, 5, 2),
        (0, 0.0, 0.0, 0, 2),
        (20, 0.01, 4.0, 200, 0.1),
    ],
)
def test_a_rate_is_that_of_the_time_that_the_processes_got(
    accepted: int, ran_s: float, waited_s: float, rate: float, left_s: float
) -> None:
    earlier = Sample(10.0, 1_000, 5, 7)
    later = Sample(12.0, 1_000 + accepted, 5 + ran_s, 7 + waited_s)
    assert later.rate_since(earlier) == pytest.approx(rate)
    assert later.left_since(earlier) == pytest.approx(left_s)

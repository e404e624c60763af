"""A rate does not depend on other programs, and shows a node that does nothing."""

import pytest

from tests.faults.rates import Sample


@pytest.mark.parametrize(
    ("accepted", "ran_s", "waited_s", "rate"),
    [
        (100, 2.0, 0.0, 50),
        (100, 1.0, 1.0, 100),
        (10, 0.1, 0.0, 5),
        (0, 0.0, 0.0, 0),
        (20, 0.01, 4.0, 200),
    ],
)
def test_a_rate_is_that_of_the_time_that_the_processes_got(
    accepted: int, ran_s: float, waited_s: float, rate: float
) -> None:
    later = Sample(12.0, 1_000 + accepted, 5 + ran_s, 7 + waited_s)
    assert later.rate_since(Sample(10.0, 1_000, 5, 7)) == pytest.approx(rate)

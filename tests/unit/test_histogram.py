"""A histogram counts each value in the lowest class that has it."""

import pytest

from server.histogram import SECONDS, Histogram


@pytest.mark.parametrize(
    ("value", "place"), [(0, 0), (0.001, 0), (0.0011, 1), (2.0, -2), (2.1, -1)]
)
def test_a_value_counts_in_the_lowest_class_that_has_it(value: float, place: int) -> None:
    histogram = Histogram()
    histogram.add(value)
    assert len(histogram.counts) == len(SECONDS) + 1
    assert histogram.counts[place] == histogram.count == 1


def test_the_sum_of_all_values_is_kept() -> None:
    histogram = Histogram((1, 2))
    for value in (0.5, 1.5, 7):
        histogram.add(value)
    assert (histogram.counts, histogram.total, histogram.count) == ([1, 1, 1], 9, 3)

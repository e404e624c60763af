"""Counts of several runs are added, and the longest of their times is kept."""

from tests.faults.report.sums import longest, longest_by, summed

RUNS = [
    {"faults": {"redis_pauses": 2}, "left_s": {"redis_pauses": 0.5}},
    {"faults": {"redis_pauses": 1, "a_node_dies": 3}, "left_s": {"redis_pauses": 0.4}},
]


def test_counts_are_added_by_name() -> None:
    assert summed(RUNS, "faults") == {"redis_pauses": 3, "a_node_dies": 3}


def test_the_longest_time_is_kept_by_name_and_runs_without_times_count_nothing() -> None:
    assert longest_by([*RUNS, {}], "left_s") == {"redis_pauses": 0.5}
    assert longest(RUNS, "left_s") == 0.5
    assert longest([], "left_s") == 0

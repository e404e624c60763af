"""The swarm's histogram: quantiles with a known error."""

from hypothesis import given
from hypothesis import strategies as st

from loadtest.swarm.meters.histogram import Histogram


def histogram(*times_us: int) -> Histogram:
    found = Histogram()
    for time_us in times_us:
        found.add(time_us)
    return found


def exact(times_us: list[int], share: float) -> int:
    """Return the smallest time that `share` of all times don't exceed."""
    return next(
        time
        for time in sorted(times_us)
        if sum(other <= time for other in times_us) >= share * len(times_us)
    )


@given(st.lists(st.integers(0, 2**36 - 1), min_size=1), st.sampled_from([0.5, 0.95, 0.99, 1.0]))
def test_a_quantile_is_at_most_one_in_64_too_high(times_us: list[int], share: float) -> None:
    found_us = round(histogram(*times_us).quantile_ms(share) * 1000)
    right_us = exact(times_us, share)
    assert right_us <= found_us <= right_us * (1 + 1 / 64)


def test_the_largest_time_is_exact() -> None:
    assert histogram(10, 1_000_003).quantile_ms(1) == 1000.003


def test_a_quantile_of_nothing_is_0() -> None:
    assert Histogram().quantile_ms(0.99) == 0


def test_a_negative_time_counts_as_0() -> None:
    assert (histogram(-5).total, histogram(-5).quantile_ms(1)) == (1, 0)


def test_a_time_beyond_the_range_goes_into_the_last_bucket() -> None:
    assert histogram(2**50).quantile_ms(1) == (2**36 - 1) / 1000


def test_the_times_added_since_a_copy_make_a_histogram() -> None:
    found = histogram(1_000_000)
    before = list(found.counts)
    found.add(50)
    found.add(60)
    newer = found.since(before)
    assert (newer.total, newer.quantile_ms(1)) == (2, 0.06)


@given(st.lists(st.integers(0, 2**36 - 1)))
def test_the_wide_buckets_count_every_time_at_most_an_eighth_too_high(times_us: list[int]) -> None:
    pairs = histogram(*times_us).by_octave_eighths()
    assert sum(count for _, count in pairs) == len(times_us)
    below = 0
    for end_ms, count in pairs:
        below += count
        end_us = round(end_ms * 1000)
        assert sum(time <= end_us for time in times_us) == below
        assert any(time <= end_us <= time * 9 / 8 + 8 for time in times_us)


def test_a_power_of_two_has_eight_wide_buckets() -> None:
    assert len(histogram(*range(1024, 2048)).by_octave_eighths()) == 8


@given(st.lists(st.integers(0, 2**36 - 1)), st.lists(st.integers(0, 2**36 - 1)))
def test_the_sum_of_two_histograms_counts_the_times_of_both(
    one: list[int], other: list[int]
) -> None:
    together, both = histogram(*one).together_with(histogram(*other)), histogram(*one, *other)
    assert (together.counts, together.total, together.max_us) == (
        both.counts,
        both.total,
        both.max_us,
    )

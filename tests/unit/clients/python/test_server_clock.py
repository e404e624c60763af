"""The estimate of the server's clock."""

from itertools import permutations

import pytest

from auction_client.server_clock import ClockEstimate, ClockSample, estimate


def sample(sent_at: float, there: float, back: float, offset: float) -> ClockSample:
    """Return the sample of a server that is ahead by `offset`, over `there` and `back` ms."""
    return ClockSample(sent_at, sent_at + there + back, sent_at + there + offset)


def test_the_offset_is_exact_when_both_directions_take_the_same_time() -> None:
    assert estimate([sample(1_000, 20, 20, 5_000)]) == ClockEstimate(5_000, 20)


@pytest.mark.parametrize(("there", "back"), [(0, 80), (80, 0), (10, 70)])
def test_the_error_is_half_of_the_round_trip_at_most(there: float, back: float) -> None:
    known = estimate([sample(1_000, there, back, -300)])
    assert abs(known.offset_ms - -300) <= known.error_ms


def test_the_sample_with_the_shortest_round_trip_counts_in_any_order() -> None:
    samples = [sample(0, 90, 10, 700), sample(200, 5, 5, 700), sample(400, 10, 400, 700)]
    for order in permutations(samples):
        assert estimate(order) == ClockEstimate(700, 5)

"""Retries grow slower and slower, and stay near an hour."""

import pytest

from server.webhooks.retries import LONGEST_S, retry_after_s


def test_waits_grow_up_to_the_longest() -> None:
    waits = [retry_after_s(failures, 0.5) for failures in range(1, 9)]
    assert waits == [5, 15, 45, 135, 405, 1_215, LONGEST_S, LONGEST_S]
    assert retry_after_s(10**9, 0.5) == LONGEST_S


def test_chance_spreads_a_wait_to_both_sides() -> None:
    assert (retry_after_s(2, 0.0), retry_after_s(2, 1.0)) == (11.25, 18.75)


@pytest.mark.parametrize(("asked_s", "waits_s"), [(1, 5), (60, 60), (10**8, LONGEST_S)])
def test_a_server_may_ask_for_more_time_within_bounds(asked_s: float, waits_s: float) -> None:
    assert retry_after_s(1, 0.5, asked_s) == waits_s

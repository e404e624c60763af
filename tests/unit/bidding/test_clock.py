"""The server's single clock between Redis' replies."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.bidding.clock import RedisClock

SLACK_MS = 50
"""What a busy machine may take between two lines of a test."""


def test_before_the_first_reply_it_is_this_machines_clock() -> None:
    assert abs(RedisClock().now() - time.time() * 1_000) <= SLACK_MS


@pytest.mark.parametrize("off_ms", [-3_600_000, 0, 3_600_000])
def test_redis_clock_is_followed_however_far_this_machines_is_off(off_ms: int) -> None:
    clock = RedisClock()
    redis_now = int(time.time() * 1_000) + off_ms
    clock.observe(redis_now, sent=time.monotonic())
    assert 0 <= clock.now() - redis_now <= SLACK_MS


def test_the_latest_reply_counts() -> None:
    clock = RedisClock()
    clock.observe(1_000_000, sent=time.monotonic())
    clock.observe(5_000_000, sent=time.monotonic())
    assert 0 <= clock.now() - 5_000_000 <= SLACK_MS


def test_it_goes_on_between_replies() -> None:
    clock = RedisClock()
    clock.observe(1_000_000, sent=time.monotonic())
    time.sleep(0.02)
    assert 20 <= clock.now() - 1_000_000 + 1 <= 20 + SLACK_MS


@given(st.floats(0, 4_000), st.floats(0, 1))
def test_it_is_wrong_by_half_the_round_trip_at_most(round_trip_ms: float, share: float) -> None:
    """Redis may have read its clock anywhere between sending and receiving."""
    redis_now = 1_000_000_000
    true_now = redis_now + round_trip_ms * (1 - share)
    clock = RedisClock()
    clock.observe(redis_now, sent=time.monotonic() - round_trip_ms / 1_000)
    assert abs(clock.now() - true_now) <= round_trip_ms / 2 + SLACK_MS

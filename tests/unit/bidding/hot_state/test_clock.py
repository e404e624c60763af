"""The clock between Redis' replies."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.bidding.hot_state.clock import RedisClock

GRAIN_MS = 1
"""A clock shows whole milliseconds."""


class Machine:
    """This machine's clocks, which stand still until a test moves them."""

    def __init__(self) -> None:
        self.now_s = 8.0

    def monotonic(self) -> float:
        return self.now_s

    def time(self) -> float:
        return 1_800_000_000 + self.now_s


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    machine = Machine()
    monkeypatch.setattr("server.bidding.hot_state.clock.time", machine)
    return machine


def test_before_the_first_reply_it_is_this_machines_clock(machine: Machine) -> None:
    clock = RedisClock()
    machine.now_s += 2
    assert clock.now() == machine.time() * 1_000


@pytest.mark.parametrize("off_ms", [-3_600_000, 0, 3_600_000])
def test_redis_clock_is_followed_however_wrong_this_machines_clock_is(
    machine: Machine, off_ms: int
) -> None:
    clock = RedisClock()
    redis_now = int(machine.time() * 1_000) + off_ms
    clock.observe(redis_now, sent=machine.now_s)
    assert clock.now() == redis_now


def test_the_latest_reply_counts(machine: Machine) -> None:
    clock = RedisClock()
    clock.observe(1_000_000, sent=machine.now_s)
    clock.observe(5_000_000, sent=machine.now_s)
    assert clock.now() == 5_000_000


def test_the_clock_runs_between_replies(machine: Machine) -> None:
    clock = RedisClock()
    clock.observe(1_000_000, sent=machine.now_s)
    machine.now_s += 0.25
    assert clock.now() == 1_000_250


@given(st.floats(0, 4_000), st.floats(0, 1))
def test_the_clock_is_wrong_by_half_the_round_trip_at_most(
    round_trip_ms: float, share: float
) -> None:
    """Redis may have read its clock anywhere between sending and receiving."""
    redis_now = 1_000_000_000
    true_now = redis_now + round_trip_ms * (1 - share)
    with pytest.MonkeyPatch.context() as patch:
        machine = Machine()
        patch.setattr("server.bidding.hot_state.clock.time", machine)
        clock = RedisClock()
        clock.observe(redis_now, sent=machine.now_s - round_trip_ms / 1_000)
        assert abs(clock.now() - true_now) <= round_trip_ms / 2 + GRAIN_MS

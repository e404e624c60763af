"""The clock between Redis' replies."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.bidding.hot_state.clock import STEP_MAX_MS, Reading, RedisClock, elapsed_s

GRAIN_MS = 1
"""A clock shows whole milliseconds."""
HOUR_MS = 3_600_000
NOON = 1_000_000_000


class Machine:
    """A machine's clocks, which stand still until a test moves them."""

    def __init__(self) -> None:
        self.now_s = 8.0

    def elapsed(self) -> float:
        return self.now_s

    def wall(self) -> float:
        return 1_800_000_000 + self.now_s


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
def clock(machine: Machine) -> RedisClock:
    return clock_of(machine)


def clock_of(machine: Machine) -> RedisClock:
    return RedisClock(elapsed=machine.elapsed, wall=machine.wall)


def test_before_the_first_reply_it_is_this_machines_clock(
    machine: Machine, clock: RedisClock
) -> None:
    machine.now_s += 2
    assert clock.now() == machine.wall() * 1_000


@pytest.mark.parametrize("off_ms", [-HOUR_MS, 0, HOUR_MS])
def test_the_first_time_is_taken_on_trust_and_compared_with_this_machines_clock(
    machine: Machine, clock: RedisClock, off_ms: int
) -> None:
    redis_now = int(machine.wall() * 1_000) + off_ms
    assert not clock.is_known(0)
    assert clock.observe(0, redis_now, machine.now_s) is Reading.STEADY
    assert clock.is_known(0)
    assert clock.now() == redis_now
    assert clock.ahead_of_wall_ms(redis_now, machine.now_s) == off_ms


def test_the_clock_runs_between_replies(machine: Machine, clock: RedisClock) -> None:
    clock.observe(0, NOON, machine.now_s)
    machine.now_s += 0.25
    assert clock.now() == NOON + 250


@pytest.mark.parametrize("step_ms", [-STEP_MAX_MS, -3, 5, STEP_MAX_MS])
def test_small_steps_are_followed(machine: Machine, clock: RedisClock, step_ms: int) -> None:
    clock.observe(0, NOON, machine.now_s)
    assert clock.observe(0, NOON + step_ms, machine.now_s) is Reading.STEADY
    assert abs(clock.now() - (NOON + step_ms)) <= GRAIN_MS


@pytest.mark.parametrize("share", [-1, 1])
def test_a_slow_drift_is_followed_however_far_it_goes(
    machine: Machine, clock: RedisClock, share: int
) -> None:
    for second in range(60):
        redis_now = NOON + second * (1_000 + 500 * share)
        assert clock.observe(0, redis_now, machine.now_s) is Reading.STEADY
        assert abs(clock.now() - redis_now) <= GRAIN_MS
        machine.now_s += 1


@pytest.mark.parametrize("jump_ms", [-HOUR_MS, -STEP_MAX_MS - 3, STEP_MAX_MS + 3, HOUR_MS])
def test_a_jump_is_found_and_not_followed(
    machine: Machine, clock: RedisClock, jump_ms: int
) -> None:
    clock.observe(0, NOON, machine.now_s)
    machine.now_s += 4
    assert clock.observe(0, NOON + 4_000 + jump_ms, machine.now_s) is Reading.JUMPED
    assert clock.now() == NOON + 4_000
    assert clock.ahead_ms(0, NOON + 4_000 + jump_ms, machine.now_s) == jump_ms


@given(st.floats(0, 7_200_000), st.floats(0, 1))
def test_a_stopped_node_or_redis_is_no_jump(round_trip_ms: float, share: float) -> None:
    """Redis may have read its clock anywhere between sending and receiving."""
    machine = Machine()
    clock = clock_of(machine)
    clock.observe(0, NOON, machine.now_s)
    sent = machine.now_s
    machine.now_s += round_trip_ms / 1_000
    reading = clock.observe(0, NOON + int(round_trip_ms * share), sent)
    assert reading is (Reading.LATE if clock.is_late(sent) else Reading.STEADY)
    assert abs(clock.now() - (NOON + round_trip_ms)) <= 2 * GRAIN_MS


def test_a_late_first_reply_gives_no_time(machine: Machine, clock: RedisClock) -> None:
    assert clock.observe(0, NOON, machine.now_s - 30) is Reading.LATE
    assert not clock.is_known(0)


def test_a_time_can_be_taken_over_whatever_was_measured(
    machine: Machine, clock: RedisClock
) -> None:
    clock.observe(0, NOON, machine.now_s)
    clock.trust(0, NOON + HOUR_MS, machine.now_s)
    assert clock.now() == NOON + HOUR_MS


def test_each_shard_has_its_own_clock(machine: Machine, clock: RedisClock) -> None:
    clock.observe(0, NOON, machine.now_s)
    assert clock.observe(1, NOON + HOUR_MS, machine.now_s) is Reading.STEADY
    assert clock.observe(0, NOON, machine.now_s) is Reading.STEADY
    assert clock.now() == NOON
    assert clock.converted(1, NOON + HOUR_MS + 5) == NOON + 5
    assert clock.converted(0, NOON + 5) == NOON + 5


@given(st.floats(0, STEP_MAX_MS - 1), st.floats(0, 1))
def test_the_clock_is_wrong_by_half_the_round_trip_at_most(
    round_trip_ms: float, share: float
) -> None:
    true_now = NOON + round_trip_ms * (1 - share)
    machine = Machine()
    clock = clock_of(machine)
    clock.observe(0, NOON, machine.now_s - round_trip_ms / 1_000)
    assert abs(clock.now() - true_now) <= round_trip_ms / 2 + GRAIN_MS


def test_elapsed_time_is_not_the_wall_clocks() -> None:
    began = elapsed_s()
    assert began <= elapsed_s()
    assert began < time.time() / 2

"""Soft close: a bid in the last moments moves the end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.listings.soft_close import Policy, SoftClose, end_after_bid
from tests.unit.domain.sale import MINUTE, NOON, SECOND

THREE_MINUTES = SoftClose(Policy.RESET, window_ms=3 * MINUTE, extend_ms=3 * MINUTE)

durations = st.integers(1, 24 * 60 * MINUTE)
moments = st.integers(NOON - 60 * MINUTE, NOON)


def at(clock: str) -> int:
    """Return a moment of the afternoon, `14:58`, in milliseconds."""
    hours, minutes = map(int, clock.split(":"))
    return NOON + (60 * hours + minutes) * MINUTE


@pytest.mark.parametrize(
    ("ends", "bid", "then_ends"),
    [("15:00", "14:58", "15:01"), ("15:01", "15:00", "15:03")],
)
def test_reset_moves_the_end_to_the_bid_plus_the_extension(
    ends: str, bid: str, then_ends: str
) -> None:
    """The published example of three minutes."""
    assert end_after_bid(THREE_MINUTES, at(ends), at(bid)) == at(then_ends)


def test_the_windows_edge_is_inclusive() -> None:
    longer = SoftClose(Policy.RESET, window_ms=2 * MINUTE, extend_ms=5 * MINUTE)
    edge = NOON - 2 * MINUTE
    assert end_after_bid(longer, NOON, edge) == edge + 5 * MINUTE
    assert end_after_bid(longer, NOON, edge - 1) == NOON


def test_an_extension_shorter_than_what_is_left_leaves_the_end() -> None:
    shorter = SoftClose(Policy.RESET, window_ms=MINUTE, extend_ms=10 * SECOND)
    assert end_after_bid(shorter, NOON, NOON - 30 * SECOND) == NOON


@given(moments, durations, durations)
def test_without_a_policy_the_end_stands(bid_at: int, window_ms: int, extend_ms: int) -> None:
    assert end_after_bid(SoftClose(Policy.NONE, window_ms, extend_ms), NOON, bid_at) == NOON


@given(moments, durations, durations)
def test_no_bid_brings_the_end_forward(bid_at: int, window_ms: int, extend_ms: int) -> None:
    reset = SoftClose(Policy.RESET, window_ms, extend_ms)
    assert end_after_bid(reset, NOON, bid_at) >= NOON


@given(
    st.builds(
        SoftClose,
        st.sampled_from(Policy),
        durations,
        durations,
        st.none() | st.integers(0, 3),
        st.none() | moments,
    ),
    moments,
    st.integers(0, 3),
)
def test_no_policy_brings_the_end_forward(rules: SoftClose, bid_at: int, extensions: int) -> None:
    assert end_after_bid(rules, NOON, bid_at, extensions=extensions) >= NOON


def test_add_moves_the_end_by_the_extension_whenever_the_bid_comes_in_the_window() -> None:
    add = SoftClose(Policy.ADD, MINUTE, 2 * MINUTE)
    assert end_after_bid(add, NOON, NOON - MINUTE) == NOON + 2 * MINUTE
    assert end_after_bid(add, NOON, NOON - 1) == NOON + 2 * MINUTE
    assert end_after_bid(add, NOON, NOON - MINUTE - 1) == NOON


def test_a_capped_end_moves_so_often_and_no_more() -> None:
    capped = SoftClose(Policy.CAPPED, MINUTE, MINUTE, extensions_max=2)
    ends = [end_after_bid(capped, NOON, NOON - 1, extensions=n) for n in (0, 1, 2, 3)]
    assert ends == [NOON + MINUTE - 1] * 2 + [NOON] * 2


def test_a_capped_end_is_never_moved_past_the_hard_end() -> None:
    capped = SoftClose(Policy.CAPPED, MINUTE, MINUTE, hard_end=NOON + 10)
    assert end_after_bid(capped, NOON, NOON - 1) == NOON + 10
    assert end_after_bid(capped, NOON + 20, NOON + 15) == NOON + 20

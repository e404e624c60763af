"""The pauses between attempts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auction_client.backoff import (
    BID_BACKOFF,
    RECONNECT_BACKOFF,
    WATCH_BACKOFF,
    Backoff,
    Pauses,
    after_leaving,
    leaving_s,
    retry_after_s,
)
from auction_client.messages import Refusal

BACKOFF = Backoff(first_s=0.1, longest_s=2.0)


def busy(**details: object) -> Refusal:
    return Refusal(code="busy", message="too many bids wait", details=details)


def test_pauses_double_up_to_the_longest() -> None:
    pauses = Pauses(BACKOFF, chance=lambda: 0.5)
    assert [pauses.next_s() for _ in range(7)] == [0.1, 0.2, 0.4, 0.8, 1.6, 2.0, 2.0]


def test_a_pause_is_spread_by_half_of_it_to_either_side() -> None:
    assert BACKOFF.pause_s(3, 0.0) == 0.4
    assert BACKOFF.pause_s(3, 1.0) == pytest.approx(1.2)


def test_retry_after_is_a_lower_bound_whatever_the_chance() -> None:
    pauses = Pauses(BACKOFF, chance=lambda: 0.0)
    assert pauses.next_s(busy(retry_after_ms=700)) == 0.7


def test_clients_that_were_refused_together_do_not_come_back_together() -> None:
    early = Pauses(BACKOFF, chance=lambda: 0.1).next_s(busy(retry_after_ms=700))
    late = Pauses(BACKOFF, chance=lambda: 0.9).next_s(busy(retry_after_ms=700))
    assert 0.7 < early < late


def test_a_short_retry_after_does_not_shorten_the_backoff() -> None:
    assert BACKOFF.pause_s(3, 0.0, retry_after_s=0.001) == 0.4


def test_a_retry_after_that_is_not_a_duration_is_ignored() -> None:
    for value in (None, "soon", -5, 0):
        assert retry_after_s(busy(retry_after_ms=value)) == 0.0
    assert retry_after_s(busy()) == 0.0


@pytest.mark.parametrize("backoff", [BID_BACKOFF, WATCH_BACKOFF, RECONNECT_BACKOFF])
@given(attempt=st.integers(0, 10_000), chance=st.floats(0, 1, exclude_max=True))
def test_every_pause_is_bounded(backoff: Backoff, attempt: int, chance: float) -> None:
    assert backoff.first_s / 2 <= backoff.pause_s(attempt, chance) <= 1.5 * backoff.longest_s


def test_the_hint_of_a_node_that_leaves_is_the_first_pause() -> None:
    pauses = Pauses(after_leaving(0.2), chance=lambda: 0.5)
    assert [round(pauses.next_s(), 3) for _ in range(6)] == [0.2, 0.4, 0.8, 1.6, 3.2, 5.0]
    assert after_leaving(None) == RECONNECT_BACKOFF


@pytest.mark.parametrize(
    ("message", "hint_s"),
    [
        ({"retry_after_ms": 200}, 0.2),
        ({"retry_after_ms": 10**9}, RECONNECT_BACKOFF.longest_s),
        ({"retry_after_ms": 0}, None),
        ({"retry_after_ms": "soon"}, None),
        ({}, None),
        (None, None),
    ],
)
def test_a_hint_is_read_within_bounds(message: object, hint_s: float | None) -> None:
    assert leaving_s(message) == hint_s

"""The pauses between attempts."""

from hypothesis import given
from hypothesis import strategies as st

from clients.python.backoff import BIDDING, Backoff, Pauses, asked_pause_s
from clients.python.messages import Refused

BACKOFF = Backoff(first_s=0.1, longest_s=2.0)


def refused(**figures: object) -> Refused:
    return Refused(code="busy", message="too many bids wait", figures=figures)


def test_pauses_double_up_to_the_longest() -> None:
    pauses = Pauses(BACKOFF, chance=lambda: 0.0)
    assert [pauses.next_s() for _ in range(7)] == [0.05, 0.1, 0.2, 0.4, 0.8, 1.0, 1.0]


def test_half_of_a_pause_is_left_to_chance() -> None:
    assert BACKOFF.pause_s(3, 0.0) == 0.4
    assert BACKOFF.pause_s(3, 0.5) == 0.6000000000000001


def test_a_pause_that_the_server_asked_for_is_kept_whatever_the_chance() -> None:
    pauses = Pauses(BACKOFF, chance=lambda: 0.0)
    assert pauses.next_s(refused(retry_after_ms=700)) == 0.7


def test_clients_who_were_asked_to_wait_alike_do_not_come_back_together() -> None:
    early = Pauses(BACKOFF, chance=lambda: 0.1).next_s(refused(retry_after_ms=700))
    late = Pauses(BACKOFF, chance=lambda: 0.9).next_s(refused(retry_after_ms=700))
    assert 0.7 < early < late


def test_a_short_pause_that_was_asked_for_does_not_undercut_the_backoff() -> None:
    assert BACKOFF.pause_s(3, 0.0, at_least_s=0.001) == 0.4


def test_a_figure_that_is_no_duration_asks_for_nothing() -> None:
    for figure in (None, "soon", -5, 0):
        assert asked_pause_s(refused(retry_after_ms=figure)) == 0.0
    assert asked_pause_s(refused()) == 0.0


@given(attempt=st.integers(0, 10_000), chance=st.floats(0, 1, exclude_max=True))
def test_a_pause_is_never_longer_than_the_longest(attempt: int, chance: float) -> None:
    assert 0 < BIDDING.pause_s(attempt, chance) <= BIDDING.longest_s

"""The time after which a refused client may come back."""

from server.bidding.overload.retry_hints import (
    FIRST_MS,
    LONGEST_MS,
    REFUSALS_PER_S,
    WINDOW_S,
    RetryHints,
)


class Clock:
    """A clock that is moved on by hand."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def refused_at(hints: RetryHints, clock: Clock, per_s: float, seconds: float) -> int:
    """Refuse at a rate for a time; return the last hint."""
    last = 0
    for _ in range(round(per_s * seconds)):
        clock.now_s += 1 / per_s
        last = hints.next_ms()
    return last


def test_few_refusals_get_the_first_hint() -> None:
    clock = Clock()
    assert (
        refused_at(RetryHints(clock, chance=lambda: 0.0), clock, REFUSALS_PER_S / 2, 5) == FIRST_MS
    )


def test_hints_are_spread_over_their_own_length() -> None:
    clock = Clock()
    assert RetryHints(clock, chance=lambda: 0.0).next_ms() == FIRST_MS
    assert RetryHints(clock, chance=lambda: 0.999).next_ms() == 2 * FIRST_MS


def test_hints_rise_while_too_many_are_refused_and_never_above_the_longest() -> None:
    clock = Clock()
    hints = RetryHints(clock, chance=lambda: 0.0)
    after_a_window = refused_at(hints, clock, 4 * REFUSALS_PER_S, 1.5 * WINDOW_S)
    assert FIRST_MS < after_a_window < LONGEST_MS
    assert refused_at(hints, clock, 4 * REFUSALS_PER_S, 10) == LONGEST_MS


def test_hints_fall_when_the_rush_is_over() -> None:
    clock = Clock()
    hints = RetryHints(clock, chance=lambda: 0.0)
    high = refused_at(hints, clock, 10 * REFUSALS_PER_S, 3)
    assert high > 4 * FIRST_MS
    assert refused_at(hints, clock, 10, 10) == FIRST_MS


def test_clients_that_heed_the_hint_are_refused_at_about_the_wanted_rate() -> None:
    """Clients that come back exactly after their hints find their way to the rate."""
    clock = Clock()
    hints = RetryHints(clock)
    due = [0.0] * 5_000
    refusals = 0
    for tick in range(400):
        clock.now_s = tick * 0.05
        for number, at in enumerate(due):
            if at <= clock.now_s:
                due[number] = clock.now_s + hints.next_ms() / 1000
                refusals += clock.now_s >= 15
    assert REFUSALS_PER_S / 3 < refusals / 5 < REFUSALS_PER_S * 2

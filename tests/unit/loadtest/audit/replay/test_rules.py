"""The audit's own rules, against published examples."""

import pytest

from loadtest.audit.replay.rules import Rules, State
from loadtest.evidence import SoftClose, Terms

MINUTE = 60_000


def _state(price: int = 0, ends_at: int | None = None, leader: str | None = "ann") -> State:
    return State(1, 0, "open", price, leader, 1, ends_at)


def _rules(soft_close: SoftClose | None = None) -> Rules:
    return Rules.of(Terms("lamp", 100, soft_close=soft_close))


@pytest.mark.parametrize(
    ("price", "minimum"),
    [
        (68_45, 69_45),
        (116_50, 119_00),
        (99, 104),
        (100, 125),
        (4999_99, 5049_99),
        (5000_00, 5100_00),
    ],
)
def test_the_classic_increments_hold_where_none_were_given(price: int, minimum: int) -> None:
    assert _rules().minimum(_state(price)) == minimum


def test_while_nobody_leads_a_bid_may_be_the_start_price() -> None:
    assert _rules().minimum(_state(100, leader=None)) == 100


def test_the_first_band_holds_below_its_start() -> None:
    rules = Rules.of(Terms("lamp", 1, increment=[(50, 5), (100, 10)]))
    assert rules.minimum(_state(7)) == 12


@pytest.mark.parametrize(
    ("end", "bid_at", "new_end"), [(0, -2, 1), (1, 0, 3), (0, -3, 0), (0, -4, 0)]
)
def test_reset_moves_the_end_to_three_minutes_after_a_late_bid(
    end: int, bid_at: int, new_end: int
) -> None:
    rules = _rules(SoftClose("reset", 3 * MINUTE))
    moved = rules.end_after_bid(_state(ends_at=end * MINUTE), bid_at * MINUTE)
    assert moved == new_end * MINUTE


@pytest.mark.parametrize(("bid_at", "new_end"), [(-61, 0), (-60, 120), (-59, 121)])
def test_the_edge_of_the_window_is_inclusive(bid_at: int, new_end: int) -> None:
    rules = _rules(SoftClose("reset", 60, 180))
    assert rules.end_after_bid(_state(ends_at=0), bid_at) == new_end


def test_reset_never_brings_the_end_forward() -> None:
    rules = _rules(SoftClose("reset", 3 * MINUTE, 1 * MINUTE))
    assert rules.end_after_bid(_state(ends_at=0), -2 * MINUTE) == 0


@pytest.mark.parametrize("soft_close", [None, SoftClose("none"), SoftClose("none", 5, 5)])
def test_without_soft_close_the_end_stands(soft_close: SoftClose | None) -> None:
    assert _rules(soft_close).end_after_bid(_state(ends_at=10), 9) == 10


def test_an_item_without_an_end_gets_none_by_a_bid() -> None:
    assert _rules(SoftClose("reset", 1)).end_after_bid(_state(), 9) is None

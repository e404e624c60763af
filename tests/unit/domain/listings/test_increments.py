"""Increments: the step from the price to the next bid."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.listings.increments import CLASSIC, bands, rungs_as_rows
from server.domain.types import AMOUNT_MAX

YEN = bands([(0, 10), (1_000, 100), (5_000, 250), (10_000, 500), (50_000, 1_000)])

rows = st.lists(
    st.tuples(st.integers(0, AMOUNT_MAX), st.integers(1, AMOUNT_MAX)),
    min_size=1,
    max_size=8,
    unique_by=lambda row: row[0],
).map(sorted)


@pytest.mark.parametrize(
    ("price", "step"),
    [
        (1, 5),
        (99, 5),
        (1_00, 25),
        (4_99, 25),
        (5_00, 50),
        (24_99, 50),
        (25_00, 1_00),
        (99_99, 1_00),
        (100_00, 2_50),
        (249_99, 2_50),
        (250_00, 5_00),
        (499_99, 5_00),
        (500_00, 10_00),
        (999_99, 10_00),
        (1000_00, 25_00),
        (2499_99, 25_00),
        (2500_00, 50_00),
        (4999_99, 50_00),
        (5000_00, 100_00),
        (1_000_000_00, 100_00),
    ],
)
def test_the_classic_table_holds_from_each_lower_bound_up(price: int, step: int) -> None:
    """The bands of ebay.co.uk buying guide 2792188."""
    assert CLASSIC.step(price) == step


@pytest.mark.parametrize(
    ("price", "minimum"),
    [(500, 510), (1_000, 1_100), (5_000, 5_250), (10_000, 10_500), (50_000, 51_000)],
)
def test_the_yen_bands_ask_for_the_published_next_bids(price: int, minimum: int) -> None:
    """V8: buyee q113."""
    assert price + YEN.step(price) == minimum


def test_below_the_first_row_its_step_holds() -> None:
    assert bands([(500, 7), (1_000, 9)]).step(1) == 7


@given(rows, st.integers(0, 2 * AMOUNT_MAX))
def test_the_step_is_that_of_the_last_row_reached(table: list[tuple[int, int]], price: int) -> None:
    reached = [step for start, step in table if start <= price]
    assert bands(table).step(price) == (reached[-1] if reached else table[0][1])


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ([], "at least one"),
        ([(0, 5), (0, 6)], "rise"),
        ([(100, 5), (50, 6)], "rise"),
        ([(-1, 5)], "0 or more"),
        ([(0, 0)], "at least 1"),
        ([(0, 5), (100, -5)], "at least 1"),
    ],
)
def test_a_table_that_does_not_rise_or_stands_still_is_refused(
    table: list[tuple[int, int]], says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        bands(table)


def test_a_ladder_goes_from_rung_to_rung_and_on_by_its_last_step() -> None:
    ladder = bands(rungs_as_rows([300, 320, 350, 380, 400]))
    climbed = [300]
    while climbed[-1] < 440:
        climbed.append(climbed[-1] + ladder.step(climbed[-1]))
    assert climbed == [300, 320, 350, 380, 400, 420, 440]


@given(rows, st.integers(1, 1_000), st.integers(0, 30))
def test_amounts_on_the_steps_are_reached_and_amounts_between_are_not(
    table: list[tuple[int, int]], start_price: int, climbs: int
) -> None:
    increment, price = bands(table), start_price
    for _ in range(climbs):
        price += increment.step(price)
    assert increment.reaches(start_price, price)
    step = increment.step(price)
    between = {price + 1, price + step // 2, price + step - 1} - {price, price + step}
    assert not any(increment.reaches(start_price, amount) for amount in between)


@given(rows, st.integers(1, 10**6))
def test_nothing_below_the_start_price_is_reached(table: list[tuple[int, int]], start: int) -> None:
    assert not bands(table).reaches(start, start - 1)


@pytest.mark.parametrize("amount", range(1, 900, 13))
@pytest.mark.parametrize("start_price", [1, 100, 149, 151, 600])
def test_the_amount_at_or_above_another_is_the_first_that_steps_reach(
    start_price: int, amount: int
) -> None:
    table = bands([(0, 7), (150, 40), (500, 3)])
    price = start_price
    while price < amount:
        price += table.step(price)
    assert table.at_or_above(start_price, amount) == price
    assert table.reaches(start_price, price)

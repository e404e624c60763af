"""Cells: each kind of value is read as it was written, and a doubtful text is refused with a reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.types import AMOUNT_MAX
from server.wire.spreadsheets import cells
from server.wire.spreadsheets.cells import decimals_of, guarded, unguarded

DECIMALS = st.sampled_from([0, 2, 3, 4])
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\uff1d1"]


@given(st.integers(0, AMOUNT_MAX), DECIMALS)
def test_an_amount_is_read_as_it_was_written(amount: int, decimals: int) -> None:
    assert cells.AMOUNT.read(cells.AMOUNT.write(amount, decimals), decimals) == amount


@given(st.integers(0, 2**53))
def test_a_moment_is_read_as_it_was_written(moment: int) -> None:
    assert cells.MOMENT.read(cells.MOMENT.write(moment, 2), 2) == moment


@given(st.text())
def test_every_text_is_read_as_it_was_guarded(text: str) -> None:
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_formula_leaves_the_house(formula: str) -> None:
    for text in (formula, f"'{formula}", f"''{formula}"):
        assert guarded(text).startswith("'")
        assert guarded(text) != text


@pytest.mark.parametrize(
    ("currency", "text", "amount"),
    [
        ("EUR", "12", 1200),
        ("EUR", "12.5", 1250),
        ("EUR", " 12.50 ", 1250),
        ("EUR", "0.01", 1),
        ("JPY", "1250", 1250),
        ("KWD", "1.250", 1250),
        ("JPY", "1000000000000000", AMOUNT_MAX),
    ],
)
def test_an_amount_is_a_decimal_of_its_currency(currency: str, text: str, amount: int) -> None:
    assert cells.AMOUNT.read(text, decimals_of(currency)) == amount


@pytest.mark.parametrize(
    ("currency", "text"),
    [
        ("EUR", "12,50"),
        ("EUR", "1,200.00"),
        ("EUR", "1 200"),
        ("EUR", "12.345"),
        ("EUR", "12."),
        ("EUR", ".5"),
        ("EUR", "-1"),
        ("EUR", "1e3"),
        ("EUR", "€12"),
        ("EUR", "\u0661\u0662"),
        ("EUR", "9" * 16),
        ("EUR", "9" * 400),
        ("JPY", "12.5"),
    ],
)
def test_an_amount_of_a_countrys_own_form_is_refused(currency: str, text: str) -> None:
    with pytest.raises(ValueError, match=r"must be an amount|decimals|highest"):
        cells.AMOUNT.read(text, decimals_of(currency))


@pytest.mark.parametrize(
    "text", ["2030-01-31T18:00:00Z", "2030-01-31 19:00+01:00", "20300131T180000Z", "1896112800000"]
)
def test_a_moment_has_its_offset(text: str) -> None:
    assert cells.MOMENT.read(text, 2) == 1_896_112_800_000


@pytest.mark.parametrize(
    "text", ["2030-01-31T18:00:00", "2030-01-31", "31.01.2030 18:00", "tomorrow", "9" * 30, "-1"]
)
def test_a_moment_without_an_offset_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="must be a moment"):
        cells.MOMENT.read(text, 2)


def test_a_moment_beyond_every_calendar_is_refused() -> None:
    assert cells.MOMENT.write(10**17, 2) == str(10**17)


@pytest.mark.parametrize(("text", "value"), [("true", True), (" FALSE ", False)])
def test_a_boolean_is_a_word(text: str, value: bool) -> None:
    assert cells.BOOLEAN.read(text, 2) is value


@pytest.mark.parametrize("text", ["yes", "1", "wahr"])
def test_any_other_word_is_no_boolean(text: str) -> None:
    with pytest.raises(ValueError, match="must be true or false"):
        cells.BOOLEAN.read(text, 2)


@pytest.mark.parametrize("text", ["1.0", "one", "9" * 19, "٣"])
def test_a_whole_number_has_digits_only(text: str) -> None:
    with pytest.raises(ValueError, match="must be a whole number"):
        cells.INTEGER.read(text, 2)


def test_increments_are_steps_by_price_or_the_rungs_of_a_ladder() -> None:
    assert cells.INCREMENT.read("0:0.50  100:5", 2) == [[0, 50], [10_000, 500]]
    assert cells.INCREMENT.read("1 1.50 2", 2) == {"ladder": [100, 150, 200]}
    for value in ([[0, 50], [10_000, 500]], {"ladder": [100, 150, 200]}):
        assert cells.INCREMENT.read(cells.INCREMENT.write(value, 2), 2) == value


@pytest.mark.parametrize("text", ["0:1 100", "0:x", "0=1", "0:1:2"])
def test_increments_of_another_form_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="must be"):
        cells.INCREMENT.read(text, 2)


@given(st.integers(0, 10**6))
def test_a_rate_is_read_as_it_was_written(rate: int) -> None:
    assert cells.RATE.read(cells.RATE.write(rate, 2), 2) == rate


def test_a_premium_is_rates_by_parts_of_the_price() -> None:
    assert cells.PREMIUM.read("0:26% 8000:8.875%", 2) == [[0, 260_000], [800_000, 88_750]]
    assert cells.PREMIUM.write([[0, 260_000], [800_000, 88_750]], 2) == "0.00:26% 8000.00:8.875%"


@pytest.mark.parametrize("text", ["26", "0.26", "0=26%", "0:26,5%", "0:-1%", "1:1:1%"])
def test_a_premium_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="must be"):
        cells.PREMIUM.read(text, 2)


@pytest.mark.parametrize("text", ["{", "{'a': 1}", "[" * 100_000])
def test_a_cell_that_is_not_json_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="must be JSON"):
        cells.JSON.read(text, 2)

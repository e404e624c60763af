"""Amounts as people write them."""

import pytest

from auction_client.cli.money import decimals_of, format_money, parse_amount, whole_number
from auction_client.errors import WrongUsage


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [
        ("1250", "EUR", 1250),
        ("12.50", "EUR", 1250),
        ("12.5", "EUR", 1250),
        ("0.07", "EUR", 7),
        ("007", "EUR", 7),
        ("12.345", "KWD", 12345),
        ("1250", "JPY", 1250),
        ("10000000000000.00", "EUR", 10**15),
    ],
)
def test_an_amount_is_minor_units_without_a_point_and_major_units_with_one(
    text: str, currency: str, amount: int
) -> None:
    assert parse_amount(text, currency) == amount


def test_an_amount_beyond_the_precision_of_floats_is_read_exactly() -> None:
    assert parse_amount("9999999999999.99", "EUR") == 999_999_999_999_999
    assert parse_amount("0.29", "EUR") == 29


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12.",
        ".50",
        "12,50",
        "1 250",
        "1_250",
        "-5",
        "+5",
        "1e3",
        "0x10",
        "12.505",
        "٣",
        "12.50\n",
    ],
)
def test_any_other_way_of_writing_is_refused(text: str) -> None:
    with pytest.raises(WrongUsage, match="is not an amount"):
        parse_amount(text, "EUR")


def test_decimals_that_the_currency_does_not_have_are_refused() -> None:
    with pytest.raises(WrongUsage, match="JPY has no decimals"):
        parse_amount("12.5", "JPY")


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        (1250, "EUR", "12.50 EUR"),
        (7, "EUR", "0.07 EUR"),
        (1250, "JPY", "1250 JPY"),
        (12345, "KWD", "12.345 KWD"),
        (150000, "HUF", "1500.00 HUF"),
        (12345, "CLF", "1.2345 CLF"),
        (10**15, "EUR", "10000000000000.00 EUR"),
    ],
)
def test_an_amount_is_written_with_the_decimals_of_its_currency(
    amount: int, currency: str, text: str
) -> None:
    assert format_money(amount, currency) == text


def test_a_number_of_units_is_digits_and_nothing_else() -> None:
    assert [whole_number(text) for text in ("1", "10", "999999999")] == [1, 10, 999_999_999]
    for text in ("", "0", "05", "1e1", "1_0", " 1", "+1", "-1", "1.0", "٣", "9" * 20):
        with pytest.raises(ValueError, match="is not a number"):
            whole_number(text)


def test_an_unknown_currency_has_two_decimals() -> None:
    assert decimals_of("ZZZ") == 2

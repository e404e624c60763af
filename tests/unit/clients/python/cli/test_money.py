"""Amounts as people write them."""

import pytest

from auction_client.cli.money import decimals_of, format_money, parse_amount, whole_number
from auction_client.errors import WrongUsage


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [
        ("202.50", "EUR", 20_250),
        ("1,234.50", "EUR", 123_450),
        ("1250", "EUR", 125_000),
        ("12.5", "EUR", 1_250),
        ("0.07", "EUR", 7),
        ("007", "EUR", 700),
        ("12.345", "KWD", 12_345),
        ("1250", "JPY", 1_250),
        ("1,250", "JPY", 1_250),
        ("202.50 EUR", "EUR", 20_250),
        ("EUR 202.50", "EUR", 20_250),
        ("10,000,000,000,000.00", "EUR", 10**15),
    ],
)
def test_an_amount_is_read_as_the_page_reads_it(text: str, currency: str, amount: int) -> None:
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
        "1,2345",
        "12,34,567",
        ",250",
        "1 250",
        "1_250",
        "-5",
        "+5",
        "1e3",
        "0x10",
        "12.505",
        "12.50 USD",
        "EUR12.50",
        "٣",
        "12.50\n",
    ],
)
def test_any_other_way_of_writing_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(WrongUsage, match="is not an amount"):
        parse_amount(text, "EUR")


@pytest.mark.parametrize("text", ["0", "0.00", "10000000000000.01"])
def test_an_amount_that_the_wire_does_not_have_is_out_of_range(text: str) -> None:
    with pytest.raises(WrongUsage, match="out of the range"):
        parse_amount(text, "EUR")


def test_decimals_that_the_currency_does_not_have_are_refused() -> None:
    with pytest.raises(WrongUsage, match="JPY has no decimals"):
        parse_amount("12.5", "JPY")


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        (20_250, "EUR", "202.50 EUR"),
        (7, "EUR", "0.07 EUR"),
        (1250, "JPY", "1,250 JPY"),
        (12345, "KWD", "12.345 KWD"),
        (150000, "HUF", "1,500.00 HUF"),
        (12345, "CLF", "1.2345 CLF"),
        (10**15, "EUR", "10,000,000,000,000.00 EUR"),
    ],
)
def test_an_amount_is_written_with_the_decimals_of_its_currency_and_can_be_read_again(
    amount: int, currency: str, text: str
) -> None:
    assert format_money(amount, currency) == text
    assert parse_amount(text, currency) == amount


def test_a_number_of_units_is_digits_and_nothing_else() -> None:
    assert [whole_number(text) for text in ("1", "10", "999999999")] == [1, 10, 999_999_999]
    for text in ("", "0", "05", "1e1", "1_0", " 1", "+1", "-1", "1.0", "٣", "9" * 20):
        with pytest.raises(ValueError, match="is not a number"):
            whole_number(text)


def test_an_unknown_currency_has_two_decimals() -> None:
    assert decimals_of("ZZZ") == 2

"""Amounts as people write them: integers in minor units inside, decimals outside, never a float."""

import re

from auction_client.cli.minor_units import MINOR_UNITS
from auction_client.errors import WrongUsage

AMOUNT_MAX = 10**15
"""The wire's largest amount, in minor units."""

_WRITTEN = re.compile(
    r"(?P<whole>[0-9]{1,16}|[0-9]{1,3}(?:,[0-9]{3}){1,5})(?:\.(?P<fraction>[0-9]{1,16}))?"
)
_WHOLE = re.compile("[1-9][0-9]{0,8}")


def parse_amount(text: str, currency: str) -> int:
    """Read `202.50`, `1,234.50`, `202` or `202.50 EUR` as minor units, as the page does.

    Raises WrongUsage, also for an amount that the wire does not have.
    """
    bare = text.removeprefix(f"{currency} ").removesuffix(f" {currency}")
    written = _WRITTEN.fullmatch(bare)
    decimals = decimals_of(currency)
    if written is None:
        example = format_money(1250 * 10**decimals // 100, currency)
        raise WrongUsage(f"{text!r} is not an amount: write it like {example}")
    fraction = written["fraction"] or ""
    if len(fraction) > decimals:
        most = f"{decimals} decimals at most" if decimals else "no decimals"
        raise WrongUsage(f"{text!r} is not an amount: {currency} has {most}")
    amount = int(written["whole"].replace(",", "") + fraction.ljust(decimals, "0"))
    if not 1 <= amount <= AMOUNT_MAX:
        raise WrongUsage(f"{text!r} is out of the range of amounts")
    return amount


def format_money(amount: int, currency: str) -> str:
    """Write an amount with its currency: `1,234.50 EUR`."""
    decimals = decimals_of(currency)
    if not decimals:
        return f"{amount:,} {currency}"
    whole, fraction = divmod(amount, 10**decimals)
    return f"{whole:,}.{fraction:0{decimals}} {currency}"


def whole_number(text: str) -> int:
    """Read a number of units: ASCII digits and nothing else; raises ValueError."""
    if not _WHOLE.fullmatch(text):
        raise ValueError(f"{text!r} is not a number of units")
    return int(text)


def decimals_of(currency: str) -> int:
    """Return how many decimals a currency has: 2 for EUR, 0 for JPY, 3 for KWD."""
    return MINOR_UNITS.get(currency, 2)

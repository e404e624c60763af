"""Amounts as people write them: integers in minor units inside, decimals outside, never a float."""

import re

from auction_client.cli.minor_units import MINOR_UNITS
from auction_client.errors import WrongUsage

_WRITTEN = re.compile(r"(?P<whole>[0-9]{1,16})(?:\.(?P<fraction>[0-9]{1,16}))?")
_WHOLE = re.compile("[1-9][0-9]{0,8}")


def parse_amount(text: str, currency: str) -> int:
    """Read `1250` as minor units and `12.50` as major units; raises WrongUsage.

    Both are 1250 in a currency with two decimals.
    """
    written = _WRITTEN.fullmatch(text)
    if written is None:
        raise WrongUsage(f"{text!r} is not an amount: write 12.50, or 1250 in minor units")
    if written["fraction"] is None:
        return int(written["whole"])
    decimals = decimals_of(currency)
    if len(written["fraction"]) > decimals:
        most = f"{decimals} decimals at most" if decimals else "no decimals"
        raise WrongUsage(f"{text!r} is not an amount: {currency} has {most}")
    return int(written["whole"] + written["fraction"].ljust(decimals, "0"))


def format_money(amount: int, currency: str) -> str:
    """Write an amount with its currency: `12.50 EUR`."""
    decimals = decimals_of(currency)
    if not decimals:
        return f"{amount} {currency}"
    whole, fraction = divmod(amount, 10**decimals)
    return f"{whole}.{fraction:0{decimals}} {currency}"


def whole_number(text: str) -> int:
    """Read a number of units: ASCII digits and nothing else; raises ValueError."""
    if not _WHOLE.fullmatch(text):
        raise ValueError(f"{text!r} is not a number of units")
    return int(text)


def decimals_of(currency: str) -> int:
    """Return how many decimals a currency has: 2 for EUR, 0 for JPY, 3 for KWD."""
    return MINOR_UNITS.get(currency, 2)

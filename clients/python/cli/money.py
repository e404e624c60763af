"""Amounts as people write them: integers in minor units inside, decimals outside, never a float."""

import re

from clients.python.errors import WrongUsage

_WRITTEN = re.compile(r"(?P<whole>[0-9]{1,16})(?:\.(?P<fraction>[0-9]+))?")

# The currencies without two decimals (ISO 4217), by their number of decimals.
_DECIMALS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}


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


def decimals_of(currency: str) -> int:
    """Return how many decimals a currency has: 2 for EUR, 0 for JPY, 3 for KWD."""
    return next((count for count, names in _DECIMALS.items() if currency in names.split()), 2)

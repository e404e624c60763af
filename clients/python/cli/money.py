"""Amounts as people write them, exactly: integers in minor units inside, decimals outside, never floats."""

import re

from clients.python.errors import WrongUsage

_WRITTEN = re.compile(r"(?P<whole>[0-9]{1,16})(?:\.(?P<part>[0-9]+))?")

# The currencies that haven't two decimals (ISO 4217), by how many they have.
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
        raise WrongUsage(f"{text!r} is no amount: write 1250 (minor units) or 12.50")
    if written["part"] is None:
        return int(written["whole"])
    decimals = _decimals(currency)
    if len(written["part"]) > decimals:
        raise WrongUsage(f"{text!r} is no amount: {currency} has {decimals} decimals")
    return int(written["whole"] + written["part"].ljust(decimals, "0"))


def format_amount(amount: int, currency: str) -> str:
    """Write an amount with its currency: `12.50 EUR`."""
    decimals = _decimals(currency)
    if not decimals:
        return f"{amount} {currency}"
    whole, part = divmod(amount, 10**decimals)
    return f"{whole}.{part:0{decimals}} {currency}"


def _decimals(currency: str) -> int:
    return next((count for count, names in _DECIMALS.items() if currency in names.split()), 2)

"""Fees: the buyer's premium and the tax that a winner owes besides the hammer price. Exact and pure.

The premium has bands, as in the conditions of sale of the large houses: each rate holds for its own part of
the hammer price. Rates are integers in millionths (260,000 is 26%; 88,750 is 8.875%), so no rate of a tax
law is cut, and nothing is ever computed with fractions.

Premium and tax are each rounded once for a line of the outcome, half up, to the minor unit (0173).
"""

from itertools import pairwise
from typing import NamedTuple

import msgspec

from server.domain.types import AMOUNT_MAX, Amount

ONE = 1_000_000
"""The rate of the whole."""
BANDS_MAX = 20


class PremiumBand(NamedTuple):
    """A rate, which holds for the part of the hammer price from `start` up to the next band."""

    start: Amount
    rate: int


class Fees(msgspec.Struct, frozen=True, omit_defaults=True):
    """The fees of a sale or an item. All rates are in millionths.

    `price_tax` is the tax on the hammer price, `premium_tax` that on the premium.
    """

    premium: tuple[PremiumBand, ...] = ()
    price_tax: int = 0
    premium_tax: int = 0

    def faults(self) -> list[str]:
        """Return the faults of the fees, in sentences for the user."""
        found = []
        starts = [band.start for band in self.premium]
        if starts and starts[0] != 0:
            found.append("the first band of the premium must begin at 0")
        if any(above <= below for below, above in pairwise(starts)):
            found.append("the bands of the premium must rise from one to the next")
        if max(starts, default=0) > AMOUNT_MAX:
            found.append(f"no band of the premium may begin above {AMOUNT_MAX}")
        if len(starts) > BANDS_MAX:
            found.append(f"the premium has at most {BANDS_MAX} bands")
        rates = [*(band.rate for band in self.premium), self.price_tax, self.premium_tax]
        if min(rates) < 0 or max(rates) > ONE:
            found.append(f"every rate is from 0 to {ONE} millionths")
        return found


class Charge(NamedTuple):
    """The parts of an amount that a winner owes: the hammer price of all units, the premium and the tax."""

    hammer: Amount
    premium: Amount
    tax: Amount

    @property
    def total(self) -> Amount:
        """The sum of all parts."""
        return self.hammer + self.premium + self.tax


def charge(fees: Fees | None, amount: Amount, quantity: int = 1) -> Charge:
    """Compute the charge for `quantity` units at a hammer price of `amount` each.

    The bands apply to the price of a unit, so that the premium does not depend on the way in which units
    are spread over bids.
    """
    hammer = amount * quantity
    if fees is None:
        return Charge(hammer, 0, 0)
    premium = _rounded(_in_bands(fees.premium, amount) * quantity)
    tax = _rounded(hammer * fees.price_tax + premium * fees.premium_tax)
    return Charge(hammer, premium, tax)


def _in_bands(bands: tuple[PremiumBand, ...], amount: Amount) -> int:
    """Return the premium on a unit's hammer price, in millionths of a minor unit."""
    ends = [*(band.start for band in bands[1:]), amount]
    return sum(
        max(0, min(amount, end) - band.start) * band.rate
        for band, end in zip(bands, ends, strict=False)
    )


def _rounded(millionths: int) -> Amount:
    """Round half up to the minor unit."""
    return (millionths + ONE // 2) // ONE

"""Uniform: secret offers of an amount per unit and a quantity. All winners pay the lowest winning amount.

The highest amounts win, then the larger quantities, then the earlier offers. The last winner may get
fewer units than they asked for.
"""

from server.domain.formats.hidden import HiddenOffers, floor_of
from server.domain.item import Item
from server.domain.types import Bidder, Winner


class Uniform(HiddenOffers):
    """The rules of a sale of several units at one price."""

    fields = HiddenOffers.fields | {"quantity"}

    def winners(self, item: Item) -> tuple[Winner, ...]:
        """Serve the offers in turn. 5 units; A 2 at 20, B 4 at 21 -> B 4 and A 1, both at 20."""
        eligible = [offer for offer in item.offers if offer.amount >= floor_of(item.listing)]
        eligible.sort(key=lambda offer: (-offer.amount, -offer.quantity, offer.seq))
        left, price = item.listing.quantity, 0
        served: list[tuple[Bidder, int]] = []
        for offer in eligible:
            if left == 0:
                break
            units = min(left, offer.quantity)
            served.append((offer.bidder, units))
            left, price = left - units, offer.amount
        return tuple(Winner(bidder, price, units) for bidder, units in served)

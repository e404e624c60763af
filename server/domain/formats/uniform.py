"""Uniform: secret offers of an amount per unit and a quantity; everybody pays the lowest accepted price.

The best prices win, then the larger quantity, then the earlier. The last to be served may get a part
of what they asked for.
"""

from server.domain.formats.hidden import HiddenOffers, floor_of
from server.domain.item import Item
from server.domain.types import Bidder, Winner


class Uniform(HiddenOffers):
    """The rules of a sale of several units at one price."""

    fields = HiddenOffers.fields | {"quantity"}

    def winners(self, item: Item) -> tuple[Winner, ...]:
        """Serve the offers in turn. 5 units; A 2 at 20, B 4 at 21: B 4 and A 1, both at 20."""
        able = [offer for offer in item.offers if offer.amount >= floor_of(item.listing)]
        able.sort(key=lambda offer: (-offer.amount, -offer.quantity, offer.seq))
        left, price = item.listing.quantity, 0
        served: list[tuple[Bidder, int]] = []
        for offer in able:
            if left == 0:
                break
            units = min(left, offer.quantity)
            served.append((offer.bidder, units))
            left, price = left - units, offer.amount
        return tuple(Winner(bidder, price, units) for bidder, units in served)

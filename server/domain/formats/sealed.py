"""Sealed: one secret bid per bidder. The highest wins; on a tie, the earliest.

The winner pays their own bid (first price) or the second highest (second price, Vickrey).
"""

from server.domain.formats.hidden import HiddenOffers, floor_of
from server.domain.item import Item, Offer
from server.domain.types import Winner


class SealedFirst(HiddenOffers):
    """The rules of a sale in which the winner pays their own bid."""

    def winners(self, item: Item) -> tuple[Winner, ...]:
        """Return the highest bidder, at their own bid."""
        return tuple(Winner(best.bidder, best.amount) for best in _ranked(item)[:1])


class SealedSecond(HiddenOffers):
    """The rules of a sale in which the winner pays the second highest bid, or at least the reserve."""

    def winners(self, item: Item) -> tuple[Winner, ...]:
        """Return the highest bidder. Reserve 100; A 130, C 125, D 115, E 140: E pays 130."""
        ranked = _ranked(item)
        if not ranked:
            return ()
        price = ranked[1].amount if len(ranked) > 1 else floor_of(item.listing)
        return (Winner(ranked[0].bidder, price),)


def _ranked(item: Item) -> list[Offer]:
    """Return the offers that can win, the best first."""
    eligible = [offer for offer in item.offers if offer.amount >= floor_of(item.listing)]
    return sorted(eligible, key=lambda offer: (-offer.amount, offer.seq))

"""Suggested amounts for the next bid: the minimum and the steps above it, each of them acceptable."""

from server.domain.formats.rules import Quote
from server.domain.item import Item
from server.domain.listings.listing import Listing
from server.domain.types import AMOUNT_MAX, ENDED, Amount, Format

SUGGESTIONS = 3


def suggestions(item: Item, quote: Quote) -> list[Amount]:
    """Return up to SUGGESTIONS amounts, lowest first, that a bid without a maximum may have now.

    They are on the ladder where there is one, and not above a buy-now price that still holds. Only
    an English item has more than its minimum. An ended item has none.
    """
    listing, amount = item.listing, quote.minimum
    if item.status in ENDED or amount > AMOUNT_MAX:
        return []
    if listing.format is not Format.ENGLISH:
        return [amount]
    highest = AMOUNT_MAX
    if listing.buy_now is not None and item.price < listing.buy_now:
        highest = listing.buy_now
    if listing.on_ladder:
        amount = _on_ladder(listing, amount)
    found: list[Amount] = []
    step = listing.increment.step
    while amount <= highest:
        found.append(amount)
        if len(found) == SUGGESTIONS:
            break
        amount += step(amount)
    return found or [highest]


def _on_ladder(listing: Listing, amount: Amount) -> Amount:
    """Return the lowest amount on the ladder that is not below `amount`."""
    return listing.increment.at_or_above(listing.start_price, amount)

"""Plausibility: a bid that is far too high is a slip of the finger, unless it is confirmed (0166)."""

from server.domain.commands import PlaceBid
from server.domain.formats.rules import Quote
from server.domain.item import Item
from server.domain.rejection import Code, Rejection
from server.domain.types import Amount


def implausible(item: Item, command: PlaceBid, shown: Quote) -> Rejection | None:
    """Refuse an unconfirmed bid whose amount or maximum is above what the item takes without asking."""
    if command.confirmed:
        return None
    limit = _highest_plausible(item, shown)
    if limit is None or command.most <= limit:
        return None
    details: dict[str, object] = {"limit": limit, "minimum": shown.minimum, "price": shown.price}
    return Rejection(Code.IMPLAUSIBLE, "the bid is implausibly high; confirm it", details)


def _highest_plausible(item: Item, shown: Quote) -> Amount | None:
    """Return the highest amount that needs no confirmation. The buy-now price needs none."""
    listing = item.listing
    limits = [] if listing.bid_cap is None else [listing.bid_cap]
    if listing.bid_multiple is not None:
        limits.append(listing.bid_multiple * shown.minimum)
    if not limits:
        return None
    buy_now = listing.buy_now if listing.buy_now is not None and item.price < listing.buy_now else 0
    return max(min(limits), buy_now)

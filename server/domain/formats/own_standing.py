"""A bidder's own standing on an item, as far as they may know it (0012)."""

from enum import StrEnum

from server.domain.formats import FORMATS
from server.domain.item import Item
from server.domain.types import ENDED, UserId


class OwnStanding(StrEnum):
    """A bidder's standing on an item that they bid on."""

    LEADING = "leading"
    """They lead, or have claimed units."""
    OUTBID = "outbid"
    OFFERED = "offered"
    """Their secret offer, or the bid that they left before the opening, stands."""
    WON = "won"
    LOST = "lost"


def own_standing(item: Item, user_id: UserId) -> OwnStanding:
    """Return the standing of a user who has bid on an item."""
    if item.status in ENDED:
        won = any(winner.bidder.user_id == user_id for winner in item.winners)
        return OwnStanding.WON if won else OwnStanding.LOST
    if any(left.bidder.user_id == user_id for left in item.left):
        return OwnStanding.OFFERED
    rules = FORMATS[item.listing.format]
    if rules.hidden:
        stands = any(offer.bidder.user_id == user_id for offer in item.offers)
        return OwnStanding.OFFERED if stands else OwnStanding.OUTBID
    return OwnStanding.LEADING if rules.succeeded(item, user_id) else OwnStanding.OUTBID

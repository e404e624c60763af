"""The decision on a bid: whether its bidder may bid, its format's rules, and the bidder's limit."""

from server.domain.commands import BidderStanding, PlaceBid
from server.domain.events import Event
from server.domain.evolve import fold
from server.domain.formats import FORMATS, exposure, quote
from server.domain.formats.plausibility import implausible
from server.domain.item import Item
from server.domain.listings.listing import Listing
from server.domain.rejection import Code, Rejection
from server.domain.types import EXPOSURE_MAX, Amount, Millis, Source

_UNKNOWN = BidderStanding()


def place(item: Item, command: PlaceBid, now: Millis) -> tuple[Event, ...] | Rejection:
    """Decide a bid on an item that takes bids."""
    if command.source is Source.CONSIGNOR:
        return FORMATS[item.listing.format].place_bid(item, command, now)
    if command.bidder.user_id == item.listing.auctioneer:
        return Rejection(Code.OWN_ITEM, "an auctioneer can't bid on an item of their own")
    if command.bidder.user_id in item.barred:
        return Rejection(Code.FORBIDDEN, "you have taken a bid on this item back for good")
    if command.bidder.user_id in item.blocked:
        return Rejection(Code.FORBIDDEN, "the house has blocked you from this sale")
    listing, standing = item.listing, command.standing or _UNKNOWN
    if listing.approval and not standing.approved:
        return Rejection(Code.FORBIDDEN, "the auctioneer has not approved you for this sale")
    decision = FORMATS[listing.format].place_bid(item, command, now)
    if isinstance(decision, Rejection):
        return decision
    if listing.bid_cap is not None or listing.bid_multiple is not None:
        slip = implausible(item, command, quote(item, now))
        if slip is not None:
            return slip
    if not listing.checks_bidders:
        return decision
    return refuse_above_limit(fold(item, decision), command) or decision


def limit_of(listing: Listing, standing: BidderStanding | None) -> Amount:
    """Return the limit of a bidder's exposure over all items of an auction that checks its bidders."""
    limit = listing.spending_limit
    if standing is not None and standing.limit is not None:
        limit = standing.limit
    return EXPOSURE_MAX if limit is None else limit


def refuse_above_limit(after: Item | None, command: PlaceBid) -> Rejection | None:
    """Refuse a bid after which the bidder's exposure over all items would be above their limit.

    0013: this holds for a bid that does not take the lead as well, because the answer must not tell
    whether it would have.
    """
    assert after is not None, "bidding leaves an item"
    standing = command.standing or _UNKNOWN
    limit = limit_of(after.listing, standing)
    at_most = command.most * command.quantity
    here = exposure(after).get(command.bidder.user_id, at_most)
    if standing.elsewhere + here <= limit:
        return None
    details: dict[str, object] = {"limit": limit, "reserved": standing.elsewhere}
    return Rejection(Code.LIMIT_EXCEEDED, "this bid exceeds your spending limit", details)

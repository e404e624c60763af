"""The proxy rule of ascending auctions: the leader among hidden maxima, and the price.

The bidder with the highest maximum leads; on a tie, the earliest. The price is one step above the best
rival's maximum. It is never above the leader's maximum and never below a public bid.
"""

from collections.abc import Iterable

import msgspec

from server.domain.commands import PlacedBid
from server.domain.item import Item
from server.domain.listings.listing import Listing
from server.domain.types import Amount, Bidder, Origin


class Lead(msgspec.Struct, frozen=True):
    """The leader, their maximum, the price, and the origin of the maximum."""

    bidder: Bidder
    most: Amount
    price: Amount
    origin: Origin | None = None


def lead_of(item: Item) -> Lead | None:
    """Return an item's present lead, or None before the first bid."""
    if item.leader is None:
        return None
    return Lead(item.leader, item.leader_max, item.price, item.leader_origin)


def resolved_lead_of(item: Item) -> Lead | None:
    """Return the lead that `resolved` gives for all bids that stand; None before the first bid."""
    if item.leader is None or item.resolved_price is None:
        return None
    return Lead(item.leader, item.leader_max, item.resolved_price, item.leader_origin)


def challenged(
    listing: Listing,
    lead: Lead | None,
    bidder: Bidder,
    amount: Amount,
    most: Amount,
    *,
    origin: Origin | None = None,
) -> Lead:
    """Return the lead after a bid of `amount` with the hidden maximum `most` by another bidder.

    Start 70, step 10: 100 against 300 -> 110; 100 against 100 -> 100 and the first bidder leads
    (liveauctioneers 187).
    """
    if lead is None:
        return Lead(bidder, most, lifted(listing, most, max(listing.start_price, amount)), origin)
    in_sight = max(lead.price, amount)
    if most > lead.most:
        price = max(in_sight, _one_step_above(listing, lead.most, most))
        return Lead(bidder, most, lifted(listing, most, price), origin)
    price = max(in_sight, _one_step_above(listing, most, lead.most))
    return Lead(lead.bidder, lead.most, lifted(listing, lead.most, price), lead.origin)


def raised(listing: Listing, lead: Lead, most: Amount, origin: Origin | None = None) -> Lead:
    """Return the lead after a bid of its holder, which may raise their maximum.

    It moves the price only to a reserve.
    """
    if most <= lead.most:
        most, origin = lead.most, lead.origin
    return Lead(lead.bidder, most, lifted(listing, most, lead.price), origin)


def resolved(listing: Listing, bids: Iterable[PlacedBid], lead: Lead | None = None) -> Lead | None:
    """Return the lead that results from `bids` alone, oldest first, after the `lead` of earlier ones.

    0011: a bid by the leader counts as a raised maximum, because the rival at whom it was aimed may be
    gone.
    """
    for bid in bids:
        if lead is not None and lead.bidder.user_id == bid.bidder.user_id:
            lead = raised(listing, lead, bid.most, bid.origin)
        else:
            lead = challenged(listing, lead, bid.bidder, bid.amount, bid.most, origin=bid.origin)
    return lead


def _one_step_above(listing: Listing, rival_most: Amount, most: Amount) -> Amount:
    return min(most, rival_most + listing.increment.step(rival_most))


def lifted(listing: Listing, most: Amount, price: Amount) -> Amount:
    """Return the price of a leader with the maximum `most`, with the hidden reserve taken into account.

    With the jump a maximum that reaches the reserve lifts the price to it. Without, the reserve is a
    rival like any other, so every maximum below it is shown in full (0014).
    """
    if listing.reserve is None or price >= listing.reserve:
        return price
    if most >= listing.reserve:
        return listing.reserve
    return price if listing.reserve_jump else most

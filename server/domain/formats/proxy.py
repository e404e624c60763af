"""The proxy rule of ascending auctions: who leads among hidden maxima, and at which price.

The leader has the highest maximum, the earliest on a tie. The price is what beats the best rival by
one step, never above the leader's maximum, never below an amount that was bid in sight of all.
"""

from collections.abc import Iterable

import msgspec

from server.domain.commands import PlacedBid
from server.domain.item import Item
from server.domain.listings.listing import Listing
from server.domain.types import Amount, Bidder


class Lead(msgspec.Struct, frozen=True):
    """Who leads, the most that they would pay, and the price as it stands."""

    bidder: Bidder
    most: Amount
    price: Amount


def lead_of(item: Item) -> Lead | None:
    """Return an item's lead as it stands, or None while nobody has bid."""
    return None if item.leader is None else Lead(item.leader, item.leader_max, item.price)


def challenged(
    listing: Listing, lead: Lead | None, bidder: Bidder, amount: Amount, most: Amount
) -> Lead:
    """Return the lead after somebody who didn't lead has bid `amount`, and `most` in hiding.

    Start 70, step 10: 100 against 300 -> 110; 100 against 100 -> 100 and the first leads
    (liveauctioneers 187).
    """
    if lead is None:
        return Lead(bidder, most, _lifted(listing, most, max(listing.start_price, amount)))
    in_sight = max(lead.price, amount)
    if most > lead.most:
        price = max(in_sight, _one_step_above(listing, lead.most, most))
        return Lead(bidder, most, _lifted(listing, most, price))
    price = max(in_sight, _one_step_above(listing, most, lead.most))
    return Lead(lead.bidder, lead.most, _lifted(listing, lead.most, price))


def raised(listing: Listing, lead: Lead, most: Amount) -> Lead:
    """Return the lead after its holder has raised their maximum: the price moves to a reserve only."""
    return Lead(lead.bidder, most, _lifted(listing, most, lead.price))


def resolved(listing: Listing, bids: Iterable[PlacedBid]) -> Lead | None:
    """Return the lead that `bids`, in the order of time, would have led to by themselves.

    A bid by whoever leads counts as a raised maximum: it was aimed at a rival, who may be gone.
    """
    lead: Lead | None = None
    for bid in bids:
        if lead is not None and lead.bidder.user_id == bid.bidder.user_id:
            lead = raised(listing, lead, max(lead.most, bid.most))
        else:
            lead = challenged(listing, lead, bid.bidder, bid.amount, bid.most)
    return lead


def _one_step_above(listing: Listing, rival_most: Amount, most: Amount) -> Amount:
    return min(most, rival_most + listing.increment.step(rival_most))


def _lifted(listing: Listing, most: Amount, price: Amount) -> Amount:
    """Return the price with a hidden reserve: with the jump a maximum that reaches it lifts to it.

    Without the jump the reserve is a rival like any other: every maximum below it is shown in full.
    """
    if listing.reserve is None or price >= listing.reserve:
        return price
    if most >= listing.reserve:
        return listing.reserve
    return price if listing.reserve_jump else most

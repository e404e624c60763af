"""The common part of formats whose bids are secret until the close: one offer per bidder.

A later offer replaces the bidder's earlier one and its place in time. Until the close an item shows
its start price and nothing that a bid has changed, not even the number of its events (0012).
"""

from collections.abc import Iterable, Mapping

from server.domain.commands import PlaceBid, PlacedBid
from server.domain.events import Event, OfferSealed
from server.domain.formats.rules import Quote, Resolution, too_low, unfit
from server.domain.formats.totals import total_of
from server.domain.item import Item
from server.domain.listings.listing import Listing
from server.domain.rejection import Contradiction, Rejection
from server.domain.types import Amount, Millis, Status, UserId

REVEALED = frozenset({Status.SOLD, Status.UNSOLD})
"""Statuses in which the offers are public. Those of a cancelled item stay secret."""


class HiddenOffers:
    """The rules of secret offers, except for the winners."""

    fields = frozenset({"reserve", "ends_at", "duration_ms", "bid_cap", "bid_multiple"})
    hidden = True
    keeps_bids = True

    def contradictions(self, listing: Listing) -> Iterable[Contradiction]:
        """Compare the reserve with the start price."""
        if listing.reserve is not None and listing.reserve < listing.start_price:
            yield Contradiction("reserve", "the reserve is below the start price")

    def end_when_opened(self, listing: Listing, at: Millis) -> Millis | None:
        """Return the end of an item that has a duration."""
        return None if listing.duration_ms is None else at + listing.duration_ms

    def place_bid(
        self, item: Item, command: PlaceBid, now: Millis
    ) -> tuple[Event, ...] | Rejection:
        """Accept an offer of at least the start price. One below the reserve is accepted but can't win."""
        refusal = unfit(command, units=item.listing.quantity)
        if refusal is not None:
            return refusal
        if command.amount < item.listing.start_price:
            return too_low(self.quote(item, now), seq=None)
        return (
            OfferSealed(
                seq=item.seq + 1,
                at=now,
                bid_id=command.bid_id,
                bidder=command.bidder,
                amount=command.amount,
                quantity=command.quantity,
                source=command.source,
                paddle=command.paddle,
                by=command.clerk,
            ),
        )

    def without(
        self,
        item: Item,
        remaining: Iterable[PlacedBid],  # noqa: ARG002
        earlier: Item | None = None,  # noqa: ARG002
    ) -> Resolution:
        """Leave the price, which depends on offers only at the close."""
        return Resolution(item.price)

    def quote(self, item: Item, now: Millis) -> Quote:  # noqa: ARG002 - time alone reveals nothing
        """Show the start price until the close, then the price that was paid."""
        if item.status not in REVEALED:
            price, seq = item.listing.start_price, item.seq - item.hidden
            met = item.listing.reserve is None
            return Quote(price, price, None, 0, met, seq, item.listing.quantity)
        won = item.winners[0] if item.winners else None
        price = won.amount if won else item.listing.start_price
        met = item.listing.reserve is None or won is not None
        leader = won.bidder if won else None
        remaining = item.listing.quantity - sum(winner.quantity for winner in item.winners)
        counts = (remaining, item.retractions)
        return Quote(price, price, leader, item.bid_count, met, item.seq, *counts)

    def succeeded(self, item: Item, user_id: UserId) -> bool:
        """Return whether the user has won, which is known at the close."""
        return any(winner.bidder.user_id == user_id for winner in item.winners)

    def exposure(self, item: Item) -> Mapping[UserId, Amount]:
        """Return each user's offer, which they may have to pay."""
        return total_of(item.offers)


def floor_of(listing: Listing) -> Amount:
    """Return the lowest amount that can win: the reserve, or the start price without one."""
    return listing.start_price if listing.reserve is None else listing.reserve

"""What the formats share whose bids are secret until the close: one offer per bidder, replaceable.

A later offer takes the place of the bidder's earlier one, in time too. While it is secret an item
shows its start price and nothing else that a bid has changed, not even how many events it has had.
"""

from collections.abc import Iterable, Mapping, Sequence

from server.domain.commands import PlaceBid, PlacedBid
from server.domain.events import Event, OfferSealed
from server.domain.formats.claims import total_of_offers
from server.domain.formats.rules import Quote, Resolution, too_low, unfit
from server.domain.item import Item
from server.domain.listings.listing import Listing
from server.domain.rejection import Contradiction, Rejection
from server.domain.types import Amount, Millis, Status, UserId

REVEALED = frozenset({Status.SOLD, Status.UNSOLD})
"""A cancelled item keeps its secrets."""


class HiddenOffers:
    """The rules of secret offers, but for who wins and what they pay."""

    fields = frozenset({"reserve", "ends_at", "duration_ms"})
    hidden = True

    def contradictions(self, listing: Listing) -> Iterable[Contradiction]:
        """Hold the reserve against the start price."""
        if listing.reserve is not None and listing.reserve < listing.start_price:
            yield Contradiction("reserve", "the reserve is below the start price")

    def end_when_opened(self, listing: Listing, at: Millis) -> Millis | None:
        """Return the end of an item that has a duration."""
        return None if listing.duration_ms is None else at + listing.duration_ms

    def place_bid(
        self, item: Item, command: PlaceBid, now: Millis
    ) -> tuple[Event, ...] | Rejection:
        """Keep an offer of the start price or more; one below the reserve is kept and can't win."""
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
            ),
        )

    def without(self, item: Item, remaining: Sequence[PlacedBid]) -> Resolution:  # noqa: ARG002
        """Leave the fields: the offers that remain speak at the close."""
        return Resolution(item.price)

    def quote(self, item: Item, now: Millis) -> Quote:  # noqa: ARG002 - time alone reveals nothing
        """Show the start price until the close, then what was paid."""
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
        """Keep the secret until the close."""
        return any(winner.bidder.user_id == user_id for winner in item.winners)

    def exposure(self, item: Item) -> Mapping[UserId, Amount]:
        """Return each user's offer: they may have to pay it."""
        return total_of_offers(item.offers)


def floor_of(listing: Listing) -> Amount:
    """Return the least that anything is sold for: the reserve, or the start price without one."""
    return listing.start_price if listing.reserve is None else listing.reserve

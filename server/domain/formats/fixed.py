"""Fixed: units at a fixed price, first come, first served, until all are sold."""

from collections.abc import Iterable, Mapping, Sequence

from server.domain.commands import PlaceBid, PlacedBid
from server.domain.events import Event
from server.domain.formats.claims import (
    claim,
    has_claim,
    price_without,
    winners_of,
)
from server.domain.formats.rules import Quote, Resolution, too_low, unfit
from server.domain.formats.totals import total_of
from server.domain.item import Item
from server.domain.listings.listing import Listing
from server.domain.rejection import Contradiction, Rejection
from server.domain.types import Amount, Millis, UserId, Winner


class Fixed:
    """The rules of a sale at the start price."""

    fields = frozenset({"quantity", "ends_at", "duration_ms"})
    hidden = False

    def contradictions(self, listing: Listing) -> Iterable[Contradiction]:  # noqa: ARG002
        """Find none: any price fits any quantity."""
        return ()

    def end_when_opened(self, listing: Listing, at: Millis) -> Millis | None:
        """Return the end of an item that has a duration."""
        return None if listing.duration_ms is None else at + listing.duration_ms

    def place_bid(
        self, item: Item, command: PlaceBid, now: Millis
    ) -> tuple[Event, ...] | Rejection:
        """Claim units at the fixed price, also for a higher amount."""
        refusal = unfit(command, units=item.listing.quantity)
        if refusal is not None:
            return refusal
        if command.amount < item.listing.start_price:
            return too_low(self.quote(item, now), seq=item.seq)
        return claim(item, command, item.listing.start_price, now)

    def without(self, item: Item, remaining: Sequence[PlacedBid]) -> Resolution:
        """Offer the units of retracted bids again."""
        return price_without(item, remaining)

    def winners(self, item: Item) -> tuple[Winner, ...]:
        """Return all bidders who claimed units."""
        return winners_of(item)

    def quote(self, item: Item, now: Millis) -> Quote:  # noqa: ARG002 - the price stands
        """Show the fixed price."""
        price = item.listing.start_price
        counts = (item.remaining, item.retractions)
        return Quote(price, price, None, item.bid_count, True, item.seq, *counts)

    def succeeded(self, item: Item, user_id: UserId) -> bool:
        """Tell whether the user has claimed units."""
        return has_claim(item, user_id)

    def exposure(self, item: Item) -> Mapping[UserId, Amount]:
        """Return the cost of each user's units."""
        return total_of(item.offers)

"""Fixed: units at a fixed price, first come, first served, until all are sold."""

from collections.abc import Iterable

from server.domain.commands import PlaceBid
from server.domain.events import Event
from server.domain.formats.claims import UnitClaims, claim
from server.domain.formats.rules import Quote, too_low, unfit
from server.domain.item import Item
from server.domain.listings.listing import Listing
from server.domain.rejection import Contradiction, Rejection
from server.domain.types import Millis


class Fixed(UnitClaims):
    """The rules of a sale at the start price."""

    fields = frozenset({"quantity", "ends_at", "duration_ms"})

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

    def quote(self, item: Item, now: Millis) -> Quote:  # noqa: ARG002 - the price stands
        """Show the fixed price."""
        price = item.listing.start_price
        counts = (item.remaining, item.retractions)
        return Quote(price, price, None, item.bid_count, True, item.seq, *counts)

"""Dutch: a clock lowers the price by a step every interval, and a bid of at least the price takes units.

Between events the price is a function of time, so nothing is written while the clock falls. The clock
starts with the opening and stands still during a pause. The item closes an interval after the clock
has reached the floor price.
"""

from collections.abc import Iterable

from server.domain.commands import PlaceBid
from server.domain.events import Event
from server.domain.formats.claims import UnitClaims, claim
from server.domain.formats.rules import Quote, too_low, unfit
from server.domain.item import Item
from server.domain.listings.listing import Listing
from server.domain.rejection import Contradiction, Rejection
from server.domain.types import ENDED, Amount, Millis

CLOCK_MAX_MS: Millis = 366 * 86_400_000
"""The longest permitted fall of a clock. A longer one is taken for a mistake in the listing."""


def price_at(item: Item, now: Millis) -> Amount:
    """Return the price on the clock at `now`, or the one at which it stopped. Before, the start price.

    From 1000 by 100 every 5 s, floor 700: at 0 s 1000, at 4.999 s 1000, at 5 s 900, from 15 s 700.
    """
    step, interval_ms, floor_price = _clock(item.listing)
    if item.running_since is None:
        return item.listing.start_price
    if item.status in ENDED:
        return item.price
    elapsed = (now if item.paused_at is None else item.paused_at) - item.running_since
    return max(floor_price, item.listing.start_price - elapsed // interval_ms * step)


class Dutch(UnitClaims):
    """The rules of a falling clock."""

    fields = frozenset({"quantity", "step", "interval_ms", "floor_price"})

    def contradictions(self, listing: Listing) -> Iterable[Contradiction]:
        """Require a clock that falls and reaches its floor within a year."""
        step, interval_ms, floor_price = listing.step, listing.interval_ms, listing.floor_price
        if step is None or step < 1:
            yield Contradiction("step", "the step must be positive")
        if interval_ms is None or interval_ms < 1:
            yield Contradiction("interval_ms", "the interval must be at least a millisecond")
        if floor_price is None or not 1 <= floor_price < listing.start_price:
            yield Contradiction(
                "floor_price", "the floor price must be positive and below the start price"
            )
        elif step and interval_ms and step > 0 and _fall_ms(listing) > CLOCK_MAX_MS:
            yield Contradiction(
                "interval_ms", "the clock takes longer than a year to reach the floor price"
            )

    def end_when_opened(self, listing: Listing, at: Millis) -> Millis | None:
        """Return the end: an interval after the floor price is reached."""
        _, interval_ms, _ = _clock(listing)
        return at + _fall_ms(listing) + interval_ms

    def place_bid(
        self, item: Item, command: PlaceBid, now: Millis
    ) -> tuple[Event, ...] | Rejection:
        """Take units at the clock's price."""
        refusal = unfit(command, units=item.listing.quantity)
        if refusal is not None:
            return refusal
        price = price_at(item, now)
        if command.amount < price:
            return too_low(self.quote(item, now), seq=item.seq)
        return claim(item, command, price, now)

    def quote(self, item: Item, now: Millis) -> Quote:
        """Show the clock's price."""
        price = price_at(item, now)
        counts = (item.remaining, item.retractions)
        return Quote(price, price, None, item.bid_count, True, item.seq, *counts)


def _clock(listing: Listing) -> tuple[Amount, Millis, Amount]:
    step, interval_ms, floor_price = listing.step, listing.interval_ms, listing.floor_price
    assert step is not None, "a Dutch item has a step"
    assert interval_ms is not None, "a Dutch item has an interval"
    assert floor_price is not None, "a Dutch item has a floor price"
    return step, interval_ms, floor_price


def _fall_ms(listing: Listing) -> Millis:
    """Return the time of the clock from the start price to the floor price."""
    step, interval_ms, floor_price = _clock(listing)
    return -((floor_price - listing.start_price) // step) * interval_ms

"""What a format has to know: the protocol that `decide`, `view` and `settle` work with."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

import msgspec

from server.domain.commands import PlaceBid, PlacedBid
from server.domain.events import Event
from server.domain.item import Item
from server.domain.listings.listing import Listing
from server.domain.rejection import Code, Contradiction, Rejection
from server.domain.types import Amount, Bidder, Millis, UserId, Winner


class Quote(msgspec.Struct, frozen=True):
    """An item's fields as everybody may know them. `minimum` is the least that a next bid may be.

    `seq` is the item's event number, or the count of its public events while the others are hidden.
    """

    price: Amount
    minimum: Amount
    leader: Bidder | None
    bid_count: int
    reserve_met: bool
    seq: int
    remaining: int = 1
    """Units that nobody is known to have taken."""
    retractions: int = 0
    """How often bids were taken back."""


class Resolution(msgspec.Struct, frozen=True):
    """An item's fields without the bids that were taken back."""

    price: Amount
    leader: Bidder | None = None
    leader_max: Amount = 0


class Rules(Protocol):
    """What a format decides; everything else is the same for all of them."""

    @property
    def fields(self) -> frozenset[str]:
        """The optional fields of a listing that this format knows."""
        ...

    @property
    def hidden(self) -> bool:
        """Whether bids are secret until the close."""
        ...

    def contradictions(self, listing: Listing) -> Iterable[Contradiction]:
        """Name whatever makes the fields that this format knows impossible together."""
        ...

    def end_when_opened(self, listing: Listing, at: Millis) -> Millis | None:
        """Return the end that follows from opening at `at`; None: the listing's own."""
        ...

    def place_bid(
        self, item: Item, command: PlaceBid, now: Millis
    ) -> tuple[Event, ...] | Rejection:
        """Decide a bid on an item that takes bids."""
        ...

    def without(self, item: Item, remaining: Sequence[PlacedBid]) -> Resolution:
        """Resolve the item again from the bids that remain, in the order of time."""
        ...

    def winners(self, item: Item) -> tuple[Winner, ...]:
        """Pick the winners of an item that closes now; none: it is unsold."""
        ...

    def quote(self, item: Item, now: Millis) -> Quote:
        """Return what the public may know at the moment `now`."""
        ...

    def succeeded(self, item: Item, user_id: UserId) -> bool:
        """Tell whether a user leads or has claimed units, as far as they may know it."""
        ...

    def exposure(self, item: Item) -> Mapping[UserId, Amount]:
        """Return what each user may have to pay for this item as it stands, before its end."""
        ...


def unfit(command: PlaceBid, *, units: int = 1, maximum: bool = False) -> Rejection | None:
    """Refuse a bid with fields that its format doesn't know; `units` is the most of a bid."""
    if command.max_amount is not None:
        if not maximum:
            return _invalid("max_amount", "this item takes no maximum bids")
        if command.max_amount < command.amount:
            return _invalid("max_amount", "a maximum can't be below the amount")
    if not 1 <= command.quantity <= units:
        return _invalid("quantity", f"from 1 to {units}")
    return None


def too_low(quote: Quote, *, seq: int | None) -> Rejection:
    """Refuse a bid below the minimum, with the fields that mend it."""
    details: dict[str, object] = {"minimum": quote.minimum, "price": quote.price}
    if seq is not None:
        details["seq"] = seq
    return Rejection(Code.TOO_LOW, f"the next bid must be at least {quote.minimum}", details)


def _invalid(field: str, message: str) -> Rejection:
    return Rejection(Code.INVALID, f"{field}: {message}", {"field": field})

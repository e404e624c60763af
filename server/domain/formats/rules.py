"""The protocol of a format's rules, which `decide`, `view` and `settle` work with."""

from collections.abc import Iterable, Mapping
from typing import Protocol

import msgspec

from server.domain.commands import PlaceBid, PlacedBid
from server.domain.events import Event
from server.domain.item import Item
from server.domain.listings.listing import Listing
from server.domain.rejection import Code, Contradiction, Rejection, invalid
from server.domain.types import AMOUNT_MAX, Amount, Bidder, Millis, Origin, UserId, Winner


class Quote(msgspec.Struct, frozen=True):
    """An item's fields as everybody may know them. `minimum` is the lowest amount of the next bid.

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
    """Number of retractions."""


class Resolution(msgspec.Struct, frozen=True):
    """An item's fields without its retracted bids."""

    price: Amount
    leader: Bidder | None = None
    leader_max: Amount = 0
    leader_origin: Origin | None = None


class Rules(Protocol):
    """The decisions of a format. Everything else is the same for all formats."""

    @property
    def fields(self) -> frozenset[str]:
        """The optional fields of a listing that this format uses."""
        ...

    @property
    def hidden(self) -> bool:
        """Whether bids are secret until the close."""
        ...

    @property
    def keeps_bids(self) -> bool:
        """Whether the item's state has all standing bids, so that a retraction needs no others."""
        ...

    def contradictions(self, listing: Listing) -> Iterable[Contradiction]:
        """Find fields of this format that don't fit together."""
        ...

    def end_when_opened(self, listing: Listing, at: Millis) -> Millis | None:
        """Return the end that follows from an opening at `at`, or None for the listing's own end."""
        ...

    def place_bid(
        self, item: Item, command: PlaceBid, now: Millis
    ) -> tuple[Event, ...] | Rejection:
        """Decide a bid on an item that takes bids."""
        ...

    def without(
        self, item: Item, remaining: Iterable[PlacedBid], earlier: Item | None = None
    ) -> Resolution:
        """Resolve the item again from its remaining bids, oldest first.

        A format that needs all bids gets those after `earlier`, the item before them.
        """
        ...

    def winners(self, item: Item) -> tuple[Winner, ...]:
        """Return the winners of an item that closes now. Without any it is unsold."""
        ...

    def quote(self, item: Item, now: Millis) -> Quote:
        """Return the public fields at the moment `now`."""
        ...

    def succeeded(self, item: Item, user_id: UserId) -> bool:
        """Return whether a user leads or has claimed units, as far as they may know."""
        ...

    def exposure(self, item: Item) -> Mapping[UserId, Amount]:
        """Return the most that each user may have to pay for the item, before its end."""
        ...


def unfit(command: PlaceBid, *, units: int = 1, maximum: bool = False) -> Rejection | None:
    """Refuse a bid with fields that its format doesn't use. `units` is the largest quantity of a bid."""
    if command.max_amount is not None:
        if not maximum:
            return invalid("max_amount", "this item takes no maximum bids")
        if command.max_amount < command.amount:
            return invalid("max_amount", "a maximum can't be below the amount")
    if not 1 <= command.quantity <= units:
        return invalid("quantity", f"from 1 to {units}")
    if command.most * command.quantity > AMOUNT_MAX:
        return invalid("quantity", f"these units together cost more than {AMOUNT_MAX}")
    return None


def too_low(quote: Quote, *, seq: int | None) -> Rejection:
    """Refuse a bid below the minimum, with the details that a client needs for a higher one."""
    details: dict[str, object] = {"minimum": quote.minimum, "price": quote.price}
    if seq is not None:
        details["seq"] = seq
    return Rejection(Code.TOO_LOW, "the bid is below the minimum", details)

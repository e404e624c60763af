"""The bidders' requests: bids and their retraction."""

import msgspec

from server.domain.events import Reason
from server.domain.item import Item
from server.domain.types import Actor, Amount, Bidder, BidId, Millis, Origin, Source, UserId


class BidderStanding(msgspec.Struct, frozen=True):
    """A bidder's standing in an auction that approves its bidders or limits their spending.

    `limit` None: the listing's. `elsewhere` is their exposure for the auction's other items.
    """

    approved: bool = False
    limit: Amount | None = None
    elsewhere: Amount = 0


class PlaceBid(msgspec.Struct, frozen=True):
    """Offer `amount`. `bid_id` is the client's name for the offer, so that it can be sent again.

    `amount` is public and `max_amount` is the bidder's hidden maximum. `quantity` counts units, each
    for the amount. `raise_own` permits a leader to raise the price against themselves, and `confirmed` an
    amount that is implausibly high. `standing` is filled in for auctions that check their bidders. A bid
    of another `source` than the bidder's own client is entered by a clerk, `by`, who may name the
    `expected_seq` of a `RunCommand`.
    """

    bid_id: BidId
    bidder: Bidder
    amount: Amount
    max_amount: Amount | None = None
    quantity: int = 1
    standing: BidderStanding | None = None
    raise_own: bool = False
    source: Source = Source.ONLINE
    paddle: str | None = None
    by: Actor | None = None
    expected_seq: int | None = None
    confirmed: bool = False

    @property
    def most(self) -> Amount:
        """The bidder's maximum for a unit."""
        return self.amount if self.max_amount is None else self.max_amount

    @property
    def clerk(self) -> UserId | None:
        """The user who entered it; None if the bidder sent it."""
        return None if self.by is None else self.by.user_id


class AutoBid(msgspec.Struct, frozen=True, array_like=True):
    """The automatic bid that answered a bid, in the event right after it."""

    user_id: UserId
    amount: Amount


class PlacedBid(msgspec.Struct, frozen=True, kw_only=True):
    """A bid that was accepted as event `seq` at the moment `at`. A `retracted` bid no longer counts.

    `auto` is the automatic bid that answered it, if there was one. A raised maximum is not `shown`:
    it has an event number, but nobody sees it.
    """

    bid_id: BidId
    bidder: Bidder
    amount: Amount
    most: Amount
    seq: int
    at: Millis
    retracted: bool = False
    auto: AutoBid | None = None
    shown: bool = True
    origin: Origin | None = None


class EarlierBids(msgspec.Struct, frozen=True):
    """The bids on an item before some of its events, of which each bid that was retracted since is none."""

    item: Item
    """The item after them."""
    newcomers: frozenset[UserId] = frozenset()
    """Bidders who have no bid among them, as far as a command has to know."""


class RetractBid(msgspec.Struct, frozen=True):
    """Retract a bid. `placed` has all bids that were ever placed on the item, oldest first.

    While `history_in_ms` is set it has only those that could be read at once, the bid itself among
    them. The others can be read after so many ms. With `earlier` bids it has those after them (0091).
    """

    bid_id: BidId
    by: Bidder
    reason: Reason
    placed: tuple[PlacedBid, ...] = ()
    history_in_ms: Millis | None = None
    earlier: EarlierBids | None = None

"""An item's state, which is the fold of its events."""

import msgspec

from server.domain.listings.listing import Listing
from server.domain.types import (
    ENDED,
    LIVE,
    Actor,
    Amount,
    Bidder,
    BidId,
    Millis,
    Origin,
    Role,
    Source,
    Status,
    UserId,
    Winner,
)


class Offer(msgspec.Struct, frozen=True, array_like=True):
    """A bid that the state has to keep: a claim of units or a hidden offer. `seq` is its event number."""

    bid_id: BidId
    bidder: Bidder
    amount: Amount
    quantity: int
    seq: int


class LeftBid(msgspec.Struct, frozen=True, array_like=True):
    """A bid that was left before the opening as event `seq` at the moment `at`.

    `shown_seq` and `ends_at` are the item's number and end, as its bidder was answered.
    """

    bid_id: BidId
    bidder: Bidder
    amount: Amount
    max_amount: Amount | None
    quantity: int
    seq: int
    at: Millis
    shown_seq: int
    ends_at: Millis | None
    source: Source = Source.ONLINE
    paddle: str | None = None
    by: UserId | None = None

    @property
    def most(self) -> Amount:
        """The bidder's maximum for a unit."""
        return self.amount if self.max_amount is None else self.max_amount


class Notice(msgspec.Struct, frozen=True, array_like=True):
    """A notice to everybody who watches an item, given at the moment `at`."""

    notice_id: str
    text: str
    at: Millis


class Item(msgspec.Struct, frozen=True, array_like=True, tag=2):
    """An item's state after event `seq`. If `ends_at` is None, the auctioneer ends it.

    0015: it is stored as an array that begins with the version of its form. Fields are appended with
    a default. Any other change needs the next version, and this one stays readable. Redis has the same
    fields without the listing as version 3 (0140).
    """

    listing: Listing
    seq: int
    status: Status
    price: Amount
    leader: Bidder | None = None
    bid_count: int = 0
    ends_at: Millis | None = None
    paused_at: Millis | None = None
    winners: tuple[Winner, ...] = ()
    leader_max: Amount = 0
    """The leader's maximum, never below the price while there is a leader."""
    extensions: int = 0
    """Number of times that late bids have moved the end."""
    opens_at: Millis | None = None
    running_since: Millis | None = None
    """The moment from which a falling clock counts: the opening, moved by the length of each pause."""
    offers: tuple[Offer, ...] = ()
    """Claims of units, or one hidden offer per bidder, oldest first."""
    hidden: int = 0
    """Number of its events that are secret until the close (0012), or are of bids that were left."""
    called_next: bool = False
    """Whether the next item of the sequence has been called."""
    retractions: int = 0
    """Number of retractions."""
    barred: tuple[UserId, ...] = ()
    """Bidders who can't bid on the item any more, because they took back what had shown them a limit."""
    changed_at: Millis = 0
    """The moment of its last event. 0 if an earlier version has stored the item."""
    closed_at: Millis = 0
    """The moment of its latest close, 0 before it or if an earlier version closed it."""
    asking: Amount | None = None
    """The lowest amount of the next bid, where it was set since the last one."""
    notice: Notice | None = None
    """The latest notice."""
    defaulted: tuple[UserId, ...] = ()
    """Winners who defaulted, in the order of the awards."""
    outages_until: Millis = 0
    """The moment up to which outages have been made up for, or did not matter (0157)."""
    outage_ms: Millis = 0
    """The time by which outages have moved the end. A hard end has moved as far."""
    sale_act: int = 0
    """The number of the latest act on the sale that changed the item (0158)."""
    paused_by_sale: bool = False
    """Whether it is paused together with its sale."""

    blocked: tuple[UserId, ...] = ()
    """Users whom the house has blocked (0165)."""
    left: tuple[LeftBid, ...] = ()
    """Bids that were left before the opening, at most one of each bidder, oldest first (0159)."""
    resolved_price: Amount | None = None
    """The price of an ascending item by the proxy rule alone, so without the leader's own raises (0011).
    None before the first bid, and until the next one if an earlier version has stored the item."""
    leader_origin: Origin | None = None
    """The origin of the leader's maximum; None if the bidder sent it, or an earlier version stored it."""

    @property
    def is_undecided(self) -> bool:
        """Whether nothing was decided on it: it has not opened, and has no bid, nor one that was left."""
        return self.status is Status.SCHEDULED and self.bid_count == 0 and not self.left

    @property
    def calls_next(self) -> bool:
        """Whether it has ended in its turn of a sequence and the next item has not been called yet."""
        if self.status not in ENDED or self.called_next or self.listing.gap_ms is None:
            return False
        return self.running_since is not None or self.opens_at is not None

    @property
    def due_at(self) -> Millis | None:
        """The moment at which the timekeeper handles this item: at once if it calls the next one."""
        return 0 if self.calls_next else self.changes_at

    @property
    def changes_at(self) -> Millis | None:
        """The moment at which this item opens or ends by itself, or None."""
        if self.status in LIVE:
            return self.ends_at
        if self.status is Status.SCHEDULED and not self.paused_by_sale:
            return self.opens_at
        return None

    @property
    def remaining(self) -> int:
        """Units that nobody has claimed yet."""
        return self.listing.quantity - sum(offer.quantity for offer in self.offers)

    def clerk(self, user_id: UserId | None) -> Actor | None:
        """Return the user who entered a bid, as one who may; None for a bid that its bidder sent."""
        if user_id is None:
            return None
        return Actor(user_id, Role.BIDDER, (self.listing.auction_id,))

    def led_by(self, user_id: UserId) -> bool:
        """Return whether this user leads."""
        return self.leader is not None and self.leader.user_id == user_id

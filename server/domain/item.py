"""An item: its listing, which never changes, and its state, which is the fold of its events."""

import msgspec

from server.domain.listings.listing import Listing
from server.domain.types import (
    ENDED,
    Amount,
    Bidder,
    BidId,
    Millis,
    Status,
    UserId,
    Winner,
)


class Offer(msgspec.Struct, frozen=True, array_like=True):
    """A bid that the state must keep: a claim of units, or a hidden offer. `seq` is its order in time."""

    bid_id: BidId
    bidder: Bidder
    amount: Amount
    quantity: int
    seq: int


class Item(msgspec.Struct, frozen=True, array_like=True, tag=2):
    """An item's state after event number `seq`. `ends_at` None: it ends when the auctioneer says so.

    Stored as an array that begins with the version of this form: fields are appended with a default,
    and whatever else would change takes the next version beside this one.
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
    """The most that the leader would pay; never below the price while there is a leader."""
    extensions: int = 0
    """How often late bids have moved the end."""
    opens_at: Millis | None = None
    running_since: Millis | None = None
    """When it was opened, later by every pause: what a falling clock counts from."""
    offers: tuple[Offer, ...] = ()
    """Claims of units, or one hidden offer per bidder; in the order of time."""
    hidden: int = 0
    """How many of its events the public doesn't know before the close."""
    called_next: bool = False
    """The item after this one in a sequence has been called."""
    retractions: int = 0
    """How often bids were taken back."""

    @property
    def calls_next(self) -> bool:
        """Whether it has had its turn in a sequence, and the item after it has not been called yet."""
        had_its_turn = self.running_since is not None or self.opens_at is not None
        in_turn = self.listing.gap_ms is not None and had_its_turn
        return in_turn and not self.called_next and self.status in ENDED

    @property
    def due_at(self) -> Millis | None:
        """The moment at which somebody has to see to this item; at once if it calls the next."""
        return 0 if self.calls_next else self.changes_at

    @property
    def changes_at(self) -> Millis | None:
        """The moment at which time alone changes this item, or None."""
        match self.status:
            case Status.SCHEDULED:
                return self.opens_at
            case Status.OPEN | Status.CLOSING:
                return self.ends_at
            case _:
                return None

    @property
    def remaining(self) -> int:
        """Units that nobody has claimed yet."""
        return self.listing.quantity - sum(offer.quantity for offer in self.offers)

    def led_by(self, user_id: UserId) -> bool:
        """Tell whether this user leads."""
        return self.leader is not None and self.leader.user_id == user_id

"""Facts about an item: past tense, immutable, numbered 1, 2, 3, ... without a gap.

Their encoded form is written to the journal and the archive for good: fields are added with a
default, never renamed or removed. Maxima and hidden offers are in it: events are shown to nobody as
they are, only through `view`.
"""

from enum import StrEnum

import msgspec

from server.domain.listings.listing import Listing
from server.domain.types import Amount, Bidder, BidId, Millis, Status, Winner


class _Event(msgspec.Struct, frozen=True, tag=True, kw_only=True, omit_defaults=True):
    seq: int
    at: Millis


class ItemScheduled(_Event, frozen=True):
    """The item was put up; always its first event."""

    listing: Listing


class ItemCalled(_Event, frozen=True):
    """The item's turn in a sequence came: it opens at `opens_at`."""

    opens_at: Millis


class ItemOpened(_Event, frozen=True):
    """Bidding began. `ends_at` is set where it follows from the opening."""

    ends_at: Millis | None = None


class BidAccepted(_Event, frozen=True):
    """A bid took the lead at `amount`. `auto` marks a bid that a rule made on a bidder's behalf.

    `max_amount` is the hidden most that the bidder would pay; None: the amount itself. `offered` is
    what they named, where that is not the price that came of it. An automatic bid has the bid_id of
    the bid that it answers.
    """

    bid_id: BidId
    bidder: Bidder
    amount: Amount
    auto: bool = False
    max_amount: Amount | None = None
    offered: Amount | None = None


class MaxRaised(_Event, frozen=True):
    """The leader raised the hidden most that they would pay; the price stands, whatever `amount` says."""

    bid_id: BidId
    bidder: Bidder
    amount: Amount
    max_amount: Amount


class UnitsClaimed(BidAccepted, frozen=True):
    """A bid took units at once, each for `amount`."""

    quantity: int = 1


class OfferSealed(_Event, frozen=True):
    """A hidden offer was handed in, in place of the bidder's earlier one."""

    bid_id: BidId
    bidder: Bidder
    amount: Amount
    quantity: int = 1


class Reason(StrEnum):
    """Why a bid may be taken back."""

    MISTYPED = "mistyped"
    CHANGED_DESCRIPTION = "changed_description"


class BidsRetracted(_Event, frozen=True):
    """Bids were taken back; what is left of the item without them, so that no history is needed."""

    bidder: Bidder
    bid_ids: tuple[BidId, ...]
    reason: Reason
    price: Amount
    leader: Bidder | None = None
    leader_max: Amount = 0
    hidden: bool = False
    """Nobody knew of the bids, so nobody is told that they are gone."""
    seqs: tuple[int, ...] = ()
    """The numbers of all bids that are gone: those named, but for raised maxima, which were never shown,
    and the automatic ones that went with them."""


class ItemExtended(_Event, frozen=True):
    """The end moved, by a late bid or by the auctioneer."""

    ends_at: Millis
    by_bid: bool = False


class ItemPaused(_Event, frozen=True):
    """Bidding and its clock stopped."""


class ItemResumed(_Event, frozen=True):
    """Bidding went on; the end moved by the length of the pause."""

    ends_at: Millis | None


class ItemWarned(_Event, frozen=True):
    """The auctioneer gave fair warning; the next bid takes it back."""


class ItemClosed(_Event, frozen=True):
    """The one outcome: sold with its winners, or unsold."""

    status: Status
    winners: tuple[Winner, ...]


class ItemCancelled(_Event, frozen=True):
    """The item was taken out of the sale."""


class NextCalled(_Event, frozen=True):
    """The item after this one in the sequence has been called, or there is none."""


Event = (
    ItemScheduled
    | ItemCalled
    | ItemOpened
    | BidAccepted
    | MaxRaised
    | UnitsClaimed
    | OfferSealed
    | BidsRetracted
    | ItemExtended
    | ItemPaused
    | ItemResumed
    | ItemWarned
    | ItemClosed
    | ItemCancelled
    | NextCalled
)

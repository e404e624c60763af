"""Facts about an item: past tense, immutable, numbered 1, 2, 3, ... without a gap.

Their encoded form is written to the journal and the archive for good: fields are added with a
default, never renamed or removed.
"""

import msgspec

from server.domain.item import Listing
from server.domain.types import Amount, Bidder, BidId, Millis, Status, Winner


class _Event(msgspec.Struct, frozen=True, tag=True, kw_only=True):
    seq: int
    at: Millis


class ItemScheduled(_Event, frozen=True):
    """The item was put up; always its first event."""

    listing: Listing


class ItemOpened(_Event, frozen=True):
    """Bidding began."""


class BidAccepted(_Event, frozen=True):
    """A bid took the lead. `auto` marks a bid that a rule made on a bidder's behalf."""

    bid_id: BidId
    bidder: Bidder
    amount: Amount
    auto: bool = False


class ItemExtended(_Event, frozen=True):
    """The end moved, by a late bid or by the auctioneer."""

    ends_at: Millis


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


Event = (
    ItemScheduled
    | ItemOpened
    | BidAccepted
    | ItemExtended
    | ItemPaused
    | ItemResumed
    | ItemWarned
    | ItemClosed
    | ItemCancelled
)

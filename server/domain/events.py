"""Facts about an item: past tense, immutable, numbered 1, 2, 3, ... without a gap.

The journal and the archive keep their encoded form for good, so fields are added with a default and
never renamed or removed. Events contain maxima and hidden offers and are only shown through `view`.
"""

from enum import StrEnum

import msgspec

from server.domain.listings.listing import Listing
from server.domain.types import (
    Amount,
    Bidder,
    BidId,
    Millis,
    Origin,
    Source,
    Status,
    UserId,
    Winner,
)


class _Event(msgspec.Struct, frozen=True, tag=True, kw_only=True, omit_defaults=True):
    seq: int
    at: Millis


class ItemScheduled(_Event, frozen=True):
    """The item was put up. This is always its first event."""

    listing: Listing


class ListingAmended(_Event, frozen=True):
    """The auctioneer changed the item's description, or its rules before anything was decided on it."""

    listing: Listing
    """The whole listing after the change."""


class ItemDeleted(_Event, frozen=True):
    """The item was taken out of the sale before anything was decided on it."""


class ItemCalled(_Event, frozen=True):
    """The item's turn in a sequence came, and it opens at `opens_at`."""

    opens_at: Millis


class ItemOpened(_Event, frozen=True):
    """Bidding began. `ends_at` is set if it follows from the opening."""

    ends_at: Millis | None = None


class BidAccepted(_Event, frozen=True):
    """A bid was accepted at `amount`. `auto` marks a bid that the proxy rule made for a bidder.

    A bid that a clerk entered has its `source`, the `paddle` of the bidder, and the clerk as `by`.

    `max_amount` is the bidder's hidden maximum, None if it is the amount. `offered` is the amount
    that the bidder sent, if it differs from the resulting price. `offered_max` is the maximum that they
    sent with a bid that bought the item below it. An automatic bid has the bid_id of the bid that it
    answers.
    """

    bid_id: BidId
    bidder: Bidder
    amount: Amount
    auto: bool = False
    max_amount: Amount | None = None
    offered: Amount | None = None
    source: Source = Source.ONLINE
    paddle: str | None = None
    offered_max: Amount | None = None
    by: UserId | None = None


class MaxRaised(_Event, frozen=True):
    """The leader raised their hidden maximum. The price did not change, whatever `amount` is."""

    bid_id: BidId
    bidder: Bidder
    amount: Amount
    max_amount: Amount
    source: Source = Source.ONLINE
    paddle: str | None = None
    by: UserId | None = None


class UnitsClaimed(BidAccepted, frozen=True):
    """A bid took units at once, each for `amount`."""

    quantity: int = 1


class OfferSealed(_Event, frozen=True):
    """A hidden offer was accepted in place of the bidder's earlier one."""

    bid_id: BidId
    bidder: Bidder
    amount: Amount
    quantity: int = 1
    source: Source = Source.ONLINE
    paddle: str | None = None
    by: UserId | None = None


class BidLeft(_Event, frozen=True):
    """A bidder left a bid before the opening. It is secret, and is taken at the opening (0159)."""

    bid_id: BidId
    bidder: Bidder
    amount: Amount
    max_amount: Amount | None = None
    quantity: int = 1
    source: Source = Source.ONLINE
    paddle: str | None = None
    by: UserId | None = None


class Reason(StrEnum):
    """A permitted reason for a retraction."""

    MISTYPED = "mistyped"
    CHANGED_DESCRIPTION = "changed_description"


class BidsRemoved(_Event, frozen=True):
    """The common part of events that remove bids. They have the item's fields without them (0011)."""

    bidder: Bidder
    bid_ids: tuple[BidId, ...]
    price: Amount
    leader: Bidder | None = None
    leader_max: Amount = 0
    leader_origin: Origin | None = None
    hidden: bool = False
    """The bids were secret, and so is their retraction."""
    seqs: tuple[int, ...] = ()
    """The numbers of all shown bids that no longer stand: the retracted ones, and automatic bids that
    went with them (0060, 0061)."""
    barred: bool = False
    """Whether the bidder can't bid on the item any more (0093)."""


class BidsRetracted(BidsRemoved, frozen=True, kw_only=True):
    """A bidder retracted bids."""

    reason: Reason


class BidVoided(BidsRemoved, frozen=True, kw_only=True):
    """The house took a bid out of the item. `reason` is a text of those who run the sale."""

    reason: str


class BidDropped(BidsRemoved, frozen=True, kw_only=True):
    """A bid that was left was not taken: `code` is its refusal's, or its bidder has left another one."""

    code: str


class ItemExtended(_Event, frozen=True):
    """The end moved, by a late bid or by the auctioneer; `act` is the number of an act on the sale."""

    ends_at: Millis
    by_bid: bool = False
    act: int = 0


class ShiftCause(StrEnum):
    """The reason why the server itself moved an end."""

    OUTAGE = "outage"
    GROUP = "group"


class EndShifted(_Event, frozen=True):
    """The server moved the item's times, because of an outage or to the end of its group (0157, 0160).

    In an outage bids could not be decided from `since` to `until`. `opens_at` is set where the opening
    moved, too, and a falling clock moved by the same time. Both moments are 0 for a group.
    """

    ends_at: Millis | None
    cause: ShiftCause
    since: Millis = 0
    until: Millis = 0
    opens_at: Millis | None = None

    @property
    def missing_ms(self) -> Millis:
        """The time that the bidders missed."""
        return self.until - self.since


class ItemPaused(_Event, frozen=True):
    """Bidding and its clock stopped. An act on the sale, of the number `act`, also holds an opening."""

    act: int = 0


class ItemResumed(_Event, frozen=True):
    """The pause ended. The end moved by its length. `act` is the number of an act on the sale."""

    ends_at: Millis | None
    act: int = 0


class ItemWarned(_Event, frozen=True):
    """The auctioneer gave fair warning. The next bid reopens the item."""


class ItemClosed(_Event, frozen=True):
    """The item's outcome: sold, with its winners, or unsold."""

    status: Status
    winners: tuple[Winner, ...]
    passed: bool = False
    """Whether it was passed, and is unsold whatever was bid."""
    below_reserve: bool = False
    """Whether it was sold although the reserve was not met."""


class ItemReopened(_Event, frozen=True):
    """A closed item takes bids again, until `ends_at` or until it is closed."""

    ends_at: Millis | None = None


class ItemAwarded(_Event, frozen=True):
    """The winner defaulted, and the underbidder won at their bid."""

    defaulted: Bidder
    winner: Winner


class AskingSet(_Event, frozen=True):
    """The lowest amount of the next bid was set."""

    asking: Amount


class NoticeGiven(_Event, frozen=True):
    """A notice was given to everybody who watches the item."""

    notice_id: str
    text: str


class ItemCancelled(_Event, frozen=True):
    """The item was taken out of the sale."""


class BiddersBlocked(_Event, frozen=True):
    """The house blocked users from bidding on the item, or lifted their block (0165)."""

    user_ids: tuple[UserId, ...]
    blocked: bool = True


class NextCalled(_Event, frozen=True):
    """The next item of the sequence was called, or there is none."""


Event = (
    ItemScheduled
    | ListingAmended
    | ItemDeleted
    | ItemCalled
    | ItemOpened
    | BidAccepted
    | MaxRaised
    | UnitsClaimed
    | OfferSealed
    | BidLeft
    | BidDropped
    | BidsRetracted
    | BidVoided
    | ItemExtended
    | EndShifted
    | ItemPaused
    | ItemResumed
    | ItemWarned
    | ItemClosed
    | ItemReopened
    | ItemAwarded
    | AskingSet
    | NoticeGiven
    | ItemCancelled
    | BiddersBlocked
    | NextCalled
)

"""Requests to change an item. Each is either decided into events or refused with a rejection."""

import msgspec

from server.domain.events import Reason
from server.domain.listings.listing import Listing
from server.domain.types import Actor, Amount, Bidder, BidId, Millis, UserId


class ScheduleItem(msgspec.Struct, frozen=True):
    """Put an item up."""

    by: Actor
    listing: Listing


class BidderStanding(msgspec.Struct, frozen=True):
    """A bidder's place in an auction that approves its bidders or limits what they spend.

    `limit` None: the listing's. `elsewhere` is what they may have to pay for the auction's other items.
    """

    approved: bool = False
    limit: Amount | None = None
    elsewhere: Amount = 0


class PlaceBid(msgspec.Struct, frozen=True):
    """Offer `amount`; `bid_id` is the client's name for this offer, so that it can be sent again.

    `max_amount` is the hidden most that the bidder would pay, `amount` what they offer in sight of
    all. `quantity` counts units, each for the amount. `standing` is read for auctions that need it.
    """

    bid_id: BidId
    bidder: Bidder
    amount: Amount
    max_amount: Amount | None = None
    quantity: int = 1
    standing: BidderStanding | None = None

    @property
    def most(self) -> Amount:
        """The most that the bidder would pay for a unit."""
        return self.amount if self.max_amount is None else self.max_amount


class AutoBid(msgspec.Struct, frozen=True, array_like=True):
    """The automatic bid that answered a bid, as the event after it: whose, and for how much."""

    user_id: UserId
    amount: Amount


class PlacedBid(msgspec.Struct, frozen=True, kw_only=True):
    """A bid that was accepted as number `seq` at the moment `at`. `retracted`: it no longer counts.

    `auto` is what answered it at once, if anything did. Not `shown`: a raised maximum, which has a
    number and is in nobody's sight.
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


class RetractBid(msgspec.Struct, frozen=True):
    """Take a bid back. `placed` is all that was ever bid on the item, in the order of time."""

    bid_id: BidId
    by: Bidder
    reason: Reason
    placed: tuple[PlacedBid, ...] = ()


class OpenItem(msgspec.Struct, frozen=True):
    """Begin the bidding now."""

    by: Actor


class PauseItem(msgspec.Struct, frozen=True):
    """Stop bidding and its clock."""

    by: Actor


class ResumeItem(msgspec.Struct, frozen=True):
    """Go on after a pause."""

    by: Actor


class WarnItem(msgspec.Struct, frozen=True):
    """Give fair warning: going once, going twice."""

    by: Actor


class CloseItem(msgspec.Struct, frozen=True):
    """End the bidding now and pick the winners."""

    by: Actor


class CancelItem(msgspec.Struct, frozen=True):
    """Take the item out of the sale."""

    by: Actor


class ExtendItem(msgspec.Struct, frozen=True):
    """Move the end to `ends_at`."""

    by: Actor
    ends_at: Millis


class ObserveTime(msgspec.Struct, frozen=True):
    """Let time do what it is due to do: open the item, or close it."""


class CallItem(msgspec.Struct, frozen=True):
    """Tell an item of a sequence that its turn comes at `opens_at`."""

    opens_at: Millis


class MarkNextCalled(msgspec.Struct, frozen=True):
    """Note on an item that has had its turn in a sequence that the one after it has been called."""


AuctioneerCommand = (
    OpenItem | PauseItem | ResumeItem | WarnItem | CloseItem | CancelItem | ExtendItem
)
Command = (
    ScheduleItem
    | PlaceBid
    | RetractBid
    | AuctioneerCommand
    | ObserveTime
    | CallItem
    | MarkNextCalled
)

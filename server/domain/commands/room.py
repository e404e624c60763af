"""The requests of the room: an auctioneer puts an item up and runs it."""

import msgspec

from server.domain.commands.bids import EarlierBids, PlacedBid
from server.domain.listings.listing import Listing
from server.domain.types import Actor, Amount, BidId, Millis, UserId


class ScheduleItem(msgspec.Struct, frozen=True):
    """Put an item up, with users who are blocked from it."""

    by: Actor
    listing: Listing
    blocked: tuple[UserId, ...] = ()


class _RunCommand(msgspec.Struct, frozen=True):
    by: Actor


class RunCommand(_RunCommand, frozen=True, kw_only=True):
    """The common part of the commands of those who run a sale.

    With `expected_seq` a command is refused unless the item's latest public event has this number.
    """

    expected_seq: int | None = None


class OpenItem(RunCommand, frozen=True):
    """Open the item for bids now."""


class PauseItem(RunCommand, frozen=True):
    """Stop bidding and its clock."""


class ResumeItem(RunCommand, frozen=True):
    """End a pause."""


class WarnItem(RunCommand, frozen=True):
    """Give fair warning: going once, going twice."""


class CloseItem(RunCommand, frozen=True):
    """End the bidding now and pick the winners."""


class CancelItem(RunCommand, frozen=True):
    """Take the item out of the sale."""


class PassItem(RunCommand, frozen=True):
    """End the item unsold, whatever was bid."""


class SellItem(RunCommand, frozen=True):
    """End the bidding now and sell, also below the reserve."""


class ExtendItem(RunCommand, frozen=True):
    """Move the end to `ends_at`."""

    ends_at: Millis


class SetAsking(RunCommand, frozen=True):
    """Set the asking price, the lowest amount of the next bid: `price`, or `increment` above the price."""

    price: Amount | None = None
    increment: Amount | None = None


class GiveNotice(RunCommand, frozen=True):
    """Give a notice to everybody who watches the item. `notice_id` is the client's name for it."""

    notice_id: str
    text: str


class ReopenItem(RunCommand, frozen=True):
    """Take bids on a closed item again, until `ends_at` or until it is closed."""

    ends_at: Millis | None = None


class AwardItem(RunCommand, frozen=True):
    """Award a sold item to the underbidder, because the winner defaults.

    `step` is 1 for the first award of the item. `placed` and `history_in_ms` are those of `RetractBid`.
    """

    step: int
    placed: tuple[PlacedBid, ...] = ()
    history_in_ms: Millis | None = None


class VoidBid(RunCommand, frozen=True):
    """Take a bid out of the item, for a reason. The fields after it are those of `RetractBid`."""

    bid_id: BidId
    reason: str
    placed: tuple[PlacedBid, ...] = ()
    history_in_ms: Millis | None = None
    earlier: EarlierBids | None = None


AuctioneerCommand = (
    OpenItem
    | PauseItem
    | ResumeItem
    | WarnItem
    | CloseItem
    | CancelItem
    | PassItem
    | SellItem
    | ExtendItem
    | SetAsking
    | GiveNotice
    | ReopenItem
    | AwardItem
    | VoidBid
)

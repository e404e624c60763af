"""Requests to change an item. Each is either decided into events or refused with a rejection."""

import msgspec

from server.domain.item import Listing
from server.domain.types import Actor, Amount, Bidder, BidId, Millis


class ScheduleItem(msgspec.Struct, frozen=True):
    """Put an item up."""

    by: Actor
    listing: Listing


class PlaceBid(msgspec.Struct, frozen=True):
    """Offer `amount`; `bid_id` is the client's name for this offer, so that it can be sent again."""

    bid_id: BidId
    bidder: Bidder
    amount: Amount


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


AuctioneerCommand = (
    OpenItem | PauseItem | ResumeItem | WarnItem | CloseItem | CancelItem | ExtendItem
)
Command = ScheduleItem | PlaceBid | AuctioneerCommand | ObserveTime

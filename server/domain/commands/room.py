"""The requests of the room: an auctioneer puts an item up and runs it."""

import msgspec

from server.domain.listings.listing import Listing
from server.domain.types import Actor, Millis, UserId


class ScheduleItem(msgspec.Struct, frozen=True):
    """Put an item up, with users who are blocked from it."""

    by: Actor
    listing: Listing
    blocked: tuple[UserId, ...] = ()


class OpenItem(msgspec.Struct, frozen=True):
    """Open the item for bids now."""

    by: Actor


class PauseItem(msgspec.Struct, frozen=True):
    """Stop bidding and its clock."""

    by: Actor


class ResumeItem(msgspec.Struct, frozen=True):
    """End a pause."""

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


AuctioneerCommand = (
    OpenItem | PauseItem | ResumeItem | WarnItem | CloseItem | CancelItem | ExtendItem
)

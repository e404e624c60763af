"""The domain's names for ids, amounts, moments and states. Leaf of the house: imports nothing of it."""

from enum import StrEnum
from typing import NewType

import msgspec

AuctionId = NewType("AuctionId", str)
ItemId = NewType("ItemId", str)
BidId = NewType("BidId", str)
UserId = NewType("UserId", str)
NodeId = NewType("NodeId", str)
"""Names one process among all that share the stores; made anew at each start."""

Amount = int
"""Money in minor units (cents), 1 <= amount <= 10^15 for anything offered."""

Millis = int
"""A moment in milliseconds since the epoch, on Redis' clock; or a duration in milliseconds."""

AMOUNT_MAX: Amount = 10**15


class Role(StrEnum):
    """What a user may do. A watcher is whoever has no token."""

    BIDDER = "bidder"
    AUCTIONEER = "auctioneer"
    ADMIN = "admin"


class Format(StrEnum):
    """How an item is sold."""

    ENGLISH = "english"
    DUTCH = "dutch"
    SEALED_FIRST = "sealed_first"
    SEALED_SECOND = "sealed_second"
    UNIFORM = "uniform"
    FIXED = "fixed"


class Status(StrEnum):
    """Where an item stands in its life; `lifecycle` holds the moves between them."""

    SCHEDULED = "scheduled"
    OPEN = "open"
    PAUSED = "paused"
    CLOSING = "closing"
    SOLD = "sold"
    UNSOLD = "unsold"
    CANCELLED = "cancelled"


ENDED = frozenset({Status.SOLD, Status.UNSOLD, Status.CANCELLED})
"""The statuses that an item never leaves."""


class Bidder(msgspec.Struct, frozen=True, array_like=True):
    """A bidder as the rules know one: the private id that decides, the public handle that is shown."""

    user_id: UserId
    handle: str


class Actor(msgspec.Struct, frozen=True):
    """Somebody who runs a sale: their id and the role that their token gives them."""

    user_id: UserId
    role: Role


class Winner(msgspec.Struct, frozen=True, array_like=True):
    """One line of an outcome: who won how many units, and what they pay for each."""

    bidder: Bidder
    amount: Amount
    quantity: int = 1

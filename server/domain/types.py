"""Ids, amounts, moments, statuses and people. This module imports nothing of the product."""

from enum import StrEnum
from typing import NamedTuple, NewType

import msgspec

AuctionId = NewType("AuctionId", str)
ItemId = NewType("ItemId", str)
BidId = NewType("BidId", str)
UserId = NewType("UserId", str)
NodeId = NewType("NodeId", str)
"""Identifies one process among all that share the stores. It is drawn anew at each start."""

Amount = int
"""Money in minor units of its currency. An offered amount is from 1 to 10^15."""

Millis = int
"""A moment in milliseconds since the epoch, on Redis' clock; or a duration in milliseconds."""

AMOUNT_MAX: Amount = 10**15
"""The highest amount of a bid, of a listing, and of all units of a bid together."""

EXPOSURE_MAX: Amount = 9 * 10**15
"""The highest exposure of a bidder over all items of an auction, where no limit is lower.

Scripts of Redis and browsers compute with doubles, which are exact up to 2^53 (0090).
"""


UNKNOWN_EPOCH = -1
"""The epoch in messages of a node or a client that knows no epochs."""


class Position(NamedTuple):
    """A position in an item's history: an event number and its epoch.

    0119: an item begins a new epoch when its hot state is restored, possibly at a lower number. So
    positions compare by their epochs first.
    """

    epoch: int
    seq: int


class Role(StrEnum):
    """A user's role. A client without a token is a watcher."""

    BIDDER = "bidder"
    AUCTIONEER = "auctioneer"
    ADMIN = "admin"


class Format(StrEnum):
    """The format in which an item is sold."""

    ENGLISH = "english"
    DUTCH = "dutch"
    SEALED_FIRST = "sealed_first"
    SEALED_SECOND = "sealed_second"
    UNIFORM = "uniform"
    FIXED = "fixed"


class Retraction(StrEnum):
    """The price of retracting a bid after rivals' or the reserve's limits may have shown in it (0093).

    `once` bars the bidder from the item, `never` refuses the retraction, `free` does neither.
    """

    ONCE = "once"
    NEVER = "never"
    FREE = "free"


class OnOutage(StrEnum):
    """The effect of an outage on an item whose end fell into it, or came soon after it.

    `extend` moves the end by the time that was missing, `close` leaves the item's times alone.
    """

    EXTEND = "extend"
    CLOSE = "close"


class Status(StrEnum):
    """A status of an item. `lifecycle` has the moves between them."""

    SCHEDULED = "scheduled"
    OPEN = "open"
    PAUSED = "paused"
    CLOSING = "closing"
    SOLD = "sold"
    UNSOLD = "unsold"
    CANCELLED = "cancelled"
    DELETED = "deleted"


LIVE = frozenset({Status.OPEN, Status.CLOSING})
"""The statuses in which an item takes bids and may end by itself."""
ENDED = frozenset({Status.SOLD, Status.UNSOLD, Status.CANCELLED, Status.DELETED})
"""The statuses that an item leaves only if it is reopened."""


class Bidder(msgspec.Struct, frozen=True, array_like=True):
    """A bidder: a private id, by which the rules know them, and a public handle."""

    user_id: UserId
    handle: str


class Source(StrEnum):
    """The way in which a bid came. All but the first are entered by the sale's clerks."""

    ONLINE = "online"
    FLOOR = "floor"
    TELEPHONE = "telephone"
    ABSENTEE = "absentee"
    CONSIGNOR = "consignor"


class Origin(msgspec.Struct, frozen=True, array_like=True):
    """The source of a bid that a clerk entered, and the bidder's paddle. The consignor has none."""

    source: Source
    paddle: str | None = None


def origin_of(source: Source, paddle: str | None) -> Origin | None:
    """Return a bid's origin; None for a bid that its bidder sent."""
    return None if source is Source.ONLINE else Origin(source, paddle)


ROOM = "room:"
"""The beginning of the ids of bidders whom only the house knows. No token is taken for such an id."""
CONSIGNOR = UserId(f"{ROOM}consignor")
"""The bidder for whom a clerk bids below the reserve."""


class Actor(msgspec.Struct, frozen=True):
    """A user who runs a sale, with the role that their token gives them.

    `clerk_of` names the sales that this request may run although they are another user's.
    """

    user_id: UserId
    role: Role
    clerk_of: tuple[AuctionId, ...] = ()


class Winner(msgspec.Struct, frozen=True, array_like=True):
    """A line of an item's outcome: the winner of some units, and the amount that each costs."""

    bidder: Bidder
    amount: Amount
    quantity: int = 1

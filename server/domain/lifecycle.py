"""The lifecycle of an item, as a table. A move that is not in it is refused and changes nothing.

scheduled -> open <-> paused
             open <-> closing (fair warning, which a bid or a pause revokes)
             open, closing -> sold | unsold
             open, closing, paused -> sold | unsold (sold below the reserve, passed)
             sold, unsold -> open (reopened)
scheduled, open, closing, paused -> cancelled
scheduled -> deleted (while it has no bid, and none was left on it)
"""

from server.domain.commands import (
    AuctioneerCommand,
    AwardItem,
    CancelItem,
    CloseItem,
    ExtendItem,
    GiveNotice,
    OpenItem,
    PassItem,
    PauseItem,
    ReopenItem,
    ResumeItem,
    SellItem,
    SetAsking,
    VoidBid,
    WarnItem,
)
from server.domain.rejection import Code, Rejection
from server.domain.types import LIVE, Status

ALLOWED_FROM: dict[type[AuctioneerCommand], frozenset[Status]] = {
    OpenItem: frozenset({Status.SCHEDULED}),
    PauseItem: LIVE,
    ResumeItem: frozenset({Status.PAUSED}),
    WarnItem: frozenset({Status.OPEN}),
    CloseItem: LIVE,
    CancelItem: LIVE | {Status.SCHEDULED, Status.PAUSED},
    PassItem: LIVE | {Status.PAUSED},
    SellItem: LIVE | {Status.PAUSED},
    ExtendItem: LIVE | {Status.SCHEDULED, Status.PAUSED},
    SetAsking: LIVE | {Status.PAUSED},
    GiveNotice: LIVE | {Status.SCHEDULED, Status.PAUSED},
    ReopenItem: frozenset({Status.SOLD, Status.UNSOLD}),
    AwardItem: frozenset({Status.SOLD}),
    VoidBid: LIVE | {Status.SCHEDULED, Status.PAUSED},
}

REACHED_IN: dict[type[AuctioneerCommand], frozenset[Status]] = {
    OpenItem: LIVE,
    PauseItem: frozenset({Status.PAUSED}),
    ResumeItem: LIVE,
    WarnItem: frozenset({Status.CLOSING}),
    CloseItem: frozenset({Status.SOLD, Status.UNSOLD}),
    CancelItem: frozenset({Status.CANCELLED}),
    PassItem: frozenset({Status.UNSOLD}),
    SellItem: frozenset({Status.SOLD}),
    ExtendItem: frozenset(),
    SetAsking: frozenset(),
    GiveNotice: frozenset(),
    ReopenItem: LIVE,
    AwardItem: frozenset(),
    VoidBid: frozenset(),
}
"""Statuses in which a command finds its work done. It is accepted without an event, so that it can be
sent again (0004)."""


def refuse_bidding(status: Status) -> Rejection | None:
    """Return the rejection of a bid on an item in `status`, or None if the item takes bids."""
    if status in LIVE:
        return None
    if status is Status.SCHEDULED:
        return Rejection(Code.NOT_OPEN, "the item is not open yet")
    if status is Status.PAUSED:
        return Rejection(Code.PAUSED, "the item is paused")
    return Rejection(Code.CLOSED, "the item has ended", {"item_status": status.value})

"""The life of an item as a table; a move that isn't in it is refused and changes nothing.

scheduled -> open <-> paused
             open <-> closing (fair warning; a bid or a pause takes it back)
             open, closing -> sold | unsold
scheduled, open, closing, paused -> cancelled
"""

from server.domain.commands import (
    AuctioneerCommand,
    CancelItem,
    CloseItem,
    ExtendItem,
    OpenItem,
    PauseItem,
    ResumeItem,
    WarnItem,
)
from server.domain.rejection import Code, Rejection
from server.domain.types import Status

LIVE = frozenset({Status.OPEN, Status.CLOSING})

ALLOWED_FROM: dict[type[AuctioneerCommand], frozenset[Status]] = {
    OpenItem: frozenset({Status.SCHEDULED}),
    PauseItem: LIVE,
    ResumeItem: frozenset({Status.PAUSED}),
    WarnItem: frozenset({Status.OPEN}),
    CloseItem: LIVE,
    CancelItem: LIVE | {Status.SCHEDULED, Status.PAUSED},
    ExtendItem: LIVE | {Status.SCHEDULED, Status.PAUSED},
}

REACHED_IN: dict[type[AuctioneerCommand], frozenset[Status]] = {
    OpenItem: LIVE,
    PauseItem: frozenset({Status.PAUSED}),
    ResumeItem: LIVE,
    WarnItem: frozenset({Status.CLOSING}),
    CloseItem: frozenset({Status.SOLD, Status.UNSOLD}),
    CancelItem: frozenset({Status.CANCELLED}),
    ExtendItem: frozenset(),
}
"""Where a command finds its work already done: accepted without an event, so that it can be sent again."""


def refuse_bidding(status: Status) -> Rejection | None:
    """Return why an item in `status` takes no bids, or None if it does."""
    if status in LIVE:
        return None
    if status is Status.SCHEDULED:
        return Rejection(Code.NOT_OPEN, "the item is not open yet")
    if status is Status.PAUSED:
        return Rejection(Code.PAUSED, "the item is paused")
    return Rejection(Code.CLOSED, "the item has ended", {"item_status": status.value})

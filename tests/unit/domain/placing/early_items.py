"""Items that take bids before their opening."""

from typing import Any

from server.domain.commands import (
    RetractBid,
    ScheduleItem,
)
from server.domain.events import (
    Reason,
)
from server.domain.item import Item
from server.domain.types import (
    Bidder,
    BidId,
    Format,
)
from tests.unit.domain.sale import (
    ANN,
    HOUSE,
    MINUTE,
    NOON,
    listing,
    scheduled,
)

HIDDEN = [Format.SEALED_FIRST, Format.SEALED_SECOND, Format.UNIFORM]
LATER = NOON + MINUTE
PUT_UP = ScheduleItem(HOUSE, listing(early_bids=True, opens_at=LATER))


def waiting(**changes: Any) -> Item:
    return scheduled(**{"early_bids": True, "opens_at": LATER, **changes})


def back(bid_id: str = "b1", bidder: Bidder = ANN) -> RetractBid:
    return RetractBid(BidId(bid_id), bidder, Reason.MISTYPED)

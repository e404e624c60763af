"""Messages that a node sends to the sockets of a room or of a user."""

from typing import NotRequired, TypedDict

from server.domain.types import Amount
from server.domain.view import BidView, QuoteView


class NewBid(QuoteView):
    """Covers the events from_seq..seq of an item; the figures are those after event `seq`.

    `retracted` is there when bids were taken back in these events: their numbers, the latest
    BIDS_MAX at the most. `complete` is there, and False, when bids before `from_seq` were left out on
    purpose.
    """

    item_id: str
    from_seq: int
    bids: list[BidView]
    retracted: NotRequired[list[int]]
    complete: NotRequired[bool]


class Outbid(TypedDict):
    """Tells a user that they have just lost the lead."""

    item_id: str
    seq: int
    price: Amount
    minimum: Amount


class WatcherCount(TypedDict):
    """How many sockets watch an item, over all nodes."""

    item_id: str
    count: int

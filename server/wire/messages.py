"""Messages that a node sends to the sockets of a room or of a user."""

from typing import NotRequired, TypedDict

from server.domain.types import Amount
from server.domain.view import BidView, QuoteView


class NewBid(QuoteView):
    """The events from_seq..seq of an item, and the item's quote after event `seq`.

    `retracted` is present when these events retracted bids, and holds the numbers of the latest
    BIDS_MAX of them. `complete` is present, and False, when bids before `from_seq` were left out on
    purpose.
    """

    item_id: str
    from_seq: int
    bids: list[BidView]
    retracted: NotRequired[list[int]]
    complete: NotRequired[bool]


class Outbid(TypedDict):
    """Notifies a user that they have just lost the lead."""

    item_id: str
    seq: int
    price: Amount
    minimum: Amount


class WatcherCount(TypedDict):
    """The number of sockets that watch an item, over all nodes."""

    item_id: str
    count: int

"""Messages that a node sends to the sockets of a room or of a user."""

from typing import NotRequired, TypedDict

from server.bidding.archive import LostBid
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
    """Notifies a user that they have just lost the lead to the bid with event number `seq`.

    `price` and `minimum` are those of the moment. A message whose `(epoch, seq)` is not above that of the
    last one about the item repeats it.
    """

    item_id: str
    epoch: int
    seq: int
    price: Amount
    minimum: Amount


class BidLost(TypedDict):
    """Notifies a user that a bid of theirs, which had been accepted, was lost in a failure.

    It was event `seq` of the item in an earlier `epoch`, and does not stand. `amount` is its amount, for
    each unit.
    """

    item_id: str
    bid_id: str
    amount: Amount
    epoch: int
    seq: int


class Leaving(TypedDict):
    """Announces that the node stops and is about to close the socket.

    Another node is ready. A client comes back after about `retry_after_ms`, spread by half to either side.
    """

    retry_after_ms: int


class WatcherCount(TypedDict):
    """The number of sockets that watch an item, over all nodes."""

    item_id: str
    count: int


def bid_lost(bid: LostBid) -> BidLost:
    """Build the message to a user whose bid was lost."""
    return BidLost(
        item_id=bid.item_id,
        bid_id=bid.bid_id,
        amount=bid.amount,
        epoch=bid.epoch,
        seq=bid.seq,
    )

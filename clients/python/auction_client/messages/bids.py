"""The messages about bids."""

from typing import Literal

from msgspec import Struct

RetractReason = Literal["mistyped", "changed_description"]


class Bid(Struct, frozen=True, kw_only=True):
    """One accepted bid; `seq` is its event number, `bidder` a public handle.

    A `retracted` bid was taken back, or went with one that was taken back; it stands no longer.
    """

    seq: int
    bid_id: str
    bidder: str
    amount: int
    at: int
    auto: bool = False
    quantity: int = 1
    retracted: bool = False
    source: str = "online"
    """`floor`, `telephone`, `absentee` or `consignor` if a clerk entered it."""
    paddle: str | None = None
    by: str | None = None
    """The user id of the clerk who entered it, in the history for those who run the sale."""


class NewBid(Struct, frozen=True, kw_only=True):
    """A message to the room about the events from_seq..seq: their bids, and the item's fields after them.

    `retracted` are the event numbers of bids that were taken back in these events. `complete` is false
    when bids before `from_seq` were left out on purpose, to spare a large room.
    """

    item_id: str
    from_seq: int
    seq: int
    price: int
    minimum: int
    leader: str | None
    bid_count: int
    ends_at: int | None
    reserve_met: bool
    bids: tuple[Bid, ...]
    remaining: int = 1
    buy_now: int | None = None
    complete: bool = True
    retractions: int = 0
    retracted: tuple[int, ...] = ()
    suggestions: tuple[int, ...] = ()
    epoch: int | None = None


class Outbid(Struct, frozen=True, kw_only=True):
    """A message to the user who has just lost the lead to the bid with event number `seq`."""

    item_id: str
    seq: int
    price: int
    minimum: int
    epoch: int | None = None


class BidLost(Struct, frozen=True, kw_only=True):
    """A message to the user whose accepted bid was lost in a failure of the server and does not stand.

    It was event `seq` of an earlier `epoch` of the item. `amount` is its amount, for each unit.
    """

    item_id: str
    bid_id: str
    amount: int
    epoch: int
    seq: int


class BidAnswer(Struct, frozen=True, kw_only=True):
    """An accepted bid, and the item's fields right after it."""

    bid_id: str
    item_id: str
    seq: int
    price: int
    minimum: int
    leading: bool
    ends_at: int | None


class HistoryAnswer(Struct, frozen=True, kw_only=True):
    """A page of an item's bids, newest first; `next_before` asks for the next page."""

    bids: tuple[Bid, ...]
    next_before: int | None

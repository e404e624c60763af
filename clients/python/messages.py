"""The messages of the wire contract, as the client reads them.

Fields that a newer server adds are ignored. A missing field, or one of another type, raises
`msgspec.ValidationError` where the message is read.
"""

from typing import Any, Literal, TypeVar

import msgspec
from msgspec import Struct

ENDED = frozenset({"sold", "unsold", "cancelled"})
"""The statuses that an item never leaves."""

TAKES_BIDS = frozenset({"open", "closing"})
"""The statuses in which bids are taken."""

UNANSWERED = "unanswered"
"""The client's own code for an answer that did not arrive; the request may have had its effect."""

RetractReason = Literal["mistyped", "changed_description"]

T = TypeVar("T")


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


class WatcherCount(Struct, frozen=True, kw_only=True):
    """The number of sockets that watch an item."""

    item_id: str
    count: int


class Winner(Struct, frozen=True, kw_only=True):
    """One line of an outcome; `amount` is paid for each unit."""

    bidder: str
    amount: int
    quantity: int = 1


class FallingClock(Struct, frozen=True, kw_only=True):
    """A Dutch item's clock: from `since` on the price falls by `step` every `interval_ms`."""

    step: int
    interval_ms: int
    floor_price: int
    since: int | None = None
    stopped_at: int | None = None


class Yours(Struct, frozen=True, kw_only=True):
    """The reader's own maximum or offer, which is shown to nobody else."""

    max_amount: int
    quantity: int = 1


class Item(Struct, frozen=True, kw_only=True):
    """An item as everybody sees it, at its event number `seq`.

    A higher `epoch` replaces a lower one, whatever the `seq`: the server has been restored and may have
    lost events. It is None where the server knows no epochs.

    `bid_count` counts all bids that were made, `retractions` the times that bids were taken back.
    """

    item_id: str
    auction_id: str
    title: str
    description: str
    image_url: str | None
    format: str
    status: str
    currency: str
    start_price: int
    price: int
    minimum: int
    leader: str | None
    bid_count: int
    reserve_met: bool
    opens_at: int | None
    ends_at: int | None
    seq: int
    winners: tuple[Winner, ...]
    server_time: int
    quantity: int = 1
    remaining: int = 1
    buy_now: int | None = None
    clock: FallingClock | None = None
    retractions: int = 0
    suggestions: tuple[int, ...] = ()
    """Up to three amounts for the next bid that the rules accept, lowest first."""
    epoch: int | None = None
    retraction: str = "once"
    """`once`, `never` or `free`: whether taking back a bid that met a rival bars you from the item."""

    @property
    def has_ended(self) -> bool:
        """Whether the item has its outcome."""
        return self.status in ENDED


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


class WatchAnswer(Struct, frozen=True, kw_only=True):
    """An item and its bids, oldest first; if `complete`, no bid after the given `since` is missing.

    `retracted` are the event numbers of bids that were taken back after `since`.
    """

    item: Item
    bids: tuple[Bid, ...]
    complete: bool
    retracted: tuple[int, ...] = ()
    yours: Yours | None = None


class BidAnswer(Struct, frozen=True, kw_only=True):
    """An accepted bid, and the item's fields right after it."""

    bid_id: str
    item_id: str
    seq: int
    price: int
    minimum: int
    leading: bool
    ends_at: int | None


class Refusal(Struct, frozen=True, kw_only=True):
    """A refusal: a stable code, a sentence, and the details that help to correct the request."""

    code: str
    message: str
    details: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


class CommandAnswer(Struct, frozen=True, kw_only=True):
    """A command was carried out; `seq` is the item's last event number."""

    seq: int


class ClockAnswer(Struct, frozen=True, kw_only=True):
    """The server's clock, in milliseconds since the epoch."""

    server_time: int


class Identity(Struct, frozen=True, kw_only=True):
    """The user of a token; `expires_at` in seconds since the epoch, as in the token.

    `former_code` is the code of the user's handle in what earlier versions of the server stored.
    """

    user_id: str
    role: str
    expires_at: int
    handle: str
    former_code: str | None = None


class Registration(Struct, frozen=True, kw_only=True):
    """A new bidder, and the token to bid with."""

    user_id: str
    name: str
    role: str
    token: str
    handle: str


class Auction(Struct, frozen=True, kw_only=True):
    """A sale; `auctioneer` is a public handle."""

    auction_id: str
    title: str
    auctioneer: str
    currency: str
    created_at: int


class AuctionWithItems(Auction, frozen=True, kw_only=True):
    """A sale with a page of its items; `next_after` asks for the next page."""

    items: tuple[Item, ...]
    next_after: str | None = None


class AuctionList(Struct, frozen=True, kw_only=True):
    """A page of the sales, newest first; `next_after` asks for the next page."""

    auctions: tuple[Auction, ...]
    next_after: str | None = None


class HistoryAnswer(Struct, frozen=True, kw_only=True):
    """A page of an item's bids, newest first; `next_before` asks for the next page."""

    bids: tuple[Bid, ...]
    next_before: int | None


def read(payload: object, form: type[T]) -> T:
    """Read a decoded JSON value; raises `msgspec.ValidationError`."""
    return msgspec.convert(payload, form)


def read_reply(reply: object, form: type[T]) -> T | Refusal:
    """Read an acknowledgement; raises `msgspec.ValidationError`."""
    acknowledgement = msgspec.convert(reply, _Acknowledgement)
    if acknowledgement.ok:
        return read(reply, form)
    return read_refusal(acknowledgement.error, "message")


def read_refusal(error: dict[str, Any], sentence: str) -> Refusal:
    """Read a refusal whose message is in the field `sentence`; all other fields are its details."""
    return Refusal(
        code=str(error.get("code", "internal")),
        message=str(error.get(sentence, "")),
        details={name: value for name, value in error.items() if name not in {"code", sentence}},
    )


class _Acknowledgement(Struct, frozen=True, kw_only=True):
    ok: bool
    error: dict[str, Any] = {}

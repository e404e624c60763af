"""The wire's messages as the client reads them.

Fields that a newer server adds are ignored; a missing one, or one of another type, is a
`msgspec.ValidationError` where the message is read.
"""

from typing import Any, TypeVar

import msgspec
from msgspec import Struct

ENDED = frozenset({"sold", "unsold", "cancelled"})
"""The statuses that an item never leaves."""

T = TypeVar("T")


class Bid(Struct, frozen=True, kw_only=True):
    """One accepted bid; `seq` is its event number, `bidder` a public handle.

    `retracted`: it was taken back, or went with one that was; it stands no more.
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
    """How many sockets watch an item."""

    item_id: str
    count: int


class Winner(Struct, frozen=True, kw_only=True):
    """One line of an outcome; `amount` is paid for each unit."""

    bidder: str
    amount: int
    quantity: int = 1


class FallingClock(Struct, frozen=True, kw_only=True):
    """A Dutch item's clock: falls from the start price by `step` every `interval_ms` since `since`."""

    step: int
    interval_ms: int
    floor_price: int
    since: int | None = None
    stopped_at: int | None = None


class Yours(Struct, frozen=True, kw_only=True):
    """One's own maximum or offer, which nobody else is shown."""

    max_amount: int
    quantity: int = 1


class Item(Struct, frozen=True, kw_only=True):
    """An item as everybody sees it, at its event number `seq`.

    `bid_count` counts all bids that were made, `retractions` how often some were taken back.
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

    @property
    def ended(self) -> bool:
        """Whether the item has its outcome."""
        return self.status in ENDED


class NewBid(Struct, frozen=True, kw_only=True):
    """What the room hears of the events from_seq..seq: the bids in them, and the figures after them.

    `retracted` are the numbers of the bids that were taken back in these events, made in them or before.
    Not `complete`: bids before `from_seq` were left out on purpose, for the crowd's sake.
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


class WatchAnswer(Struct, frozen=True, kw_only=True):
    """An item and its bids, oldest first; `complete`: none is missing after what was asked for.

    `retracted` are the numbers of the bids that were taken back after that.
    """

    item: Item
    bids: tuple[Bid, ...]
    complete: bool
    retracted: tuple[int, ...] = ()
    yours: Yours | None = None


class Accepted(Struct, frozen=True, kw_only=True):
    """A bid that stands, and the item's figures right after it."""

    bid_id: str
    item_id: str
    seq: int
    price: int
    minimum: int
    leading: bool
    ends_at: int | None


class Refused(Struct, frozen=True, kw_only=True):
    """A refusal: a stable code, a sentence, and the figures that mend the request."""

    code: str
    message: str
    figures: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


class CommandDone(Struct, frozen=True, kw_only=True):
    """An auctioneer's command was carried out; `seq` is the item's last event number."""

    seq: int


class Clock(Struct, frozen=True, kw_only=True):
    """The server's clock."""

    server_time: int


class Identity(Struct, frozen=True, kw_only=True):
    """Who the connection speaks for; `expires_at` in seconds since the epoch."""

    user_id: str
    role: str
    expires_at: int
    handle: str


class User(Struct, frozen=True, kw_only=True):
    """A bidder who has just registered, with the token to bid with."""

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


class Auctions(Struct, frozen=True, kw_only=True):
    """The list of sales, newest first."""

    auctions: tuple[Auction, ...]


class History(Struct, frozen=True, kw_only=True):
    """A page of an item's bids, newest first; `next_before` asks for the next page."""

    bids: tuple[Bid, ...]
    next_before: int | None


def read(payload: object, form: type[T]) -> T:
    """Read a decoded JSON value; raises `msgspec.ValidationError`."""
    return msgspec.convert(payload, form)


def read_reply(reply: object, form: type[T]) -> T | Refused:
    """Read an acknowledgement; raises `msgspec.ValidationError`."""
    acknowledgement = msgspec.convert(reply, _Acknowledgement)
    if acknowledgement.ok:
        return read(reply, form)
    return read_refusal(acknowledgement.error, "message")


def read_refusal(error: dict[str, Any], sentence: str) -> Refused:
    """Read a refusal whose message is in the field `sentence`; all other fields are its figures."""
    told = {"code", sentence}
    return Refused(
        code=str(error.get("code", "internal")),
        message=str(error.get(sentence, "")),
        figures={name: value for name, value in error.items() if name not in told},
    )


class _Acknowledgement(Struct, frozen=True, kw_only=True):
    ok: bool
    error: dict[str, Any] = {}

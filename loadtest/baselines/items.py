"""The baselines' item, its offers, the rule between them, and the messages of the contract.

Pure: no store, no clock. The rule is that of an ascending auction with a fixed step. The first bid must
be at least the start price, and every later one at least the price plus a step.
"""

import base64
import hashlib
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

Id = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_.\-]{1,64}$")]
Amount = Annotated[int, Meta(ge=1, le=10**15)]
STEP = 10


class Refused(Exception):  # noqa: N818 - a refusal is not a bug
    """A refused request: a code of the contract, a message, and the details for a correction."""

    def __init__(self, code: str, message: str, **details: object) -> None:
        super().__init__(message)
        self.code = code
        self.details = details


class User(msgspec.Struct, frozen=True):
    """The user of a token."""

    user_id: str
    name: str
    role: str

    @property
    def handle(self) -> str:
        """The public name, such as `Ann#k3f9q`."""
        digest = hashlib.sha256(self.user_id.encode()).digest()
        return f"{self.name}#{base64.b32encode(digest).decode().lower()[:5]}"


class Bid(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The argument of a `bid` event. A baseline lets every leader raise their own price."""

    bid_id: Id
    item_id: Id
    amount: Amount
    raise_own: bool = False


class Offer(msgspec.Struct, frozen=True):
    """A bid with its bidder."""

    bid: Bid
    bidder: User


class NoSoftClose(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The only soft close that a baseline supports."""

    policy: Literal["none"]


class NewItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of a request that puts an item up. Fields that a baseline doesn't support are refused."""

    title: str
    start_price: Amount
    item_id: Id | None = None
    description: str = ""
    format: Literal["english"] = "english"
    increment: Annotated[list[tuple[int, Amount]], Meta(min_length=1, max_length=1)] | None = None
    soft_close: NoSoftClose | None = None
    opens_at: None = None
    ends_at: None = None

    @property
    def step(self) -> int:
        """The step between two bids."""
        return self.increment[0][1] if self.increment else STEP


class Item(msgspec.Struct, frozen=True):
    """An item. `seq` counts its bids; `at` is the time of the last one in ms since the epoch."""

    item_id: str
    auction_id: str
    title: str
    start_price: int
    step: int
    price: int
    status: str = "scheduled"
    seq: int = 0
    leader: str = ""
    at: int = 0

    @property
    def minimum(self) -> int:
        """The smallest amount of the next bid."""
        return self.price + self.step if self.seq else self.start_price


def check(item: Item, bid: Bid) -> None:
    """Check a bid by the rule; raises Refused `not_open` or `too_low`."""
    if item.status != "open":
        raise Refused("not_open", "the item is not open yet")
    if bid.amount < item.minimum:
        message = f"the next bid must be at least {item.minimum}"
        details = {"minimum": item.minimum, "price": item.price, "seq": item.seq}
        raise Refused("too_low", message, **details)


def accept(item: Item, offer: Offer, now: int) -> Item:
    """Return the item after an offer; raises Refused like `check`."""
    check(item, offer.bid)
    return msgspec.structs.replace(
        item, price=offer.bid.amount, seq=item.seq + 1, leader=offer.bidder.handle, at=now
    )


def item_view(item: Item, now: int) -> dict[str, Any]:
    """Return the contract's form of an item."""
    return {
        "item_id": item.item_id,
        "auction_id": item.auction_id,
        "title": item.title,
        "description": "",
        "image_url": None,
        "format": "english",
        "status": item.status,
        "currency": "EUR",
        "start_price": item.start_price,
        "price": item.price,
        "minimum": item.minimum,
        "leader": item.leader or None,
        "bid_count": item.seq,
        "reserve_met": True,
        "opens_at": None,
        "ends_at": None,
        "seq": item.seq,
        "winners": [],
        "server_time": now,
    }


def bid_answer(item: Item, offer: Offer) -> dict[str, Any]:
    """Return the answer to an accepted bid; `item` is the item after it."""
    return {
        "ok": True,
        "bid_id": offer.bid.bid_id,
        "item_id": item.item_id,
        "seq": item.seq,
        "price": item.price,
        "minimum": item.minimum,
        "leading": True,
        "ends_at": None,
    }


def new_bid(item: Item, offer: Offer) -> dict[str, Any]:
    """Return the broadcast of an accepted bid; `item` is the item after it."""
    bid = {
        "seq": item.seq,
        "bid_id": offer.bid.bid_id,
        "bidder": offer.bidder.handle,
        "amount": offer.bid.amount,
        "at": item.at,
        "auto": False,
    }
    return {
        "item_id": item.item_id,
        "from_seq": item.seq,
        "seq": item.seq,
        "price": item.price,
        "minimum": item.minimum,
        "leader": item.leader,
        "bid_count": item.seq,
        "ends_at": None,
        "reserve_met": True,
        "bids": [bid],
    }

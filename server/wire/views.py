"""Answers that only HTTP gives: sales, bidders, items, history, users and the state of a node."""

from typing import NotRequired, TypedDict

from server.domain.types import Amount, Millis
from server.domain.view import BidView, ItemView, OwnView
from server.wire.answers import RoleName


class SequenceView(TypedDict):
    """Items open in order, each `gap_s` seconds after the one before has ended."""

    gap_s: int


class AuctionView(TypedDict):
    """A sale; `auctioneer` is a handle, `created_at` in ms since the epoch, `currency` in ISO 4217.

    With `approval` only approved bidders may bid; `spending_limit` is each bidder's over all items.
    """

    auction_id: str
    title: str
    auctioneer: str
    currency: str
    created_at: Millis
    approval: bool
    spending_limit: Amount | None
    sequence: SequenceView | None


class AuctionWithItems(AuctionView):
    """A sale with its items as they stand now, in their order."""

    items: list[ItemView]


class AuctionList(TypedDict):
    """The latest sales, newest first."""

    auctions: list[AuctionView]


class BidderView(TypedDict):
    """What the auctioneer has said of a bidder; without a limit of their own, the sale's holds."""

    user_id: str
    approved: bool
    spending_limit: Amount | None


class BiddersAnswer(TypedDict):
    """All bidders of whom the auctioneer has said something, by user id."""

    bidders: list[BidderView]


class ItemAnswer(ItemView):
    """An item as it stands; `yours` is there where a token is: one's own maximum or offer."""

    yours: NotRequired[OwnView | None]


class HistoryAnswer(TypedDict):
    """A page of an item's bids, newest first; `next_before` asks for the next one, null: that was all."""

    bids: list[BidView]
    next_before: int | None


class UserAnswer(TypedDict):
    """A new bidder and the token that proves it; others see the handle and never the user id."""

    user_id: str
    name: str
    role: RoleName
    token: str
    handle: str


class AliveAnswer(TypedDict):
    """The process answers."""

    alive: bool


class ReadyAnswer(TypedDict):
    """Whether bids are taken; `dependencies`: `ok`, or how each is down. A `stopping` node is not ready."""

    ready: bool
    stopping: bool
    dependencies: dict[str, str]

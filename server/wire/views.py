"""Answers that only HTTP gives: sales, bidders, items, history, users and the state of a node."""

from typing import NotRequired, TypedDict

from server.bidding.hot_state.admissions import Admission
from server.domain.auction import Auction
from server.domain.types import Amount, Millis, UserId
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


def view_auction(auction: Auction) -> AuctionView:
    """Show a sale."""
    gap_ms = auction.gap_ms
    return AuctionView(
        auction_id=auction.auction_id,
        title=auction.title,
        auctioneer=auction.handle,
        currency=auction.currency,
        created_at=auction.created_at,
        approval=auction.approval,
        spending_limit=auction.spending_limit,
        sequence=None if gap_ms is None else SequenceView(gap_s=gap_ms // 1000),
    )


def view_bidder(user_id: UserId, admission: Admission) -> BidderView:
    """Show the auctioneer's decision on a bidder."""
    return BidderView(user_id=user_id, approved=admission.approved, spending_limit=admission.limit)

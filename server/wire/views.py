"""The bodies of answers that only HTTP gives: sales, items, history, users, a node's health."""

from typing import NotRequired, TypedDict

from server.domain.admission.bidder_rules import BidderRules
from server.domain.auction import Auction
from server.domain.types import Amount, Millis
from server.domain.view import BidView, FeesView, ItemView, OnOutageName, OwnView, view_fees
from server.wire.answers import RoleName
from server.wire.bidders.terms import TermsView, view_terms
from server.wire.messages import BidLost


class SequenceView(TypedDict):
    """A sequence of items, which open in order, each `gap_s` seconds after the one before has ended."""

    gap_s: int


class StaggerView(TypedDict):
    """The ends of items by their lots: lot 1 at `first_ends_at`, each next one `interval_s` later."""

    first_ends_at: Millis
    interval_s: int


class AuctionView(TypedDict):
    """A sale; `auctioneer` is a handle, `created_at` in ms since the epoch, `currency` in ISO 4217.

    With `approval` only admitted bidders may bid, who have accepted the `terms` and left a `deposit`
    where there are such. A bid above the `bid_cap`, or above `bid_multiple` times the minimum, must be
    confirmed.
    """

    auction_id: str
    title: str
    auctioneer: str
    currency: str
    created_at: Millis
    approval: bool
    spending_limit: Amount | None
    """The most that a bidder may have to pay over all items."""
    sequence: SequenceView | None
    stagger: StaggerView | None
    fees: FeesView | None
    on_outage: OnOutageName
    """Whether an outage moves the ends of items that have no `on_outage` of their own."""
    terms: TermsView | None
    deposit: bool
    bid_cap: Amount | None
    bid_multiple: int | None
    consignor_bids: bool
    """Whether clerks may bid for the consignor below the reserve."""
    early_bids: bool
    """Whether bidders may leave bids on its items before the opening."""
    paused: bool
    """Whether the sale is paused as a whole."""


class AuctionWithItems(AuctionView):
    """A sale with a page of its items as they stand now, in their order.

    `next_after` asks for the next page, null on the last. With a token, `yours` has the bidder's own
    maxima and offers by item.
    """

    items: list[ItemView]
    next_after: str | None
    yours: NotRequired[dict[str, OwnView]]


class AuctionList(TypedDict):
    """A page of the sales, newest first; `next_after` asks for the next page, null on the last."""

    auctions: list[AuctionView]
    next_after: str | None


class ItemAnswer(ItemView):
    """An item as it stands; with a token also `yours`, the bidder's own maximum or offer.

    `lost` are bids of the bidder that were lost in a failure within a day and do not stand. It is absent
    while the archive can't be asked.
    """

    yours: NotRequired[OwnView | None]
    lost: NotRequired[list[BidLost]]


class HistoryAnswer(TypedDict):
    """A page of an item's bids, newest first; `next_before` asks for the next page, null on the last."""

    bids: list[BidView]
    next_before: int | None


class UserAnswer(TypedDict):
    """A new bidder and their token; others see the handle and never the user id."""

    user_id: str
    name: str
    role: RoleName
    token: str
    handle: str


class AliveAnswer(TypedDict):
    """The process is alive."""

    alive: bool


class DurabilityView(TypedDict):
    """How Redis keeps an answered bid.

    `appendfsync` is `always`, `everysec` or `no`, `off` without a file, or `unknown` if Redis does not say.
    `replicated` tells whether answers wait for a replica.
    """

    appendfsync: str
    replicated: bool


class ReadyAnswer(TypedDict):
    """Whether the node takes bids. Each of `dependencies` is `ok`, or `down:` and a reason."""

    ready: bool
    stopping: bool
    dependencies: dict[str, str]
    durability: DurabilityView


def view_auction(auction: Auction) -> AuctionView:
    """Show a sale."""
    gap_ms, rules = auction.gap_ms, auction.bidders or BidderRules()
    return AuctionView(
        auction_id=auction.auction_id,
        title=auction.title,
        auctioneer=auction.handle,
        currency=auction.currency,
        created_at=auction.created_at,
        approval=auction.approval,
        spending_limit=auction.spending_limit,
        sequence=None if gap_ms is None else SequenceView(gap_s=gap_ms // 1000),
        stagger=_stagger(auction),
        fees=view_fees(auction.fees),
        on_outage=auction.on_outage.value,
        terms=view_terms(rules),
        deposit=rules.deposit,
        bid_cap=rules.bid_cap,
        bid_multiple=rules.bid_multiple,
        consignor_bids=auction.consignor_bids,
        early_bids=auction.early_bids,
        paused=auction.paused,
    )


def _stagger(auction: Auction) -> StaggerView | None:
    stagger = auction.stagger
    if stagger is None:
        return None
    interval_s = stagger.interval_ms // 1000
    return StaggerView(first_ends_at=stagger.first_ends_at, interval_s=interval_s)

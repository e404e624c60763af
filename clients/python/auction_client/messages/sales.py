"""The messages about sales."""

from msgspec import Struct

from auction_client.messages.bidders import Terms
from auction_client.messages.items import Item, Yours
from auction_client.messages.settling import Fees


class Stagger(Struct, frozen=True):
    """The ends of items by their lots: lot 1 at `first_ends_at`, each next one `interval_s` later."""

    first_ends_at: int
    interval_s: int


class Sequence(Struct, frozen=True):
    """A sequence of items, which open in order, each `gap_s` seconds after the one before has ended."""

    gap_s: int


class Auction(Struct, frozen=True, kw_only=True):
    """A sale; `auctioneer` is a public handle."""

    auction_id: str
    title: str
    auctioneer: str
    currency: str
    created_at: int
    fees: Fees | None = None
    approval: bool = False
    spending_limit: int | None = None
    """The most that a bidder may have to pay over all items."""
    sequence: Sequence | None = None
    terms: Terms | None = None
    deposit: bool = False
    bid_cap: int | None = None
    bid_multiple: int | None = None
    stagger: Stagger | None = None
    on_outage: str = "extend"
    paused: bool = False
    consignor_bids: bool = False
    early_bids: bool = False


class AuctionWithItems(Auction, frozen=True, kw_only=True):
    """A sale with a page of its items; `next_after` asks for the next page."""

    items: tuple[Item, ...]
    next_after: str | None = None
    yours: dict[str, Yours] = {}
    """The reader's own maxima and offers by item."""


class AuctionList(Struct, frozen=True, kw_only=True):
    """A page of the sales, newest first; `next_after` asks for the next page."""

    auctions: tuple[Auction, ...]
    next_after: str | None = None

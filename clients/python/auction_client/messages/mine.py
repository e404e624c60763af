"""What is a bidder's own."""

from msgspec import Struct

from auction_client.messages.items import Item, Yours
from auction_client.messages.settling import Charge


class Mine(Struct, frozen=True, kw_only=True):
    """A message to a user whose standing on an item has changed; `owed` where they have won.

    `removed` is `retracted` where they have taken a bid back, and `voided` where the house took one out.
    """

    item_id: str
    auction_id: str
    epoch: int
    seq: int
    standing: str
    price: int
    minimum: int
    yours: Yours | None = None
    owed: Charge | None = None
    removed: str | None = None


class OwnBid(Struct, frozen=True, kw_only=True):
    """An item that the reader has bid on.

    `standing` is `leading`, `outbid`, `offered`, `won` or `lost`.
    """

    item: Item
    standing: str
    last_bid_at: int
    yours: Yours | None = None
    owed: Charge | None = None


class OwnBids(Struct, frozen=True, kw_only=True):
    """A page of the items that the reader has bid on, those with the latest bids of theirs first."""

    bids: tuple[OwnBid, ...]
    next_after: str | None = None


class OwnWin(Charge, frozen=True, kw_only=True):
    """An item that the reader has won, with the amount owed for all units."""

    item_id: str
    auction_id: str
    title: str
    currency: str
    quantity: int
    won_at: int
    lot: str | None = None


class OwnWins(Struct, frozen=True, kw_only=True):
    """A page of the items that the reader has won, the latest first."""

    wins: tuple[OwnWin, ...]
    next_after: str | None = None


class WatchedItem(Item, frozen=True, kw_only=True):
    """An item on the reader's watchlist."""

    yours: Yours | None = None


class Watchlist(Struct, frozen=True, kw_only=True):
    """A page of the reader's watchlist, the latest addition first."""

    items: tuple[WatchedItem, ...]
    next_after: str | None = None


class Listed(Struct, frozen=True, kw_only=True):
    """Whether an item is on the watchlist now."""

    listed: bool

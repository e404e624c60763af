"""The messages about items."""

from msgspec import Struct

from auction_client.messages.bids import Bid
from auction_client.messages.settling import Fees

ENDED = frozenset({"sold", "unsold", "cancelled", "deleted"})
"""The statuses that an item never leaves."""

TAKES_BIDS = frozenset({"open", "closing"})
"""The statuses in which bids are taken."""


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

    start_price: int
    step: int
    interval_ms: int
    floor_price: int
    since: int | None = None
    stopped_at: int | None = None


class Yours(Struct, frozen=True, kw_only=True):
    """The reader's own maximum or offer, which is shown to nobody else."""

    max_amount: int
    quantity: int = 1
    bid_id: str | None = None
    """The bid that was left before the opening, until it is taken; None for any other."""


class Notice(Struct, frozen=True, kw_only=True):
    """The latest notice of those who run the sale."""

    notice_id: str
    text: str
    at: int


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
    fees: Fees | None = None
    retractions: int = 0
    suggestions: tuple[int, ...] = ()
    """Up to three amounts for the next bid that the rules accept, lowest first."""
    epoch: int | None = None
    images: tuple[str, ...] = ()
    """All images; the first one is `image_url`."""
    condition: str = ""
    lot: str | None = None
    """The lot number, such as `12` or `12A`."""
    estimate_low: int | None = None
    estimate_high: int | None = None
    retraction: str = "once"
    """`once`, `never` or `free`: whether taking back a bid that met a rival bars you from the item."""
    closes_with: str | None = None
    early_bids: bool = False
    """Whether bids can be left before the opening."""
    on_outage: str = "extend"
    outage_ms: int = 0
    notice: Notice | None = None
    closed_at: int | None = None
    """When the item had its outcome; None before, and where the server does not say it."""

    @property
    def has_ended(self) -> bool:
        """Whether the item has its outcome."""
        return self.status in ENDED


class WatchAnswer(Struct, frozen=True, kw_only=True):
    """An item and its bids, oldest first; if `complete`, no bid after the given `since` is missing.

    `retracted` are the event numbers of bids that were taken back after `since`.
    """

    item: Item
    bids: tuple[Bid, ...]
    complete: bool
    retracted: tuple[int, ...] = ()
    yours: Yours | None = None

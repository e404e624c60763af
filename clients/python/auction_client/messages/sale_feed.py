"""The messages about a whole sale."""

from msgspec import Struct

from auction_client.messages.items import ENDED, FallingClock, Yours


class SaleItem(Struct, frozen=True, kw_only=True):
    """How one item of a sale stands, after event `seq` of its `epoch`.

    A Dutch item has its `clock`, and its `price` is that of the last event.
    """

    item_id: str
    epoch: int
    seq: int
    status: str
    price: int
    minimum: int
    leader: str | None
    bid_count: int
    ends_at: int | None
    clock: FallingClock | None = None

    @property
    def has_ended(self) -> bool:
        """Whether the item has its outcome."""
        return self.status in ENDED


class SaleMessage(Struct, frozen=True, kw_only=True):
    """Items of a sale that have changed; messages of one `feed` are numbered without a gap.

    All that happened before `as_of` is in this message and those before it. `since` is given after the
    connection was recovered: nothing is missing from that moment on.
    """

    auction_id: str
    feed: str
    number: int
    as_of: int
    items: tuple[SaleItem, ...]
    since: int | None = None


class SaleAnswer(Struct, frozen=True, kw_only=True):
    """A page of a sale's items, or of those that have changed; `next_after` asks for the next page."""

    auction_id: str
    feed: str
    number: int
    as_of: int
    items: tuple[SaleItem, ...]
    next_after: str | None
    yours: dict[str, Yours]

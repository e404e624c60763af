"""An item: its listing, which never changes, and its state, which is the fold of its events."""

import msgspec

from server.domain.increments import Bands
from server.domain.soft_close import SoftClose
from server.domain.types import (
    Amount,
    AuctionId,
    Bidder,
    Format,
    ItemId,
    Millis,
    Status,
    UserId,
    Winner,
)


class Listing(msgspec.Struct, frozen=True):
    """What is offered and by which rules, as the auctioneer wrote it down."""

    item_id: ItemId
    auction_id: AuctionId
    auctioneer: UserId
    title: str
    currency: str
    start_price: Amount
    increment: Bands
    format: Format = Format.ENGLISH
    description: str = ""
    image_url: str | None = None
    soft_close: SoftClose = SoftClose()
    opens_at: Millis | None = None
    ends_at: Millis | None = None


class Item(msgspec.Struct, frozen=True):
    """An item's state after event number `seq`. `ends_at` None: it ends when the auctioneer says so."""

    listing: Listing
    seq: int
    status: Status
    price: Amount
    leader: Bidder | None = None
    bid_count: int = 0
    ends_at: Millis | None = None
    paused_at: Millis | None = None
    winners: tuple[Winner, ...] = ()

    @property
    def minimum(self) -> Amount:
        """The lowest amount that a next bid may have: the start price if there is no bid."""
        if self.bid_count == 0:
            return self.listing.start_price
        return self.price + self.listing.increment.step(self.price)

    @property
    def due_at(self) -> Millis | None:
        """The moment at which time alone changes this item, or None."""
        match self.status:
            case Status.SCHEDULED:
                return self.listing.opens_at
            case Status.OPEN | Status.CLOSING:
                return self.ends_at
            case _:
                return None

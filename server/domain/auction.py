"""An auction: a sale with a title, an auctioneer and a list of items."""

import msgspec

from server.domain.types import AuctionId, Millis, UserId


class Auction(msgspec.Struct, frozen=True):
    """A sale. `handle` is its auctioneer's; `currency` an ISO 4217 code that all its items share."""

    auction_id: AuctionId
    title: str
    auctioneer: UserId
    handle: str
    currency: str
    created_at: Millis

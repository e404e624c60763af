"""An auction: a sale with a title, an auctioneer and a list of items."""

import msgspec

from server.domain.types import Amount, AuctionId, Millis, UserId


class Auction(msgspec.Struct, frozen=True):
    """A sale. `handle` is its auctioneer's; `currency` an ISO 4217 code that all its items share.

    `approval`, `spending_limit` and `gap_ms` are every item's; see `Listing`.
    """

    auction_id: AuctionId
    title: str
    auctioneer: UserId
    handle: str
    currency: str
    created_at: Millis
    approval: bool = False
    spending_limit: Amount | None = None
    gap_ms: Millis | None = None

    @property
    def checks_bidders(self) -> bool:
        """Whether a bidder's standing in the auction has a say in their bids."""
        return self.approval or self.spending_limit is not None

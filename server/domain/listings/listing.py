"""A listing: an item as the auctioneer put it up, which never changes."""

import msgspec

from server.domain.listings.increments import Bands
from server.domain.listings.soft_close import SoftClose
from server.domain.types import Amount, AuctionId, Format, ItemId, Millis, UserId


class Listing(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is offered and by which rules, as the auctioneer wrote it down.

    Which of the figures a format knows, `formats` says; `contradictions` names those that don't fit.
    """

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
    quantity: int = 1
    """Units for sale, each at the price."""
    on_ladder: bool = False
    """A bid must be a whole number of increments above the start price."""
    reserve: Amount | None = None
    """Hidden: below it nothing is sold."""
    reserve_jump: bool = True
    """A maximum that reaches the reserve lifts the price to it; else every maximum below it is shown."""
    buy_now: Amount | None = None
    step: Amount | None = None
    """Dutch: how far the clock falls every `interval_ms`, down to `floor_price`."""
    interval_ms: Millis | None = None
    floor_price: Amount | None = None
    duration_ms: Millis | None = None
    """How long it is open, for an item whose opening is not known beforehand."""
    approval: bool = False
    """Only bidders whom the auctioneer has approved for the auction may bid."""
    spending_limit: Amount | None = None
    """What a bidder may owe over all items of the auction, unless they were given a limit of their own."""
    gap_ms: Millis | None = None
    """The auction runs its items one after another, with this pause between them."""

    @property
    def checks_bidders(self) -> bool:
        """Whether a bidder's standing in the auction has a say in their bids."""
        return self.approval or self.spending_limit is not None

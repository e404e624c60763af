"""A listing: an item as the auctioneer put it up, or has amended it since."""

from typing import NamedTuple

import msgspec

from server.domain.charges.fees import Fees
from server.domain.listings.increments import Bands
from server.domain.listings.soft_close import SoftClose
from server.domain.types import (
    Amount,
    AuctionId,
    Format,
    ItemId,
    Millis,
    OnOutage,
    Retraction,
    Status,
    UserId,
)

Scalar = str | int | bool
"""A value of a house's metadata. Fractions are texts, because not every store keeps a float as it is."""


class Listing(msgspec.Struct, frozen=True, omit_defaults=True):
    """The goods and the rules of an item, as the auctioneer put it up.

    A format's `fields` are the optional fields that it uses. `contradictions` finds those that don't
    fit together.
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
    """Whether a bid must be a whole number of increments above the start price."""
    reserve: Amount | None = None
    """A hidden amount below which nothing is sold."""
    reserve_jump: bool = True
    """Whether a maximum that reaches the reserve lifts the price to it. Otherwise every maximum below the
    reserve is shown."""
    buy_now: Amount | None = None
    step: Amount | None = None
    """The amount by which a Dutch clock falls every `interval_ms`, down to `floor_price`."""
    interval_ms: Millis | None = None
    floor_price: Amount | None = None
    duration_ms: Millis | None = None
    """The time from the opening to the end, for an item whose opening is not known beforehand."""
    approval: bool = False
    """Whether only bidders whom the auctioneer has approved for the auction may bid."""
    spending_limit: Amount | None = None
    """The limit of a bidder's exposure over all items of the auction, unless they have one of their own."""
    retraction: Retraction = Retraction.ONCE
    """Whether a bid may be retracted that may have shown a rival's maximum or the reserve."""
    gap_ms: Millis | None = None
    """The pause between the items of an auction that runs them one after another."""
    consignor_bids: bool = False
    """Whether the auction's clerks may bid for the consignor, below the reserve."""
    lot: str | None = None
    """The lot number, such as "12" or "12A", of which an auction has one item. Lots order the items."""
    estimate_low: Amount | None = None
    estimate_high: Amount | None = None
    images: tuple[str, ...] = ()
    """All images if there are several. `image_url` is the first or the only one."""
    condition: str = ""
    """A report of the goods' condition."""
    metadata: dict[str, Scalar] = {}
    """The house's own fields, which only the item's auctioneer sees."""
    fees: Fees | None = None
    """The fees that a winner owes besides the price."""
    on_outage: OnOutage = OnOutage.EXTEND
    """Whether an outage moves the item's end (0157)."""

    bid_cap: Amount | None = None
    """The highest amount or maximum of a bid that needs no confirmation."""
    bid_multiple: int | None = None
    """The same, as a multiple of the minimum of the moment."""
    closes_with: str | None = None
    """The name of a group of the sale's items that end together (0160)."""
    early_bids: bool = False
    """Whether bidders may leave bids before the opening (0159)."""

    @property
    def all_images(self) -> tuple[str, ...]:
        """The images, in their order."""
        if self.images:
            return self.images
        return () if self.image_url is None else (self.image_url,)

    @property
    def has_clock(self) -> bool:
        """Whether the price falls with time."""
        return self.interval_ms is not None

    @property
    def checks_bidders(self) -> bool:
        """Whether bids depend on the bidder's standing in the auction."""
        return self.approval or self.spending_limit is not None


class KeptListing(NamedTuple):
    """A listing that is kept, whether its item has any archived event, and the item's status."""

    listing: Listing
    begun: bool
    status: Status

"""An auction: a sale with a title, an auctioneer and a list of items, its clerks and its paddles."""

from string import ascii_uppercase
from typing import Any, NamedTuple

import msgspec

from server.domain.admission.bidder_rules import BidderRules
from server.domain.charges.fees import Fees
from server.domain.types import Amount, AuctionId, Millis, OnOutage, UserId

TERMS = ("currency", "approval", "spending_limit", "gap_ms", "consignor_bids", "early_bids")
"""Fields of a sale that every item's listing has as well."""


class Stagger(msgspec.Struct, frozen=True):
    """The ends of items by their lots: lot 1 at `first_ends_at`, each next one an interval later."""

    first_ends_at: Millis
    interval_ms: Millis

    def end_of(self, lot: str) -> Millis:
        """Return the end of a lot. 12A ends with 12: the letters of a lot add no interval."""
        number = int(lot.rstrip(ascii_uppercase))
        return self.first_ends_at + (number - 1) * self.interval_ms


class Auction(msgspec.Struct, frozen=True):
    """A sale. `handle` is the auctioneer's. `currency` is the ISO 4217 code of all its items.

    `approval`, `spending_limit`, `gap_ms`, `fees`, `consignor_bids`, `early_bids` and `on_outage` are
    copied to every item; see `Listing`.
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
    fees: Fees | None = None
    consignor_bids: bool = False
    on_outage: OnOutage = OnOutage.EXTEND
    bidders: BidderRules | None = None
    """The sale's demands on its bidders besides approval."""
    stagger: Stagger | None = None
    """The ends of items that are put up without one."""
    deleted: bool = False
    paused: bool = False
    """Whether the sale is paused as a whole."""
    early_bids: bool = False

    @property
    def terms(self) -> dict[str, Any]:
        """The fields that are copied to every item, without those of which an item may have its own."""
        return {name: getattr(self, name) for name in TERMS}

    @property
    def checks_bidders(self) -> bool:
        """Whether bids depend on the bidder's standing in the auction."""
        return self.approval or self.spending_limit is not None


class Grant(NamedTuple):
    """A clerk of an auction: a user whom its auctioneer lets enter bids and run items."""

    user_id: UserId
    granted_at: Millis


class Paddle(NamedTuple):
    """The paddle of a bidder in the room. `name` is that of a person who is no user.

    `handle` is the user's, if the archive knows it.
    """

    number: str
    user_id: UserId
    name: str | None = None
    handle: str | None = None

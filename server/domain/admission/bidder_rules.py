"""The demands of a sale on its bidders."""

import msgspec

from server.domain.types import Amount


class Terms(msgspec.Struct, frozen=True, omit_defaults=True):
    """The terms of a sale, as a text or under an address. Bidders accept them by their `version`."""

    version: str
    text: str | None = None
    url: str | None = None


class BidderRules(msgspec.Struct, frozen=True, omit_defaults=True):
    """The conditions of a sale that approves its bidders, and the caps of single bids; see `Listing`.

    With `automatic` a bidder is approved without a decision of the house, once they have accepted the
    terms and left the deposit.
    """

    terms: Terms | None = None
    deposit: bool = False
    automatic: bool = False
    bid_cap: Amount | None = None
    bid_multiple: int | None = None

"""Permissions: the checks that a use case makes before it asks the floor or a store.

The floor checks bids and the auctioneer's commands itself, because they depend on the item.
"""

from typing import NewType

from server.domain.auction import Auction
from server.domain.listings.listing import Listing
from server.domain.rejection import Code
from server.domain.types import Role
from server.identity.identity import Identity
from server.wire.errors import Refused

Auctioneer = NewType("Auctioneer", Identity)
"""An identity that `auctioneer` has checked: a use case that takes one cannot be called without."""


def authenticated(identity: Identity | None) -> Identity:
    """Return the identity of a request that has one; raises Refused `unauthenticated`."""
    if identity is None:
        raise Refused(Code.UNAUTHENTICATED, "a token is needed for this")
    return identity


def auctioneer(identity: Identity | None) -> Auctioneer:
    """Return the identity of an auctioneer or admin; raises Refused `unauthenticated` or `forbidden`."""
    identity = authenticated(identity)
    if identity.role is Role.BIDDER:
        raise Refused(Code.FORBIDDEN, "only an auctioneer may do this")
    return Auctioneer(identity)


def check_runs_sale(seller: Auctioneer, auction: Auction) -> None:
    """Check that an auctioneer runs this sale; an admin runs every sale. Raises Refused `forbidden`."""
    if seller.role is not Role.ADMIN and seller.user_id != auction.auctioneer:
        raise Refused(Code.FORBIDDEN, "only the sale's auctioneer may do this")


def check_runs_item(identity: Identity, listing: Listing) -> None:
    """Check that a user runs the item of a listing, as `check_runs_sale` does for a sale."""
    if identity.role is Role.ADMIN:
        return
    if identity.role is not Role.AUCTIONEER or identity.user_id != listing.auctioneer:
        raise Refused(Code.FORBIDDEN, "only the item's auctioneer may do this")

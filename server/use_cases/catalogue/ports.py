"""The stores that the catalogue needs, besides the archive's port. `persistence.sales` implements them.

Every method raises ArchiveUnavailable.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from server.domain.listings.listing import KeptListing, Listing
from server.domain.listings.search import Found, Order, Terms
from server.domain.types import AuctionId, ItemId


class ItemSearch(Protocol):
    """The search among all items, by their listings and their archived standings."""

    async def find(
        self, terms: Terms, order: Order, after: Found | None, limit: int
    ) -> Sequence[Found]:
        """Return the first items, or those after one."""
        ...


class SaleListings(Protocol):
    """The listings of a sale, many at a time."""

    async def kept(self, item_ids: Sequence[ItemId]) -> Mapping[ItemId, KeptListing]:
        """Return the listings of those of the items that the archive has."""
        ...

    async def lots(self, auction_id: AuctionId, lots: Sequence[str]) -> Mapping[str, ItemId]:
        """Return the items of an auction that have these lot numbers."""
        ...

    async def add(self, listings: Sequence[Listing]) -> Collection[ItemId]:
        """Keep listings in their order; return those that are new. Existing ones stay unchanged."""
        ...

    async def discard(self, item_ids: Sequence[ItemId]) -> None:
        """Take back the listings of items that were not put up; one with archived events stays."""
        ...

    async def page(
        self, auction_id: AuctionId, *, after: ItemId | None = None, limit: int
    ) -> Sequence[Listing]:
        """Return an auction's first listings in the order of its items, or those after one."""
        ...

"""The listings of a sale, many at a time, for its import and its export."""

from collections.abc import Collection, Mapping, Sequence

import msgspec

from persistence.connecting.guarded_pool import GuardedPool
from persistence.queries import SQL
from server.domain.listings.listing import KeptListing, Listing
from server.domain.types import AuctionId, ItemId, Status

_decode = msgspec.json.Decoder(Listing).decode


class _ListingRow(msgspec.Struct, frozen=True):
    n: int
    item_id: ItemId
    auction_id: AuctionId
    listing: Listing


class SaleListings:
    """The listings as the archive has them. Every method raises ArchiveUnavailable."""

    def __init__(self, pool: GuardedPool) -> None:
        self._pool = pool

    async def kept(self, item_ids: Sequence[ItemId]) -> Mapping[ItemId, KeptListing]:
        """Return the listings of those of the items that the archive has."""
        async with self._pool.connection() as connection:
            rows = await connection.fetch(SQL["kept_listings"], list(item_ids))
        return {
            ItemId(row["item_id"]): KeptListing(
                _decode(row["listing"]), row["begun"], Status(row["status"])
            )
            for row in rows
        }

    async def lots(self, auction_id: AuctionId, lots: Sequence[str]) -> Mapping[str, ItemId]:
        """Return the items of an auction that have these lot numbers."""
        async with self._pool.connection() as connection:
            rows = await connection.fetch(SQL["items_of_lots"], auction_id, list(lots))
        return {row["lot"]: ItemId(row["item_id"]) for row in rows}

    async def add(self, listings: Sequence[Listing]) -> Collection[ItemId]:
        """Keep listings in their order; return those that are new. Existing ones stay unchanged."""
        rows = [
            _ListingRow(n, listing.item_id, listing.auction_id, listing)
            for n, listing in enumerate(listings)
        ]
        async with self._pool.transaction() as connection:
            added = await connection.fetch(SQL["add_listings"], msgspec.json.encode(rows).decode())
        return {ItemId(row["item_id"]) for row in added}

    async def discard(self, item_ids: Sequence[ItemId]) -> None:
        """Take back the listings of items that were not put up; one with archived events stays."""
        async with self._pool.connection() as connection:
            await connection.execute(SQL["discard_listings"], list(item_ids))

    async def page(
        self, auction_id: AuctionId, *, after: ItemId | None = None, limit: int
    ) -> Sequence[Listing]:
        """Return an auction's first listings in their order, or those after one."""
        async with self._pool.connection() as connection:
            rows = await connection.fetch(SQL["listings_page"], auction_id, after, limit)
        return [_decode(row["listing"]) for row in rows]

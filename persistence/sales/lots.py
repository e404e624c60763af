"""The claims of lot numbers, of which a sale has each once (0151)."""

from collections.abc import Collection, Mapping

from persistence.connecting.guarded_pool import GuardedPool
from persistence.queries import SQL
from server.domain.types import AuctionId, ItemId

STALE_S = 60.0
"""A claim may be taken over after so long, far beyond the time limit of a request."""


class LotClaims:
    """The table of claims. Every method raises ArchiveUnavailable."""

    def __init__(self, pool: GuardedPool, *, stale_s: float = STALE_S) -> None:
        self._pool = pool
        self._stale_s = stale_s

    async def claim(self, auction_id: AuctionId, lot: str, item_id: ItemId) -> bool | None:
        """Claim a lot number; return whether the item did not have it, or None if another item has."""
        async with self._pool.connection() as connection:
            is_new: bool | None = await connection.fetchval(
                SQL["claim_lot"], auction_id, lot, item_id
            )
        return is_new

    async def claim_all(self, auction_id: AuctionId, lots: Mapping[str, ItemId]) -> Collection[str]:
        """Claim lot numbers for different items; return those that no other item has."""
        async with self._pool.connection() as connection:
            rows = await connection.fetch(
                SQL["claim_lots"], auction_id, list(lots), list(lots.values())
            )
        return {row["lot"] for row in rows}

    async def holder(self, auction_id: AuctionId, lot: str) -> ItemId | None:
        """Return the item that has claimed a lot number."""
        async with self._pool.connection() as connection:
            item_id: ItemId | None = await connection.fetchval(SQL["lot_holder"], auction_id, lot)
        return item_id

    async def take_over(
        self, auction_id: AuctionId, lot: str, item_id: ItemId, holder: ItemId
    ) -> bool:
        """Take a lot number over from an item that claimed it long ago; return whether it did."""
        async with self._pool.connection() as connection:
            taken: bool | None = await connection.fetchval(
                SQL["take_lot_over"], auction_id, lot, item_id, holder, self._stale_s
            )
        return bool(taken)

    async def keep_only(self, item_id: ItemId, lot: str | None) -> None:
        """Give all lot numbers of an item back but one, or all of them."""
        async with self._pool.connection() as connection:
            await connection.execute(SQL["keep_lot"], item_id, lot)

"""The clerks of sales, and the bids that they entered."""

from collections.abc import Mapping, Sequence

from persistence.connecting.guarded_pool import GuardedPool
from persistence.queries import SQL
from server.domain.auction import Grant
from server.domain.types import AuctionId, ItemId, UserId


class ClerkStore:
    """The grants as the archive has them. Every method raises ArchiveUnavailable."""

    def __init__(self, pool: GuardedPool) -> None:
        self._pool = pool

    async def grant(
        self, auction_id: AuctionId, grant: Grant, by: UserId, *, clerks_max: int, sales_max: int
    ) -> Grant | None:
        """Keep a grant, or return the one that was there; None if there would be too many."""
        async with self._pool.connection() as connection:
            row = await connection.fetchrow(
                SQL["grant_clerk"],
                auction_id,
                grant.user_id,
                by,
                grant.granted_at,
                clerks_max,
                sales_max,
            )
        return None if row is None else Grant(UserId(row["user_id"]), row["granted_at"])

    async def revoke(self, auction_id: AuctionId, user_id: UserId) -> None:
        """Take a grant back, if there is one."""
        async with self._pool.connection() as connection:
            await connection.execute(SQL["revoke_clerk"], auction_id, user_id)

    async def clerks(self, auction_id: AuctionId) -> list[Grant]:
        """Return the clerks of a sale, by user id."""
        async with self._pool.connection() as connection:
            rows = await connection.fetch(SQL["clerks"], auction_id)
        return [Grant(UserId(row["user_id"]), row["granted_at"]) for row in rows]

    async def sales_of(self, user_id: UserId) -> list[AuctionId]:
        """Return the sales of which a user is a clerk."""
        async with self._pool.connection() as connection:
            rows = await connection.fetch(SQL["sales_of_clerk"], user_id)
        return [AuctionId(row["auction_id"]) for row in rows]


class EnteredBidStore:
    """The bids that clerks entered, as the archive has them. The method raises ArchiveUnavailable."""

    def __init__(self, pool: GuardedPool) -> None:
        self._pool = pool

    async def clerks(
        self, item_id: ItemId, seqs: Sequence[int]
    ) -> tuple[AuctionId, Mapping[int, UserId]] | None:
        """Return the sale of an item, and the clerks who entered its bids, by the numbers of these bids.

        Bids that their bidders sent are left out. Returns None if no clerk entered any of them.
        """
        async with self._pool.connection() as connection:
            rows = await connection.fetch(SQL["entered_bids"], item_id, list(seqs))
        if not rows:
            return None
        clerks = {row["seq"]: UserId(row["clerk"]) for row in rows}
        return AuctionId(rows[0]["auction_id"]), clerks

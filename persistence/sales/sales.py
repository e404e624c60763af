"""The sales themselves, to be changed and deleted."""

from typing import Any

import msgspec

from persistence.archive import decode_auction
from persistence.connecting.guarded_pool import GuardedPool
from persistence.queries import SQL
from server.bidding.archive import NotInArchive
from server.domain.auction import Auction
from server.domain.types import AuctionId


class Sales:
    """The table of sales. Every method raises ArchiveUnavailable."""

    def __init__(self, pool: GuardedPool) -> None:
        self._pool = pool

    async def find(self, auction_id: AuctionId) -> Auction:
        """Return a sale, even a deleted one; raises NotInArchive."""
        async with self._pool.connection() as connection:
            found = await connection.fetchval(SQL["auction"], auction_id)
        if found is None:
            raise NotInArchive("auction")
        return decode_auction(found)

    async def change(self, auction_id: AuctionId, **changes: Any) -> None:
        """Change fields of a sale; raises ArchiveUnconfirmed if they may have been changed."""
        encoded = msgspec.json.encode(changes).decode()
        async with self._pool.transaction() as connection:
            await connection.execute(SQL["update_auction"], auction_id, encoded)

    async def give_lots_back(self, auction_id: AuctionId) -> None:
        """Give all lot numbers of a deleted sale back."""
        async with self._pool.connection() as connection:
            await connection.execute(SQL["give_lots_back"], auction_id)

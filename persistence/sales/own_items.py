"""A user's own items: those that they bid on, won and watch."""

import msgspec

from persistence.connecting.guarded_pool import GuardedPool
from persistence.queries import SQL
from server.bidding.archive import NotInArchive
from server.domain.charges.outcome import Outcome
from server.domain.listings.listing import Listing
from server.domain.types import ItemId, Millis, Status, UserId, Winner

_decode_listing = msgspec.json.Decoder(Listing).decode
_decode_winners = msgspec.json.Decoder(tuple[Winner, ...]).decode
_encode = msgspec.json.Encoder().encode


class OwnItems:
    """The items of users in the archive. Every method raises ArchiveUnavailable."""

    def __init__(self, pool: GuardedPool) -> None:
        self._pool = pool

    async def bids(
        self, user_id: UserId, after: ItemId | None, *, limit: int
    ) -> list[tuple[ItemId, Millis]]:
        """Return items that a user has bid on, each with the moment of their latest bid, newest first."""
        async with self._pool.connection() as connection:
            rows = await connection.fetch(SQL["own_bids"], user_id, after, limit)
        return [(ItemId(row["item_id"]), row["at"]) for row in rows]

    async def wins(
        self, user_id: UserId, after: ItemId | None, *, limit: int
    ) -> list[tuple[Outcome, Millis]]:
        """Return the outcomes of items that a user has won, each with its moment, newest first."""
        line = _encode([[[user_id]]]).decode()
        async with self._pool.connection() as connection:
            rows = await connection.fetch(SQL["own_wins"], user_id, line, after, limit)
        return [
            (
                Outcome(
                    _decode_listing(row["listing"]),
                    Status(row["status"]),
                    _decode_winners(row["winners"]),
                ),
                row["at"],
            )
            for row in rows
        ]

    async def watched(self, user_id: UserId, after: ItemId | None, *, limit: int) -> list[ItemId]:
        """Return items on a user's watchlist, the latest addition first."""
        async with self._pool.connection() as connection:
            rows = await connection.fetch(SQL["watchlist"], user_id, after, limit)
        return [ItemId(row["item_id"]) for row in rows]

    async def watch(self, user_id: UserId, item_id: ItemId, now: Millis, *, items_max: int) -> bool:
        """Put an item on a user's watchlist; return False if it is full. Raises NotInArchive."""
        async with self._pool.transaction() as connection:
            if not await connection.fetchval(SQL["item_exists"], item_id):
                raise NotInArchive("item")
            if await connection.fetchval(SQL["count_watchlist"], user_id, item_id) >= items_max:
                return False
            await connection.execute(SQL["add_to_watchlist"], user_id, item_id, now)
        return True

    async def unwatch(self, user_id: UserId, item_id: ItemId) -> None:
        """Take an item from a user's watchlist."""
        async with self._pool.connection() as connection:
            await connection.execute(SQL["take_from_watchlist"], user_id, item_id)

"""The paddles of sales."""

from typing import Any

from persistence.connecting.guarded_pool import GuardedPool
from persistence.queries import SQL
from server.domain.auction import Paddle
from server.domain.types import AuctionId, UserId


class PaddleStore:
    """The paddles as the archive has them. Every method raises ArchiveUnavailable."""

    def __init__(self, pool: GuardedPool) -> None:
        self._pool = pool

    async def give(self, auction_id: AuctionId, paddle: Paddle, *, paddles_max: int) -> bool:
        """Give a paddle to a bidder, also if it was another's; return False if there are too many."""
        async with self._pool.connection() as connection:
            given: str | None = await connection.fetchval(
                SQL["give_paddle"],
                auction_id,
                paddle.number,
                paddle.user_id,
                paddle.name,
                paddles_max,
            )
        return given is not None

    async def paddle(self, auction_id: AuctionId, number: str) -> Paddle | None:
        """Return a paddle of a sale."""
        async with self._pool.connection() as connection:
            row = await connection.fetchrow(SQL["paddle"], auction_id, number)
        return None if row is None else _paddle(row)

    async def paddles(self, auction_id: AuctionId) -> list[Paddle]:
        """Return the paddles of a sale, by number."""
        async with self._pool.connection() as connection:
            rows = await connection.fetch(SQL["paddles"], auction_id)
        return [_paddle(row) for row in rows]


def _paddle(row: Any) -> Paddle:
    return Paddle(row["number"], UserId(row["user_id"]), row["name"], row["handle"])

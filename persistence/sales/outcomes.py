"""The outcomes of a sale's items, with each underbidder."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec

from persistence.connecting.guarded_pool import GuardedPool
from persistence.queries import SQL
from server.domain.charges.outcome import Outcome, Underbidder
from server.domain.listings.listing import Listing
from server.domain.types import CONSIGNOR, AuctionId, Bidder, ItemId, Status, UserId, Winner

_decode_listing = msgspec.json.Decoder(Listing).decode
_decode_winners = msgspec.json.Decoder(tuple[Winner, ...]).decode
_encode = msgspec.json.Encoder().encode


class Outcomes:
    """Reads outcomes from the archive. Every method raises ArchiveUnavailable."""

    def __init__(self, pool: GuardedPool) -> None:
        self._pool = pool

    async def page(
        self, auction_id: AuctionId, *, after: ItemId | None, limit: int
    ) -> list[Outcome]:
        """Return the outcomes of a sale's items in their order, the first ones or those after an item."""
        async with self._pool.connection() as connection:
            item_ids = [
                row["item_id"]
                for row in await connection.fetch(SQL["item_ids"], auction_id, after, limit)
            ]
            rows = {
                row["item_id"]: row
                for row in await connection.fetch(SQL["outcomes"], item_ids, CONSIGNOR)
            }
        return [_outcome(rows[item_id]) for item_id in item_ids]

    async def won_by(self, auction_id: AuctionId, user_id: UserId) -> Sequence[Outcome]:
        """Return the outcomes of the items that a user has won in a sale."""
        line = _encode([[[user_id]]]).decode()
        async with self._pool.connection() as connection:
            rows = await connection.fetch(SQL["outcomes_of_winner"], auction_id, line)
        return [_outcome(row) for row in rows]

    async def paddles(
        self, auction_id: AuctionId, user_ids: Collection[UserId]
    ) -> Mapping[UserId, str]:
        """Return the paddle numbers of those of the users who have one in a sale."""
        async with self._pool.connection() as connection:
            rows = await connection.fetch(SQL["paddles_of"], auction_id, list(user_ids))
        return {UserId(row["user_id"]): row["number"] for row in rows}

    async def handle(self, user_id: UserId) -> str | None:
        """Return the handle of a user who has bid."""
        async with self._pool.connection() as connection:
            handle: str | None = await connection.fetchval(SQL["handle"], user_id)
        return handle


def _outcome(row: Any) -> Outcome:
    under = None
    if row["underbidder"] is not None:
        bidder = Bidder(UserId(row["underbidder"]), row["underbidder_handle"])
        under = Underbidder(bidder, row["underbid"])
    return Outcome(
        _decode_listing(row["listing"]),
        Status(row["status"]),
        _decode_winners(row["winners"]),
        under,
    )

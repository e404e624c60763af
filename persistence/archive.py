"""The archive as it is read, and the sales catalogue, which is written to it directly.

A sale and its listings are set up before any bid and are durable before they are answered; all that
happens on the floor comes through the journal. Every method raises Refused `unavailable` when
PostgreSQL can't be asked.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, cast

import asyncpg
import msgspec

from persistence.queries import SQL
from server.bidding.hot_state.admissions import Admission
from server.domain.auction import Auction
from server.domain.item import Listing
from server.domain.rejection import Code
from server.domain.types import AuctionId, ItemId, UserId
from server.domain.view import BidView
from server.wire.errors import Refused

DOWN = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
)
"""What is raised while PostgreSQL can't be asked."""


class Archive:
    """PostgreSQL, as the faces use it."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def add_user(self, user_id: UserId, handle: str) -> None:
        """Keep a user; one that is there already stays as it is."""
        async with self._connection() as connection:
            await connection.execute(SQL["add_user"], user_id, handle)

    async def add_auction(self, auction: Auction) -> Auction:
        """Keep an auction; return what now stands under its id, which may be an older one."""
        async with self._connection() as connection, connection.transaction():
            await connection.execute(SQL["add_user"], auction.auctioneer, auction.handle)
            await connection.execute(
                SQL["add_auction"],
                auction.auction_id,
                auction.title,
                auction.auctioneer,
                auction.currency,
                auction.created_at,
                auction.approval,
                auction.spending_limit,
                auction.gap_ms,
            )
            row = await connection.fetchrow(SQL["auction"], auction.auction_id)
        return _auction(row)

    async def auctions(self, *, limit: int) -> list[Auction]:
        """Return the latest auctions, newest first."""
        async with self._connection() as connection:
            return [_auction(row) for row in await connection.fetch(SQL["auctions"], limit)]

    async def auction(self, auction_id: AuctionId) -> Auction:
        """Return an auction; raises Refused `not_found`."""
        async with self._connection() as connection:
            row = await connection.fetchrow(SQL["auction"], auction_id)
        if row is None:
            raise Refused(Code.NOT_FOUND, "there is no such auction")
        return _auction(row)

    async def add_listing(self, listing: Listing) -> None:
        """Keep a listing; one that is there already stays as it is."""
        encoded = msgspec.json.encode(listing).decode()
        async with self._connection() as connection:
            await connection.execute(
                SQL["add_listing"], listing.item_id, listing.auction_id, encoded
            )

    async def admit(self, auction_id: AuctionId, admissions: Mapping[UserId, Admission]) -> None:
        """Keep what an auctioneer said of bidders; the last word counts."""
        async with self._connection() as connection, connection.transaction():
            for user_id, each in admissions.items():
                await connection.execute(
                    SQL["admit"], auction_id, user_id, each.approved, each.limit
                )

    async def admissions(self, auction_id: AuctionId) -> dict[UserId, Admission]:
        """Return what an auctioneer said of bidders, by user id."""
        async with self._connection() as connection:
            rows = await connection.fetch(SQL["admissions"], auction_id)
        return {
            UserId(row["user_id"]): Admission(row["approved"], row["spending_limit"])
            for row in rows
        }

    async def item_ids(self, auction_id: AuctionId, *, limit: int) -> list[ItemId]:
        """Return an auction's items in the order in which they were put up."""
        async with self._connection() as connection:
            rows = await connection.fetch(SQL["item_ids"], auction_id, limit)
        return [ItemId(row["item_id"]) for row in rows]

    async def bids(self, item_id: ItemId, *, before: int, limit: int) -> list[BidView]:
        """Return bids with seq < before, newest first; raises Refused `not_found`."""
        async with self._connection() as connection:
            rows = await connection.fetch(SQL["bids_before"], item_id, before, limit)
            if not rows and not await connection.fetchval(SQL["item_exists"], item_id):
                raise Refused(Code.NOT_FOUND, "there is no such item")
        return [_bid(row) for row in rows]

    async def bids_between(
        self, item_id: ItemId, after: int, before: int
    ) -> Sequence[BidView] | None:
        """Return all bids with after < seq < before, oldest first; None while some are missing.

        Events have no gap, so their number tells whether the archive has come as far.
        """
        async with self._connection() as connection:
            there = await connection.fetchval(SQL["events_between"], item_id, after, before)
            if there != before - after - 1:
                return None
            rows = await connection.fetch(SQL["bids_between"], item_id, after, before)
        return [_bid(row) for row in rows]

    async def retracted_between(self, item_id: ItemId, after: int, before: int) -> list[int]:
        """Return the numbers of the bids that were taken back by events with after < seq < before."""
        async with self._connection() as connection:
            rows = await connection.fetch(SQL["retracted_between"], item_id, after, before)
        return [row["seq"] for row in rows]

    async def ping(self) -> None:
        """Return when PostgreSQL answers."""
        async with self._connection() as connection:
            await connection.execute("SELECT 1")

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Any]:
        try:
            async with self._pool.acquire() as connection:
                yield connection
        except DOWN as error:
            raise Refused(Code.UNAVAILABLE, "the archive is down") from error


def _auction(row: Any) -> Auction:
    return Auction(**dict(row))


def _bid(row: Any) -> BidView:
    return cast("BidView", dict(row))

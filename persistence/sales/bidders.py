"""The bidders of sales: their requests, the house's decisions, and their standing."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from persistence.connecting.guarded_pool import GuardedPool
from persistence.queries import SQL
from persistence.writing.outbox import add_events
from server.domain.admission.sale_bidder import SaleBidder, Standing
from server.domain.types import AuctionId, BidId, ItemId, Millis, UserId
from server.webhooks.events import admitted

CALLS_KEPT_MS = 86_400_000
"""How long calls of the deposit service are kept, far longer than their timestamps are taken."""


class SaleBidders:
    """The bidders of sales in the archive. Every method raises ArchiveUnavailable."""

    def __init__(self, pool: GuardedPool) -> None:
        self._pool = pool

    async def bidder(self, auction_id: AuctionId, user_id: UserId) -> SaleBidder:
        """Return a bidder of a sale; one who is unknown there stands at `none`."""
        async with self._pool.connection() as connection:
            row = await connection.fetchrow(SQL["sale_bidder"], auction_id, user_id)
        return SaleBidder(user_id=user_id) if row is None else _bidder(row)

    async def change(
        self,
        auction_id: AuctionId,
        user_id: UserId,
        handle: str | None,
        change: Callable[[SaleBidder], SaleBidder],
    ) -> SaleBidder:
        """Replace a bidder of a sale by the result of `change`, in one transaction.

        A `handle` is kept as the user's. An error that `change` raises leaves everything as it was.
        """
        async with self._pool.transaction() as connection:
            return await _change(connection, auction_id, user_id, handle, change)

    async def deposit(
        self,
        auction_id: AuctionId,
        user_id: UserId,
        call_id: str,
        now: Millis,
        change: Callable[[SaleBidder], SaleBidder],
    ) -> SaleBidder | None:
        """Change a bidder of a sale by a call of the deposit service; None if it was taken before."""
        async with self._pool.transaction() as connection:
            await connection.execute(SQL["forget_deposit_calls"], now - CALLS_KEPT_MS)
            if await connection.fetchval(SQL["take_deposit_call"], call_id, now) is None:
                return None
            return await _change(connection, auction_id, user_id, None, change)

    @asynccontextmanager
    async def locked(self, auction_id: AuctionId, user_id: UserId) -> AsyncIterator[SaleBidder]:
        """Keep a bidder of a sale from changing while inside."""
        async with self._pool.transaction(held=True) as connection:
            yield _bidder(await connection.fetchrow(SQL["lock_sale_bidder"], auction_id, user_id))

    async def page(
        self, auction_id: AuctionId, standing: Standing | None, after: UserId | None, *, limit: int
    ) -> list[SaleBidder]:
        """Return the first bidders of a sale by user id, or those after one; of one standing or of all."""
        wanted = None if standing is None else standing.value
        async with self._pool.connection() as connection:
            rows = await connection.fetch(SQL["sale_bidders"], auction_id, wanted, after, limit)
        return [_bidder(row) for row in rows]

    async def blocked(self, auction_id: AuctionId, *, limit: int) -> tuple[UserId, ...]:
        """Return users who are blocked from a sale."""
        async with self._pool.connection() as connection:
            rows = await connection.fetch(SQL["blocked_bidders"], auction_id, limit)
        return tuple(UserId(row["user_id"]) for row in rows)

    async def biddable_items(
        self,
        auction_id: AuctionId,
        *,
        closed_since: Millis,
        after: ItemId | None,
        limit: int,
    ) -> list[ItemId]:
        """Return a sale's first items that take bids, will do so or may be reopened, or those after one.

        They are in the order in which they were put up. An item that was closed before `closed_since`
        is not reopened.
        """
        async with self._pool.connection() as connection:
            rows = await connection.fetch(
                SQL["biddable_items"], auction_id, after, limit, closed_since
            )
        return [ItemId(row["item_id"]) for row in rows]

    async def archived_seqs(self, item_ids: Sequence[ItemId]) -> dict[ItemId, int]:
        """Return the last archived event number of each item."""
        async with self._pool.connection() as connection:
            rows = await connection.fetch(SQL["archived_seqs"], list(item_ids))
        return {ItemId(row["item_id"]): row["seq"] for row in rows}

    async def bids_to_void(
        self, user_id: UserId, item_ids: Sequence[ItemId], *, limit: int
    ) -> list[tuple[ItemId, BidId]]:
        """Return bids of a user on these items that stand, the latest of each item first."""
        async with self._pool.connection() as connection:
            rows = await connection.fetch(SQL["bids_to_void"], user_id, list(item_ids), limit)
        return [(ItemId(row["item_id"]), BidId(row["bid_id"])) for row in rows]


async def _change(
    connection: Any,
    auction_id: AuctionId,
    user_id: UserId,
    handle: str | None,
    change: Callable[[SaleBidder], SaleBidder],
) -> SaleBidder:
    if handle is not None:
        await connection.execute(SQL["add_user"], user_id, handle)
    await connection.execute(SQL["add_sale_bidder"], auction_id, user_id)
    before = _bidder(await connection.fetchrow(SQL["lock_sale_bidder"], auction_id, user_id))
    after = change(before)
    if after != before:
        await connection.execute(
            SQL["set_sale_bidder"],
            auction_id,
            user_id,
            after.decided.value,
            after.blocked,
            after.note,
            after.terms_version,
            after.limit,
            after.reason,
            after.requested_at,
            after.decided_at,
            after.deposited_at,
        )
    if (after.approved, after.limit) != (before.approved, before.limit):
        await connection.execute(SQL["admit"], auction_id, user_id, after.approved, after.limit)
    if after.approved and not before.approved:
        since = max(after.decided_at or 0, after.deposited_at or 0)
        await add_events(connection, [admitted(auction_id, user_id, after.limit, since)])
    return after


def _bidder(row: Any) -> SaleBidder:
    return SaleBidder(**{**row, "decided": Standing(row["decided"])})

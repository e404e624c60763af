"""The acts on whole sales: pauses, resumptions and extensions (0158)."""

from collections.abc import Sequence
from typing import Any

from persistence.connecting.guarded_pool import GuardedPool
from persistence.queries import SQL
from server.domain.commands import SaleAct
from server.domain.running.sale_acts import ActOfSale
from server.domain.types import AuctionId, Millis


class SaleActs:
    """Implements `server.use_cases.sale_acts.port.SaleActStore`."""

    def __init__(self, pool: GuardedPool) -> None:
        self._pool = pool

    async def begin(self, wanted: ActOfSale) -> ActOfSale:
        """Keep an act as the latest one of its sale, unless it was kept before; return it as it is kept."""
        async with self._pool.transaction() as connection:
            await connection.execute(SQL["lock_auction"], wanted.auction_id)
            known = await connection.fetchrow(SQL["sale_act"], wanted.auction_id, wanted.act_id)
            if known is None and wanted.act is not SaleAct.EXTEND:
                latest = await connection.fetchrow(SQL["sale_act"], wanted.auction_id, None)
                known = latest if latest and latest["kind"] == wanted.act.value else None
            if known is None:
                known = await connection.fetchrow(
                    SQL["add_sale_act"],
                    wanted.auction_id,
                    wanted.act_id,
                    wanted.act.value,
                    wanted.by_ms,
                    wanted.at,
                )
        return _act(known, wanted.auction_id)

    async def unfinished(
        self, auction_id: AuctionId | None = None, *, before: Millis
    ) -> Sequence[ActOfSale]:
        """Return acts that began before a moment and are not done, those of a sale in their order."""
        async with self._pool.connection() as connection:
            rows = await connection.fetch(SQL["unfinished_sale_acts"], auction_id, before)
        return [_act(row, row["auction_id"]) for row in rows]

    async def finish(self, act: ActOfSale, at: Millis) -> None:
        """Note that every item has carried an act out."""
        async with self._pool.connection() as connection:
            await connection.execute(SQL["finish_sale_act"], act.auction_id, act.number, at)

    async def pause_or_resumption(self, auction_id: AuctionId) -> ActOfSale | None:
        """Return the latest pause or resumption of a sale."""
        async with self._pool.connection() as connection:
            row = await connection.fetchrow(SQL["sale_act"], auction_id, None)
        return None if row is None else _act(row, auction_id)


def _act(row: Any, auction_id: AuctionId) -> ActOfSale:
    return ActOfSale(
        auction_id=auction_id,
        act_id=row["act_id"],
        act=SaleAct(row["kind"]),
        by_ms=row["by_ms"],
        at=row["at"],
        number=row["number"],
        done=row["done_at"] is not None,
    )

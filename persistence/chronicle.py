"""The archive as Redis' memory is held against it: where each item's history stands, and its epochs."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import msgspec
import structlog

from persistence.archive import DOWN
from persistence.queries import SQL
from persistence.rows import encoded, standing_row
from server.bidding.hot_state.admissions import Admission, Debt
from server.bidding.restoration.claims import NewEpoch
from server.bidding.restoration.restorer import ArchiveDown
from server.bidding.settling.records import standing
from server.domain.events import Event
from server.domain.evolve import fold
from server.domain.formats import total_of
from server.domain.item import Item
from server.domain.types import AuctionId, ItemId, UserId, Winner

log = structlog.get_logger(__name__)

_decode_event = msgspec.json.Decoder(Event).decode
_decode_winners = msgspec.json.Decoder(tuple[Winner, ...]).decode


class Chronicle:
    """PostgreSQL, as memory uses it. Methods raise ArchiveDown."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def live_items(self) -> dict[ItemId, int]:
        """Return the items that have not ended, each with the seq that has been archived."""
        async with self._transaction() as connection:
            return {row["item_id"]: row["seq"] for row in await connection.fetch(SQL["live_items"])}

    async def admissions(self) -> dict[AuctionId, dict[UserId, Admission]]:
        """Return what was said of bidders in auctions that have items which have not ended."""
        async with self._transaction() as connection:
            rows = await connection.fetch(SQL["live_admissions"])
        words: dict[AuctionId, dict[UserId, Admission]] = {}
        for row in rows:
            admission = Admission(row["approved"], row["spending_limit"])
            words.setdefault(row["auction_id"], {})[row["user_id"]] = admission
        return words

    async def wins(self) -> dict[AuctionId, list[Debt]]:
        """Return what was won in auctions that check their bidders and have items left."""
        async with self._transaction() as connection:
            rows = await connection.fetch(SQL["live_wins"])
        wins: dict[AuctionId, list[Debt]] = {}
        for row in rows:
            for user_id, amount in total_of(_decode_winners(row["winners"])).items():
                wins.setdefault(row["auction_id"], []).append((row["item_id"], user_id, amount))
        return wins

    async def known(self, item_ids: Sequence[ItemId]) -> list[ItemId]:
        """Return those of the items that have archived events."""
        async with self._transaction() as connection:
            rows = await connection.fetch(SQL["known_items"], list(item_ids))
        return [row["item_id"] for row in rows]

    async def begin_epoch(self, heads: Mapping[ItemId, Item | None]) -> dict[ItemId, NewEpoch]:
        """Begin a new epoch of each item, given what Redis has of it, whose lock the caller holds.

        It begins at the last event that Redis or the archive has. Events that the archive has
        beyond that, after a gap, are set aside.
        """
        async with self._transaction() as connection:
            rows = await connection.fetch(SQL["lock_items"], sorted(heads))
            return {
                row["item_id"]: await _begin(connection, row, heads[row["item_id"]]) for row in rows
            }

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[Any]:
        try:
            async with self._pool.acquire() as connection, connection.transaction():
                yield connection
        except DOWN as error:
            raise ArchiveDown(repr(error)) from error


async def _begin(connection: Any, row: asyncpg.Record, head: Item | None) -> NewEpoch:
    item_id, epoch = ItemId(row["item_id"]), row["epoch"] + 1
    hot_seq = 0 if head is None else head.seq
    if hot_seq >= row["seq"]:
        await connection.execute(SQL["begin_epoch"], item_id, epoch, hot_seq)
        return NewEpoch(epoch, None)
    events = _without_gap(await connection.fetch(SQL["item_events"], item_id))
    told = fold(None, events) if len(events) > hot_seq else head
    base = 0 if told is None else told.seq
    if base < row["seq"]:
        log.error("events_set_aside", item_id=item_id, first=base + 1, last=row["seq"])
        await connection.execute(SQL["set_aside_events"], item_id, epoch, base)
        if told is not None:
            row_told = standing_row(item_id, standing(told))
            await connection.execute(SQL["set_standing"], encoded([row_told]))
    await connection.execute(SQL["begin_epoch"], item_id, epoch, base)
    return NewEpoch(epoch, events if told is not head else None)


def _without_gap(rows: Sequence[asyncpg.Record]) -> tuple[Event, ...]:
    """Return the events up to the first number that is missing."""
    events = [_decode_event(row["body"]) for row in rows]
    return tuple(event for number, event in enumerate(events, 1) if event.seq == number)

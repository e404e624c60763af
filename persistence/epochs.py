"""Epochs: the point at which an item's history goes on after Redis may have lost events."""

from collections.abc import Sequence
from typing import Any

import asyncpg

from persistence.queries import SQL
from persistence.rows import decode_event, encoded, lost_event, standing_row, stored_standing
from server.bidding.archive import NewEpoch
from server.bidding.restoration.losses import LostEvent
from server.bidding.settling.records import standing
from server.domain.events import Event
from server.domain.evolve import fold
from server.domain.item import Item
from server.domain.types import ItemId


async def begin_epoch(
    connection: Any, row: asyncpg.Record, head: Item | None
) -> tuple[NewEpoch, list[LostEvent]]:
    """Begin an item's next epoch within the caller's transaction; return it, and the events set aside.

    `row` is the item's locked row (`lock_items.sql`), `head` the item as Redis has it.
    """
    item_id, epoch = ItemId(row["item_id"]), row["epoch"] + 1
    hot_seq = 0 if head is None else head.seq
    contradicted = _is_contradicted(row, head)
    if hot_seq >= row["seq"] and not contradicted:
        await connection.execute(SQL["begin_epoch"], item_id, epoch, hot_seq, None)
        return NewEpoch(epoch, None), []
    events = before_first_gap(await connection.fetch(SQL["item_events"], item_id))
    # 0114: of two histories the archived one is kept, even if Redis has come further.
    restored = fold(None, events) if len(events) > hot_seq or contradicted else head
    base = 0 if restored is None else restored.seq
    lost: list[LostEvent] = []
    if base < row["seq"]:
        lost = await _set_aside_after(connection, row, epoch, restored)
    rewritten = restored is not head
    await connection.execute(SQL["begin_epoch"], item_id, epoch, base, base if rewritten else None)
    return NewEpoch(epoch, events if rewritten else None), lost


def _is_contradicted(row: asyncpg.Record, head: Item | None) -> bool:
    """Tell whether Redis and the archive are known to have different histories of an item."""
    if row["conflict_seq"] is not None:
        return True
    if head is None or head.seq != row["seq"]:
        return False
    return standing_row(head.listing.item_id, standing(head)) != stored_standing(dict(row))


async def _set_aside_after(
    connection: Any, row: asyncpg.Record, epoch: int, restored: Item | None
) -> list[LostEvent]:
    """Take the events beyond `restored` out of an item's history, and reset its row to match."""
    item_id, base = ItemId(row["item_id"]), 0 if restored is None else restored.seq
    lost = await connection.fetch(SQL["set_aside_events"], item_id, epoch, base)
    if restored is not None:
        reset = standing_row(item_id, standing(restored))
        await connection.execute(SQL["set_standing"], encoded([reset]))
    return [lost_event(each) for each in lost]


def before_first_gap(rows: Sequence[asyncpg.Record]) -> tuple[Event, ...]:
    """Return the events, in the order of their numbers, up to the first number that is missing."""
    events = [decode_event(row["body"]) for row in rows]
    return tuple(event for number, event in enumerate(events, 1) if event.seq == number)

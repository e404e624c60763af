"""Epochs: the point at which an item's history goes on after Redis may have lost events."""

from collections.abc import Sequence
from typing import Any

import asyncpg
import msgspec
import structlog

from persistence.queries import SQL
from persistence.rows import encoded, standing_row
from server.bidding.archive import NewEpoch
from server.bidding.settling.records import standing
from server.domain.events import Event
from server.domain.evolve import fold
from server.domain.item import Item
from server.domain.types import ItemId

log = structlog.get_logger(__name__)

_decode_event = msgspec.json.Decoder(Event).decode


async def begin_epoch(connection: Any, row: asyncpg.Record, head: Item | None) -> NewEpoch:
    """Begin an item's next epoch within the caller's transaction.

    `row` is the item's locked row (`lock_items.sql`), `head` the item as Redis has it.
    """
    item_id, epoch = ItemId(row["item_id"]), row["epoch"] + 1
    hot_seq = 0 if head is None else head.seq
    if hot_seq >= row["seq"]:
        await connection.execute(SQL["begin_epoch"], item_id, epoch, hot_seq)
        return NewEpoch(epoch, None)
    events = before_first_gap(await connection.fetch(SQL["item_events"], item_id))
    restored = fold(None, events) if len(events) > hot_seq else head
    base = 0 if restored is None else restored.seq
    if base < row["seq"]:
        await _set_aside_after(connection, row, epoch, restored)
    await connection.execute(SQL["begin_epoch"], item_id, epoch, base)
    return NewEpoch(epoch, events if restored is not head else None)


async def _set_aside_after(
    connection: Any, row: asyncpg.Record, epoch: int, restored: Item | None
) -> None:
    """Take the events beyond `restored` out of an item's history, and reset its row to match."""
    item_id, base = ItemId(row["item_id"]), 0 if restored is None else restored.seq
    log.error("events_set_aside", item_id=item_id, first=base + 1, last=row["seq"])
    await connection.execute(SQL["set_aside_events"], item_id, epoch, base)
    if restored is not None:
        reset = standing_row(item_id, standing(restored))
        await connection.execute(SQL["set_standing"], encoded([reset]))


def before_first_gap(rows: Sequence[asyncpg.Record]) -> tuple[Event, ...]:
    """Return the events, in the order of their numbers, up to the first number that is missing."""
    events = [_decode_event(row["body"]) for row in rows]
    return tuple(event for number, event in enumerate(events, 1) if event.seq == number)

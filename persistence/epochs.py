"""Epochs: the point at which an item's history goes on after Redis may have lost events."""

from collections.abc import Mapping, Sequence
from typing import Any

import asyncpg
import msgspec

from persistence.queries import SQL
from persistence.rows import EpochRow, encoded, lost_event, standing_row, stored_standing
from persistence.snapshots import rebuild
from server.bidding.archive import NewEpoch
from server.bidding.restoration.losses import LostEvent
from server.bidding.settling.records import standing
from server.bidding.settling.replay import Rebuilt
from server.domain.item import Item
from server.domain.types import ItemId


async def begin_epochs(
    connection: Any,
    rows: Sequence[asyncpg.Record],
    heads: Mapping[ItemId, Item | None],
    *,
    recent_max: int,
) -> tuple[dict[ItemId, NewEpoch], list[LostEvent]]:
    """Begin items' next epochs within the caller's transaction; return them, and the events set aside.

    `rows` are the items' locked rows (`lock_items.sql`), `heads` the items as Redis has them. What
    Redis has at the archive's number or beyond is kept, at a cost of one statement for all.
    """
    contradicted = {row["item_id"] for row in rows if _is_contradicted(row, heads[row["item_id"]])}
    behind = [
        ItemId(row["item_id"])
        for row in rows
        if row["item_id"] in contradicted or _seq(heads[row["item_id"]]) < row["seq"]
    ]
    rebuilt = await rebuild(connection, behind, whole=contradicted, recent_max=recent_max)
    begun: dict[ItemId, NewEpoch] = {}
    epochs, lost = [], list[LostEvent]()
    for row in rows:
        item_id, head = ItemId(row["item_id"]), heads[row["item_id"]]
        archived = rebuilt.get(item_id)
        # 0114: of two histories the archived one is kept, even if Redis has come further.
        rewritten = item_id in contradicted or (
            archived is not None and archived.item.seq > _seq(head)
        )
        epoch, item = _began(row, head, archived if rewritten else None)
        base = _seq(archived.item if archived else None) if rewritten else _seq(head)
        if base < row["seq"]:
            lost += await _set_aside_after(connection, row, epoch.epoch, item)
        begun[item_id] = epoch
        epochs.append(EpochRow(item_id, epoch.epoch, base, base if rewritten else None))
    if epochs:
        await connection.execute(SQL["begin_epochs"], encoded(epochs))
    return begun, lost


def _began(
    row: asyncpg.Record, head: Item | None, rebuilt: Rebuilt | None
) -> tuple[NewEpoch, Item | None]:
    item = head if rebuilt is None else rebuilt.item
    return NewEpoch(row["epoch"] + 1, item, rebuilt), item


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
    item_id, base = ItemId(row["item_id"]), _seq(restored)
    lost = await connection.fetch(SQL["set_aside_events"], item_id, epoch, base)
    if restored is not None:
        reset = standing_row(item_id, standing(restored))
        await connection.execute(SQL["set_standing"], encoded([reset]))
        listing = msgspec.json.encode(restored.listing).decode()
        await connection.execute(SQL["set_listing"], item_id, listing)
    return [lost_event(each) for each in lost]


def _seq(item: Item | None) -> int:
    return 0 if item is None else item.seq

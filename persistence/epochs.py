"""Epochs: the point at which an item's history goes on after Redis may have lost events."""

from collections.abc import Mapping, Sequence
from typing import Any

import asyncpg
import msgspec

from persistence.queries import SQL
from persistence.rows import EpochRow, encoded, lost_event, standing_row, stored_standing
from persistence.snapshots import rebuild
from server.bidding.archive import EventsAwaited, Head, NewEpoch
from server.bidding.restoration.losses import LostEvent
from server.bidding.settling.records import standing
from server.bidding.settling.replay import Rebuilt
from server.domain.item import Item
from server.domain.types import ItemId


async def begin_epochs(
    connection: Any,
    rows: Sequence[asyncpg.Record],
    heads: Mapping[ItemId, Head | None],
    *,
    recent_max: int,
    awaits_events: bool = True,
) -> tuple[dict[ItemId, NewEpoch], list[LostEvent]]:
    """Begin items' next epochs within the caller's transaction; return them, and the events set aside.

    `rows` are the items' locked rows (`lock_items.sql`), `heads` the items as Redis has them. What
    Redis has at the archive's number or beyond is kept, at a cost of one statement for all. Raises
    EventsAwaited, unless `awaits_events` is False, where an ended history is not archived up to its end.
    """
    ended = {row["item_id"] for row in rows if _has_ended(row, heads[row["item_id"]])}
    awaited = [
        row["item_id"] for row in rows if row["item_id"] in ended and _is_awaited(row, heads)
    ]
    if awaited and awaits_events:
        raise EventsAwaited(awaited)
    contradicted = {row["item_id"] for row in rows if _is_contradicted(row, heads[row["item_id"]])}
    behind = [
        ItemId(row["item_id"])
        for row in rows
        if row["item_id"] in contradicted | ended or _seq(heads[row["item_id"]]) < row["seq"]
    ]
    rebuilt = await rebuild(connection, behind, whole=contradicted, recent_max=recent_max)
    begun: dict[ItemId, NewEpoch] = {}
    epochs, lost = [], list[LostEvent]()
    for row in rows:
        item_id, head = ItemId(row["item_id"]), heads[row["item_id"]]
        archived = rebuilt.get(item_id)
        # 0114: of two histories the archived one is kept, even if Redis has come further.
        rewritten = archived is not None and (
            item_id in contradicted | ended or archived.item.seq > _seq(head)
        )
        epoch, item = _began(row, head, archived if rewritten else None)
        base = _seq(item)
        if base < row["seq"]:
            lost += await _set_aside_after(connection, row, epoch.epoch, item)
        begun[item_id] = epoch
        # 0214: the archive has nothing of an ended history that is kept, so no other one has begun.
        ends = [*_ends(row), base] if rewritten or item_id not in ended else [base] * epoch.epoch
        epochs.append(EpochRow(item_id, epoch.epoch, base, ends, base if rewritten else None))
    if epochs:
        await connection.execute(SQL["begin_epochs"], encoded(epochs))
    return begun, lost


def last_event(row: Any, epoch: int) -> int | None:
    """Return the last event of an epoch that counts, or None for an item's present epoch.

    0214: a history ends where any later epoch began. `row` is the item's locked row.
    """
    if epoch >= row["epoch"]:
        return None
    return min(_ends(row)[epoch:])


def _ends(row: Any) -> list[int]:
    """Return the last event of each ended epoch. A node of an earlier version notes the latest one only."""
    known: list[int] = row["epoch_ends"]
    return [*known, *[row["epoch_seq"]] * (row["epoch"] - len(known))]


def _began(
    row: asyncpg.Record, head: Head | None, rebuilt: Rebuilt | None
) -> tuple[NewEpoch, Item | None]:
    in_redis = None if head is None else head.item
    item = in_redis if rebuilt is None else rebuilt.item
    return NewEpoch(row["epoch"] + 1, item, rebuilt), item


def _has_ended(row: asyncpg.Record, head: Head | None) -> bool:
    """Return whether Redis has events of a history behind the number at which it ended."""
    if head is None:
        return False
    last = last_event(row, head.epoch)
    return last is not None and head.item.seq > last


def _is_awaited(row: asyncpg.Record, heads: Mapping[ItemId, Head | None]) -> bool:
    """Return whether the archive lacks events of an ended history that count."""
    head = heads[row["item_id"]]
    last = None if head is None else last_event(row, head.epoch)
    return last is not None and row["seq"] < last


def _is_contradicted(row: asyncpg.Record, head: Head | None) -> bool:
    """Return whether Redis and the archive are known to have different histories of an item."""
    if row["conflict_seq"] is not None:
        return True
    if head is None or head.item.seq != row["seq"]:
        return False
    own = standing_row(head.item.listing.item_id, standing(head.item))
    return own != stored_standing(dict(row))


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


def _seq(known: Head | Item | None) -> int:
    item = known.item if isinstance(known, Head) else known
    return 0 if item is None else item.seq

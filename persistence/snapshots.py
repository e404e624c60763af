"""Snapshots: an item's state after some of its events, from which it is rebuilt at a constant cost (0112).

A commit that crosses a multiple of 256 events puts the state into its journal entry, and `writer` keeps
it. A history that is older than snapshots gets one before it is needed, in small pieces.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from typing import Any

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from persistence.connecting.guarded_pool import GuardedPool
from persistence.queries import SQL
from persistence.rows import SnapshotRow, decode_event, encoded
from server.bidding.settling.records import Receipt, decode_item, encode, recent
from server.bidding.settling.replay import Rebuilt, Replay
from server.domain.events import Event
from server.domain.evolve import fold
from server.domain.item import Item
from server.domain.types import BidId, ItemId, UserId

KEPT_EVENTS = 2_048
"""Of snapshots that are older than the latest one by more events, few are kept."""
OLD_EVERY = 4_096
"""Number of events for which one old snapshot is kept."""
DISTANCE_MAX = 1_024
"""A history of more events since its latest snapshot gets another one before it is rebuilt."""
PIECE = 100
"""Events that are replayed at once, in one or two milliseconds."""
BEFORE_MAX = 3
"""Snapshots before an event that are read."""
RECENT_WITHIN = 1_000
"""The latest bids are looked for among so many events before a snapshot."""


class Snapshots:
    """Snapshots and the events between them, as retractions read them (0091)."""

    def __init__(self, pool: GuardedPool) -> None:
        self._pool = pool

    async def before(self, item_id: ItemId, seq: int, bidders: Collection[UserId]) -> list[Item]:
        """Return an item's latest snapshots before an event and all bids of some bidders, latest first.

        Raises ArchiveUnavailable, like `events`.
        """
        async with self._pool.connection() as connection:
            rows = await connection.fetch(
                SQL["snapshots_before"], item_id, seq, list(bidders), BEFORE_MAX
            )
        return [decode_item(row["state"]) for row in rows]

    async def events(
        self, item_id: ItemId, after: int, last: int
    ) -> AsyncIterator[Sequence[Event]]:
        """Read an item's events after a number, in pieces, up to event `last` or the first gap."""
        async with self._pool.connection() as connection:
            async for events in whole_events(connection, item_id, after, last):
                yield events


async def write_snapshots(connection: PoolConnectionProxy, rows: Sequence[SnapshotRow]) -> None:
    """Write those snapshots up to which the archive has every event."""
    if rows:
        await connection.execute(SQL["write_snapshots"], encoded(rows), KEPT_EVENTS, OLD_EVERY)


async def add_snapshots(connection: PoolConnectionProxy, hot_seqs: Mapping[ItemId, int]) -> None:
    """Add a snapshot to each history that needs one, where Redis has less."""
    rows = await connection.fetch(
        SQL["without_snapshot"], list(hot_seqs), list(hot_seqs.values()), DISTANCE_MAX
    )
    for row in rows:
        item_id = ItemId(row["item_id"])
        item = (await _latest(connection, [item_id])).get(item_id)
        async for events in whole_events(connection, item_id, item.seq if item else 0):
            item = fold(item, tuple(events))
        if item is not None:
            snapshot = SnapshotRow(item_id, item.seq, encode(item))
            await write_snapshots(connection, [snapshot])


async def whole_events(
    connection: PoolConnectionProxy, item_id: ItemId, after: int, last: int | None = None
) -> AsyncIterator[Sequence[Event]]:
    """Read an item's events after a number in pieces, up to the first gap, or to event `last`."""
    while rows := await connection.fetch(SQL["events_page"], item_id, after, PIECE):
        events = before_first_gap([decode_event(row["body"]) for row in rows], after)
        events = [event for event in events if last is None or event.seq <= last]
        if events:
            yield events
            after = events[-1].seq
        if len(events) < PIECE:
            return


async def rebuild(
    connection: Any, item_ids: Sequence[ItemId], *, whole: Collection[ItemId], recent_max: int
) -> dict[ItemId, Rebuilt]:
    """Rebuild items from their latest snapshots and the events since, up to the first gap.

    Items that the archive has no events of are left out. The snapshots of the `whole` items are
    deleted, and their whole histories replayed.
    """
    if not item_ids:
        return {}
    if whole:
        await connection.execute(SQL["delete_snapshots"], list(whole))
    snapshots = await _latest(connection, item_ids)
    after = {item_id: _seq(snapshots.get(item_id)) for item_id in item_ids}
    rows = await connection.fetch(SQL["events_after"], list(after), list(after.values()))
    events = _bodies(rows)
    earlier = _bodies(await _recent_before(connection, snapshots, recent_max))
    rebuilt = {}
    for item_id in item_ids:
        history = Replay(snapshots.get(item_id))
        later = before_first_gap(list(map(decode_event, events[item_id])), after[item_id])
        for first in range(0, len(later), PIECE):
            for event in later[first : first + PIECE]:
                history.add(event)
            await asyncio.sleep(0)
        if history.item is not None:
            late = recent([*map(decode_event, earlier[item_id]), *later])[-recent_max:]
            receipts = history.take_receipts()
            rebuilt[item_id] = Rebuilt(history.item, receipts, late, after[item_id])
        await asyncio.sleep(0)
    return rebuilt


def before_first_gap(events: Sequence[Event], after: int) -> list[Event]:
    """Return the events, in the order of their numbers, up to the first number that is missing."""
    return [event for number, event in enumerate(events, after + 1) if event.seq == number]


async def old_receipts(
    connection: PoolConnectionProxy, item_id: ItemId, last: int
) -> AsyncIterator[Mapping[BidId, Receipt]]:
    """Rebuild the receipts of an item's bids up to event `last`, in small pieces."""
    rows = await connection.fetch(SQL["retracted_bid_ids"], item_id)
    history = Replay(retracted={BidId(row["bid_id"]) for row in rows})
    async for events in whole_events(connection, item_id, 0, last):
        for event in events:
            history.add(event)
        yield history.take_receipts(last=False)
    yield history.take_receipts()


async def _latest(connection: Any, item_ids: Sequence[ItemId]) -> dict[ItemId, Item]:
    rows = await connection.fetch(SQL["latest_snapshots"], list(item_ids))
    return {row["item_id"]: decode_item(row["state"]) for row in rows}


async def _recent_before(
    connection: Any, snapshots: Mapping[ItemId, Item], recent_max: int
) -> Sequence[asyncpg.Record]:
    """Return the latest bids and retractions before each snapshot."""
    upto = [item.seq for item in snapshots.values()]
    after = [seq - RECENT_WITHIN for seq in upto]
    rows: Sequence[asyncpg.Record] = await connection.fetch(
        SQL["recent_events"], list(snapshots), after, upto, recent_max
    )
    return rows


def _bodies(rows: Sequence[asyncpg.Record]) -> defaultdict[ItemId, list[str]]:
    """Sort the bodies of events by their items."""
    bodies: defaultdict[ItemId, list[str]] = defaultdict(list)
    for row in rows:
        bodies[row["item_id"]].append(row["body"])
    return bodies


def _seq(item: Item | None) -> int:
    return 0 if item is None else item.seq

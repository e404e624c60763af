"""A new epoch begins at the last event that either store has, and what is kept costs one statement."""

import asyncio
from collections.abc import Sequence

import asyncpg
import pytest

from persistence.archive import Archive
from persistence.epochs import begin_epochs
from persistence.queries import SQL
from persistence.verify import verify
from persistence.writing.writer import Entry
from server.bidding.archive import EventsAwaited, Head, NewEpoch
from server.bidding.hot_state.scripts import NotReplicatedError
from server.domain.commands import AmendItem
from server.domain.evolve import fold
from server.domain.types import ItemId, Position
from tests.integration.bidding.conftest import HOUSE, LAMP, listing
from tests.integration.persistence.histories import bid, history, write

pytestmark = pytest.mark.usefixtures("lamp")
HISTORY = history(bid(100), bid(150, "bob"), bid(200))


OTHER = history(bid(100), bid(150, "bob"), bid(160, "carl"), bid(170, "carl"))
"""Another history from event 5 on."""


def head(seq: int, entries: Sequence[Entry] = HISTORY, *, epoch: int = 0) -> Head | None:
    """The lamp after so many events."""
    events = tuple(e for _, entry in entries for e in entry.events if e.seq <= seq)
    item = fold(None, events)
    return None if item is None else Head(item, epoch)


def in_epoch(epoch: int, entries: Sequence[Entry]) -> list[Entry]:
    return [(epoch, entry) for _, entry in entries]


async def begun_at(pool: asyncpg.Pool) -> tuple[int, int]:
    row = await pool.fetchrow("SELECT epoch, epoch_seq FROM items WHERE item_id = $1", LAMP)
    assert row is not None
    return row["epoch"], row["epoch_seq"]


@pytest.mark.parametrize(("hot_seq", "rebuilt"), [(5, False), (4, False), (3, True), (0, True)])
async def test_an_epoch_begins_at_the_later_of_the_two_ends(
    pool: asyncpg.Pool, archive: Archive, hot_seq: int, rebuilt: bool
) -> None:
    await write(pool, HISTORY[:4])
    begun = (await archive.begin_epochs({LAMP: head(hot_seq)}, recent_max=9))[LAMP]
    assert (begun.epoch, begun.rebuilt is not None) == (1, rebuilt)
    assert begun.item is not None
    assert begun.item.seq == max(hot_seq, 4)
    assert await begun_at(pool) == (1, max(hot_seq, 4))


async def test_an_epoch_begins_if_it_is_confirmed_while_no_other_one_can_begin(
    pool: asyncpg.Pool, archive: Archive
) -> None:
    await write(pool, HISTORY[:4])
    others: list[asyncio.Task[dict[ItemId, NewEpoch]]] = []

    async def confirm() -> None:
        others.append(asyncio.create_task(archive.begin_epochs({LAMP: head(5)}, recent_max=9)))
        await asyncio.wait(others, timeout=0.05)
        assert not others[0].done()

    async def refuse() -> None:
        raise NotReplicatedError

    with pytest.raises(NotReplicatedError):
        await archive.begin_epochs({LAMP: head(4)}, recent_max=9, confirm=refuse)
    assert await begun_at(pool) == (0, 0)
    first = await archive.begin_epochs({LAMP: head(4)}, recent_max=9, confirm=confirm)
    assert (first[LAMP].epoch, (await others[0])[LAMP].epoch) == (1, 2)


async def test_events_after_a_gap_are_set_aside(pool: asyncpg.Pool, archive: Archive) -> None:
    await write(pool, HISTORY)
    await pool.execute("DELETE FROM bids WHERE seq = 4")
    await pool.execute("DELETE FROM events WHERE seq = 4")
    begun = (await archive.begin_epochs({LAMP: None}, recent_max=9))[LAMP]
    assert begun.item is not None
    assert begun.item.seq == 3
    assert await pool.fetchval("SELECT array_agg(seq) FROM events_set_aside") == [5]


async def test_an_amendment_that_is_set_aside_takes_its_listing_with_it(
    pool: asyncpg.Pool, archive: Archive
) -> None:
    amended = history(AmendItem(HOUSE, {"title": "A"}), bid(100), AmendItem(HOUSE, {"title": "B"}))
    await write(pool, amended)
    await pool.execute("DELETE FROM bids")
    await pool.execute("DELETE FROM events WHERE seq = 4")
    await archive.begin_epochs({LAMP: None}, recent_max=9)
    assert await pool.fetchval("SELECT listing->>'title' FROM items") == "A"
    assert [row async for row in verify(pool)] == []


async def test_what_redis_has_in_full_costs_one_statement_however_many_items(
    pool: asyncpg.Pool, archive: Archive
) -> None:
    ids = [ItemId(f"item-{n}") for n in range(30)]
    for item_id in ids:
        await archive.add_listing(listing(item_id))
    heads: dict[ItemId, Head | None] = dict.fromkeys(ids)
    statements: list[str] = []
    async with pool.acquire() as connection, connection.transaction():
        rows = await connection.fetch(SQL["lock_items"], ids)
        with connection.query_logger(lambda record: statements.append(record.query)):
            begun, lost = await begin_epochs(connection, rows, heads, recent_max=9)
    assert statements == [SQL["begin_epochs"]]
    assert ({each.epoch for each in begun.values()}, lost) == ({1}, [])


async def test_items_that_the_archive_does_not_have_begin_no_epoch(archive: Archive) -> None:
    assert await archive.begin_epochs({ItemId("ghost"): None}, recent_max=9) == {}


async def test_a_history_that_has_ended_is_not_taken_up_again(
    pool: asyncpg.Pool, archive: Archive
) -> None:
    """A primary dies with an event that its replica lacks, and becomes a primary again."""
    await write(pool, HISTORY[:4])
    assert (await archive.begin_epochs({LAMP: head(4)}, recent_max=9))[LAMP].epoch == 1
    begun = (await archive.begin_epochs({LAMP: head(6, OTHER)}, recent_max=9))[LAMP]
    assert begun.rebuilt is not None
    assert begun.rebuilt.item == fold(None, tuple(e for _, x in HISTORY[:4] for e in x.events))
    late = await write(pool, OTHER[4:])
    assert [each.event.seq for each in late.lost] == [5, 6]
    assert (await write(pool, in_epoch(2, HISTORY[4:]))).lost == []
    assert [fault async for fault in verify(pool)] == []


async def test_a_history_ends_with_its_own_epoch_however_many_have_begun_since(
    pool: asyncpg.Pool, archive: Archive
) -> None:
    await write(pool, HISTORY[:4])
    await archive.begin_epochs({LAMP: head(4)}, recent_max=9)
    await archive.begin_epochs({LAMP: head(5, epoch=1)}, recent_max=9)
    late = await write(pool, OTHER[4:])
    assert [each.event.seq for each in late.lost] == [5, 6], "epoch 0 ended at event 4, not at 5"
    assert (await write(pool, in_epoch(1, HISTORY[4:]))).lost == []
    begun = (await archive.begin_epochs({LAMP: head(6, OTHER)}, recent_max=9))[LAMP]
    assert begun.rebuilt is not None
    assert [fault async for fault in verify(pool)] == []


async def test_the_end_of_a_history_is_awaited_before_it_is_left(
    pool: asyncpg.Pool, archive: Archive
) -> None:
    await write(pool, HISTORY[:3])
    await archive.begin_epochs({LAMP: head(4)}, recent_max=9)
    with pytest.raises(EventsAwaited) as awaited:
        await archive.begin_epochs({LAMP: head(6, OTHER)}, recent_max=9)
    assert awaited.value.item_ids == [LAMP]
    assert await begun_at(pool) == (1, 4)
    await write(pool, HISTORY[3:4])
    begun = (await archive.begin_epochs({LAMP: head(6, OTHER)}, recent_max=9))[LAMP]
    assert begun.item is not None
    assert (begun.epoch, begun.item.seq) == (2, 4)


async def test_an_ended_history_goes_on_if_the_archive_has_no_event_of_its_item(
    pool: asyncpg.Pool, archive: Archive
) -> None:
    await archive.begin_epochs({LAMP: None}, recent_max=9)
    begun = (await archive.begin_epochs({LAMP: head(5)}, recent_max=9))[LAMP]
    assert (begun.epoch, begun.item is None, begun.rebuilt) == (2, False, None)
    assert (await write(pool, HISTORY)).lost == []
    assert [fault async for fault in verify(pool)] == []


async def test_an_item_has_a_position_unless_a_late_event_is_missing(
    pool: asyncpg.Pool, archive: Archive
) -> None:
    await write(pool, [*HISTORY[:3], *HISTORY[4:]])
    assert await archive.positions([LAMP]) == {}
    await write(pool, HISTORY[3:4])
    await archive.begin_epochs({LAMP: head(5)}, recent_max=9)
    assert await archive.positions([LAMP, ItemId("ghost")]) == {LAMP: Position(1, 5)}

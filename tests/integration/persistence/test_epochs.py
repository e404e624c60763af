"""A new epoch begins at the last event that either store has, and what is kept costs one statement."""

import asyncpg
import pytest

from persistence.archive import Archive
from persistence.epochs import begin_epochs
from persistence.queries import SQL
from persistence.verify import verify
from persistence.writing.writer import write
from server.domain.commands import AmendItem
from server.domain.evolve import fold
from server.domain.item import Item
from server.domain.types import ItemId
from tests.integration.bidding.conftest import HOUSE, LAMP, listing
from tests.integration.persistence.histories import bid, history

pytestmark = pytest.mark.usefixtures("lamp")
HISTORY = history(bid(100), bid(150, "bob"), bid(200))


def head(seq: int) -> Item | None:
    """The lamp after so many events."""
    return fold(None, tuple(e for _, entry in HISTORY for e in entry.events if e.seq <= seq))


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
    heads: dict[ItemId, Item | None] = dict.fromkeys(ids)
    statements: list[str] = []
    async with pool.acquire() as connection, connection.transaction():
        rows = await connection.fetch(SQL["lock_items"], ids)
        with connection.query_logger(lambda record: statements.append(record.query)):
            begun, lost = await begin_epochs(connection, rows, heads, recent_max=9)
    assert statements == [SQL["begin_epochs"]]
    assert ({each.epoch for each in begun.values()}, lost) == ({1}, [])


async def test_items_that_the_archive_does_not_have_begin_no_epoch(archive: Archive) -> None:
    assert await archive.begin_epochs({ItemId("ghost"): None}, recent_max=9) == {}

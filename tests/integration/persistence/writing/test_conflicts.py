"""Two histories of an item that meet in the archive: the archived one is kept, the other set aside."""

from collections.abc import Sequence

import asyncpg
import pytest

from persistence.archive import Archive
from persistence.verify import verify
from persistence.writing.writer import Entry, Written
from server.bidding.archive import Head
from server.bidding.restoration.losses import Cause
from server.domain.commands import CloseItem
from server.domain.evolve import fold
from server.domain.item import Item
from server.domain.types import ItemId
from tests.integration.bidding.conftest import HOUSE, LAMP, listing
from tests.integration.persistence.histories import bid, history, write

pytestmark = pytest.mark.usefixtures("lamp")

KEPT = history(bid(150), bid(200), bid(250))
"""Five events: put up, opened, three bids."""
OTHER = history(bid(150), bid(160, "bob"), bid(170, "bob"), bid(180, "bob"), CloseItem(HOUSE))
"""Another history from event 4 on, with lower bids and an outcome."""


def item_after(entries: Sequence[Entry]) -> Item:
    item = fold(None, tuple(event for _, entry in entries for event in entry.events))
    assert item is not None
    return item


async def set_aside(pool: asyncpg.Pool) -> list[tuple[int, str]]:
    rows = await pool.fetch("SELECT seq, reason FROM events_set_aside ORDER BY seq")
    return [(row["seq"], row["reason"]) for row in rows]


async def amounts(pool: asyncpg.Pool) -> list[int]:
    return [row["amount"] for row in await pool.fetch("SELECT amount FROM bids ORDER BY seq")]


def seqs(written: Written) -> list[int]:
    return sorted(each.event.seq for each in written.lost)


@pytest.mark.parametrize("batch", [1, 2, 9])
async def test_the_later_history_is_set_aside_with_all_that_builds_upon_it(
    pool: asyncpg.Pool, batch: int
) -> None:
    await write(pool, KEPT)
    lost = []
    for first in range(3, len(OTHER), batch):
        written = await write(pool, OTHER[first : first + batch])
        assert written.contested == {LAMP}
        assert {each.cause for each in written.lost} <= {Cause.CONFLICT}
        lost += seqs(written)
    assert lost == [4, 5, 6, 7]
    assert await set_aside(pool) == [(seq, "conflict") for seq in lost]
    assert await amounts(pool) == [150, 200, 250]
    (row,) = await pool.fetch("SELECT seq, status, leader, conflict_seq FROM items")
    assert tuple(row) == (5, "open", "ann", 4)
    assert [fault async for fault in verify(pool)] == []


async def test_two_histories_in_one_batch_are_not_mixed(pool: asyncpg.Pool) -> None:
    written = await write(pool, [*KEPT, *OTHER[3:]])
    assert seqs(written) == [4, 5, 6, 7]
    assert await amounts(pool) == [150, 200, 250]
    assert [fault async for fault in verify(pool)] == []


async def test_a_conflict_of_one_item_leaves_the_others_alone(
    pool: asyncpg.Pool, archive: Archive
) -> None:
    vase = ItemId("vase")
    await archive.add_listing(listing(vase))
    await write(pool, KEPT)
    vases = history(bid(300, "carl"), item_id=vase)
    await write(pool, [OTHER[3], *vases])
    rows = await pool.fetch("SELECT item_id, seq, conflict_seq FROM items ORDER BY item_id")
    assert [tuple(row) for row in rows] == [(LAMP, 5, 4), (vase, 3, None)]


async def test_equal_events_are_written_again_without_a_conflict(pool: asyncpg.Pool) -> None:
    await write(pool, KEPT)
    assert await write(pool, KEPT[::-1]) == Written()
    await write(pool, OTHER[3:])
    again = await write(pool, [*KEPT, *OTHER[3:]])
    assert again.lost == [], "a second delivery is set aside once"
    assert again.contested == {LAMP}, "and Redis still has the other history"
    assert await set_aside(pool) == [(seq, "conflict") for seq in (4, 5, 6, 7)]


async def test_an_event_in_the_form_of_an_earlier_version_is_equal(pool: asyncpg.Pool) -> None:
    await write(pool, KEPT)
    await pool.execute("""UPDATE events SET body = body || '{"auto": false}' WHERE seq = 4""")
    assert await write(pool, KEPT) == Written()


@pytest.mark.parametrize("behind", [False, True])
async def test_the_next_epoch_begins_from_the_archive_even_if_redis_has_more(
    pool: asyncpg.Pool, archive: Archive, behind: bool
) -> None:
    await write(pool, KEPT)
    await write(pool, OTHER[3:4])
    head = item_after(OTHER[:4] if behind else OTHER)
    begun = (await archive.begin_epochs({LAMP: Head(head, 0)}, recent_max=9))[LAMP]
    assert begun.epoch == 1
    assert begun.rebuilt is not None
    assert begun.rebuilt.item.seq == 5
    late = await write(pool, OTHER[3:])
    assert late.contested == set(), "Redis has the archived history now"
    assert seqs(late) == [5, 6, 7]
    assert await amounts(pool) == [150, 200, 250]
    _, entry = history(bid(150), bid(200), bid(250), bid(300))[-1]
    assert await write(pool, [(begun.epoch, entry)]) == Written()
    assert await amounts(pool) == [150, 200, 250, 300]


async def test_an_item_with_the_archived_number_and_another_standing_is_restored(
    pool: asyncpg.Pool, archive: Archive
) -> None:
    await write(pool, KEPT)
    same = (await archive.begin_epochs({LAMP: Head(item_after(KEPT), 0)}, recent_max=9))[LAMP]
    assert same.rebuilt is None
    other = (await archive.begin_epochs({LAMP: Head(item_after(OTHER[:5]), 1)}, recent_max=9))[LAMP]
    assert other.rebuilt is not None
    assert other.rebuilt.item == item_after(KEPT)


async def test_a_conflict_below_the_beginning_of_an_epoch_that_redis_began_is_still_contested(
    pool: asyncpg.Pool, archive: Archive
) -> None:
    await write(pool, KEPT)
    begun = (await archive.begin_epochs({LAMP: Head(item_after(OTHER), 0)}, recent_max=9))[LAMP]
    assert begun.rebuilt is None, "Redis has more, and nothing shows that it is another history"
    written = await write(pool, OTHER)
    assert written.contested == {LAMP}
    assert seqs(written) == [4, 5, 6, 7]
    begun = (await archive.begin_epochs({LAMP: Head(item_after(OTHER), 1)}, recent_max=9))[LAMP]
    assert begun.rebuilt is not None

"""Each entry is written once, in any order and however often it comes."""

import asyncio
from typing import Any

import asyncpg
import pytest
from msgspec.structs import replace

from persistence.rows import decode_event
from persistence.verify import verify
from server.bidding.restoration.losses import Cause, lost_bids
from server.domain.commands import AmendItem, CloseItem
from server.domain.events import MaxRaised
from tests.archive_rows import BIDS
from tests.integration.bidding.conftest import HOUSE, LAMP
from tests.integration.persistence.histories import bid, history, write


async def table(pool: asyncpg.Pool, query: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in await pool.fetch(query)]


@pytest.mark.usefixtures("lamp")
@pytest.mark.parametrize("order", [1, -1])
async def test_written_twice_and_in_any_order_the_archive_is_the_same(
    pool: asyncpg.Pool, order: int
) -> None:
    entries = history(bid(100), bid(150, "bob"), CloseItem(HOUSE))
    for entry in entries[::order] * 2:
        await write(pool, [entry])
    assert [(r[1], r[3], r[4]) for r in await table(pool, BIDS)] == [
        (3, "ann", 100),
        (4, "bob", 150),
    ]
    (item,) = await table(pool, "SELECT seq, status, price, leader, bid_count FROM items")
    assert item == (5, "sold", 150, "bob", 2)
    assert [row async for row in verify(pool)] == []


@pytest.mark.usefixtures("lamp")
async def test_two_writers_with_the_same_entries_do_not_stop_each_other(pool: asyncpg.Pool) -> None:
    entries = history(*(bid(100 + 10 * n, f"u{n % 7}") for n in range(200)))
    await asyncio.gather(
        write(pool, entries), write(pool, entries[::-1]), write(pool, entries[50:])
    )
    assert len(await table(pool, BIDS)) == 200


@pytest.mark.usefixtures("lamp")
async def test_an_entry_of_an_older_epoch_beyond_its_end_is_set_aside(pool: asyncpg.Pool) -> None:
    entries = history(bid(100), bid(150, "bob"))
    await write(pool, entries[:3])
    await pool.execute("UPDATE items SET epoch = 1, epoch_seq = 3")
    for lost in ([4], []):
        written = await write(pool, entries)
        assert [each.event.seq for each in written.lost] == lost, "a second delivery loses no more"
        assert {each.cause for each in written.lost} <= {Cause.SUPERSEDED}
        assert written.contested == set()
    aside = await table(pool, "SELECT item_id, epoch, seq FROM events_set_aside")
    assert aside == [(LAMP, 0, 4)]
    assert [row[1] for row in await table(pool, BIDS)] == [3]


@pytest.mark.usefixtures("lamp")
async def test_a_bid_under_a_new_name_renames_the_user_and_new_users_are_added(
    pool: asyncpg.Pool,
) -> None:
    entries = history(bid(100), bid(150, "bob"))
    await pool.execute("INSERT INTO users (user_id, handle) VALUES ('ann', 'Ann Smith#old')")
    await write(pool, entries)
    users = await table(pool, "SELECT user_id, handle FROM users WHERE user_id IN ('ann', 'bob')")
    assert sorted(users) == [("ann", "ann#aaaaa"), ("bob", "bob#aaaaa")]


@pytest.mark.usefixtures("archive")
async def test_the_listing_of_an_item_is_the_one_of_its_event(pool: asyncpg.Pool) -> None:
    statement = "INSERT INTO items (item_id, auction_id, listing) VALUES ($1, 'sale', '{}')"
    await pool.execute(statement, LAMP)
    await write(pool, history(bid(100)))
    (row,) = await table(pool, "SELECT item_id, listing->>'item_id' FROM items")
    assert row == (LAMP, LAMP)


@pytest.mark.usefixtures("archive")
async def test_an_item_whose_listing_was_taken_back_is_archived(pool: asyncpg.Pool) -> None:
    await write(pool, history(bid(100)))
    assert await table(pool, "SELECT item_id, seq FROM items") == [(LAMP, 3)]
    assert [row async for row in verify(pool)] == []


@pytest.mark.usefixtures("lamp")
async def test_a_bid_that_was_sent_again_and_stands_is_not_lost(pool: asyncpg.Pool) -> None:
    # Bob's second bid outbids Carl the first time, and raises Bob's maximum the second time.
    again = replace(bid(300, "bob"), max_amount=500)
    lost = history(bid(100), bid(150, "bob"), bid(200, "carl"), again)
    await write(pool, lost[:2])
    await pool.execute("UPDATE items SET epoch = 1, epoch_seq = 2")
    stands = history(bid(150, "bob"), again, epoch=1)
    await write(pool, stands[2:])
    assert [type(event) for event in stands[-1][1].events] == [MaxRaised]
    written = await write(pool, lost)
    assert sorted(each.event.seq for each in written.lost) == [3, 4, 5, 6]
    assert sorted(each.bidder for each in lost_bids(written.lost)) == ["ann", "carl"]


@pytest.mark.usefixtures("lamp")
async def test_a_bid_that_was_left_again_before_the_opening_is_not_lost(
    pool: asyncpg.Pool,
) -> None:
    early: dict[str, Any] = {"opened": False, "early_bids": True, "opens_at": 1_000}
    lost = history(bid(100), bid(150, "bob"), **early)
    await write(pool, lost[:1])
    await pool.execute("UPDATE items SET epoch = 1, epoch_seq = 1")
    await write(pool, history(bid(150, "bob"), epoch=1, **early)[1:])
    written = await write(pool, lost)
    assert sorted(each.event.seq for each in written.lost) == [2, 3]
    assert [each.bidder for each in lost_bids(written.lost)] == ["ann"]


@pytest.mark.usefixtures("lamp")
async def test_every_text_is_archived_as_it_is(pool: asyncpg.Pool) -> None:
    users = ["tab\tuser", "back\\tslash", "\\N", "two\nlines", "na\u00efve \U0001f600"]
    entries = history(*(bid(100 + 10 * n, user) for n, user in enumerate(users)))
    await write(pool, entries)
    rows = await table(pool, "SELECT bidder, bid_id FROM bids ORDER BY seq")
    assert rows == [(user, f"{user}-{100 + 10 * n}") for n, user in enumerate(users)]
    bodies = await pool.fetch("SELECT body FROM events WHERE type = 'BidAccepted' ORDER BY seq")
    written = [event for _, entry in entries[2:] for event in entry.events]
    assert [decode_event(row["body"]) for row in bodies] == written
    assert [row async for row in verify(pool)] == []


@pytest.mark.usefixtures("lamp")
@pytest.mark.parametrize("order", [1, -1])
async def test_an_item_has_the_listing_of_its_latest_amendment(
    pool: asyncpg.Pool, order: int
) -> None:
    amended = [AmendItem(HOUSE, {"lot": lot}) for lot in ("1", "2")]
    entries = history(amended[0], bid(100), amended[1], bid(150, "bob"))
    for entry in entries[::order] * 2:
        await write(pool, [entry])
    assert await table(pool, "SELECT seq, listing->>'lot' FROM items") == [(6, "2")]
    assert [row async for row in verify(pool)] == []
    # A batch may have several amendments of an item.
    await pool.execute("DELETE FROM events WHERE seq > 4")
    await pool.execute("DELETE FROM bids WHERE seq > 4")
    await pool.execute("UPDATE items SET listing = listing - 'lot'")
    await write(pool, entries)
    assert await table(pool, "SELECT listing->>'lot' FROM items") == [("2",)]

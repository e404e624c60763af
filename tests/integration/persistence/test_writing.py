"""From the journal to the archive: once each, in any order, whatever is in the way."""

import asyncio
from collections.abc import Sequence
from typing import Any

import asyncpg
import pytest
from redis.asyncio import Redis

from persistence import journal as module
from persistence.archive import Archive
from persistence.journal import CLAIM_AFTER_MS, Journal
from persistence.queue import ArchiveQueue
from persistence.verify import verify
from persistence.writer import write
from server.bidding.settling.records import JournalEntry, encode, journal_entry
from server.bidding.settling.settle import settle
from server.domain.commands import CloseItem, Command, OpenItem, PlaceBid, ScheduleItem
from server.domain.item import Item
from server.domain.types import Bidder, BidId, ItemId, UserId
from tests.archived import BIDS, archived
from tests.integration.bidding.conftest import HOUSE, LAMP, listing
from tests.integration.persistence.conftest import KEYS
from tests.nodes import StoreUrls
from tests.patience import PATIENCE_S


def bid(amount: int, user: str = "ann") -> PlaceBid:
    return PlaceBid(BidId(f"{user}-{amount}"), Bidder(UserId(user), f"{user}#aaaaa"), amount)


def history(
    *commands: Command, item_id: ItemId = LAMP, epoch: int = 0
) -> list[tuple[int, JournalEntry]]:
    """One entry for each command, after the item has been put up and opened, with its epoch."""
    item: Item | None = None
    entries = []
    for at, command in enumerate(
        (ScheduleItem(HOUSE, listing(item_id)), OpenItem(HOUSE), *commands)
    ):
        settlement = settle(item, {}, [command], at)
        item = settlement.after
        assert item is not None
        entries.append((epoch, journal_entry(item, settlement.events)))
    return entries


async def append(redis: Redis, entries: Sequence[tuple[int, JournalEntry | bytes]]) -> None:
    for epoch, entry in entries:
        encoded = entry if isinstance(entry, bytes) else encode(entry)
        await redis.xadd(KEYS.journal(0), {"entry": encoded, "epoch": epoch})


async def table(pool: asyncpg.Pool, query: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in await pool.fetch(query)]


@pytest.fixture
async def lamp(archive: Archive) -> None:
    await archive.add_listing(listing())


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
async def test_the_queue_empties_the_journal_into_the_archive(
    pool: asyncpg.Pool, journal: Journal, redis: Redis, stores: StoreUrls
) -> None:
    await append(redis, history(*(bid(100 + 10 * n) for n in range(1200))))
    async with ArchiveQueue([journal], pool).running():
        rows = await archived(stores, BIDS, 1200)
        async with asyncio.timeout(PATIENCE_S):
            while await redis.xlen(KEYS.journal(0)):
                await asyncio.sleep(0.01)
    assert [row["amount"] for row in rows] == [100 + 10 * n for n in range(1200)]


@pytest.mark.usefixtures("lamp")
async def test_an_entry_that_cannot_be_written_is_set_aside_and_the_others_go_on(
    pool: asyncpg.Pool, journal: Journal, redis: Redis, stores: StoreUrls
) -> None:
    good = history(bid(100), bid(150))
    stray = history(bid(100), item_id=ItemId("never-put-up"))
    await append(redis, [*good[:2], stray[2], *good[2:]])
    async with ArchiveQueue([journal], pool).running():
        await archived(stores, BIDS, 2)
        async with asyncio.timeout(PATIENCE_S):
            while not await redis.xlen(KEYS.refused(0)):
                await asyncio.sleep(0.01)
    set_aside: Any = await redis.xrange(KEYS.refused(0))
    ((_, aside),) = set_aside
    assert aside[b"entry"] == encode(stray[2][1])
    assert b"ForeignKeyViolation" in aside[b"reason"]


@pytest.mark.usefixtures("lamp")
async def test_what_a_dead_consumer_was_given_is_written_by_another(
    pool: asyncpg.Pool, journal: Journal, redis: Redis, stores: StoreUrls
) -> None:
    await append(redis, history(bid(100)))
    dead = Journal(redis, KEYS, consumer="dead")
    assert len(await dead.read(10)) == 3
    async with ArchiveQueue([journal], pool).running():
        await archived(stores, BIDS, 1, timeout_s=CLAIM_AFTER_MS / 1000 + PATIENCE_S)


@pytest.mark.usefixtures("lamp")
async def test_what_a_node_was_given_before_it_died_is_written_at_its_next_start(
    pool: asyncpg.Pool,
    journal: Journal,
    redis: Redis,
    stores: StoreUrls,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "CLAIM_AFTER_MS", 600_000)
    await append(redis, history(bid(100)))
    assert len(await Journal(redis, KEYS, consumer="this").read(10)) == 3
    async with ArchiveQueue([journal], pool).running():
        await archived(stores, BIDS, 1)


@pytest.mark.usefixtures("lamp")
async def test_the_queue_goes_on_after_its_database_connections_were_cut(
    pool: asyncpg.Pool, journal: Journal, redis: Redis, stores: StoreUrls
) -> None:
    entries = history(*(bid(100 + 10 * n) for n in range(20)))
    async with ArchiveQueue([journal], pool).running():
        for entry in entries:
            await append(redis, [entry])
            other = await asyncpg.connect(stores.database)
            await other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            await other.close()
        rows = await archived(stores, BIDS, 20)
    assert len(rows) == 20


@pytest.mark.usefixtures("lamp")
async def test_verify_names_what_was_tampered_with(pool: asyncpg.Pool) -> None:
    await write(pool, history(bid(100), bid(150, "bob"), CloseItem(HOUSE)))
    for damage, sentence in (
        ("UPDATE items SET price = 100", "row does not match a replay"),
        ("UPDATE bids SET amount = 140 WHERE seq = 4", "bids do not match"),
        ("DELETE FROM bids WHERE seq = 3", "bids do not match"),
        ("DELETE FROM events WHERE seq = 2", "the first is number 2"),
        ("DELETE FROM events", "standing without events"),
    ):
        async with pool.acquire() as connection:
            await connection.execute(damage)
        faults = [fault async for fault in verify(pool)]
        assert any(sentence in fault for fault in faults), (damage, faults)

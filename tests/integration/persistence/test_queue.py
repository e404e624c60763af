"""The queue moves the journal into the archive, past every failure."""

import asyncio
from typing import Any

import asyncpg
import pytest
from redis.asyncio import Redis
from structlog.testing import capture_logs

from persistence.connecting.guarded_pool import GuardedPool
from persistence.journal import Journal
from persistence.queue import ArchiveQueue
from persistence.writing.writer import write
from server.bidding.archive import ArchiveUnavailable
from server.bidding.settling.records import encode
from server.domain.types import ItemId
from tests.archive_rows import BIDS, archived
from tests.integration.persistence.conftest import KEYS
from tests.integration.persistence.histories import append, bid, history
from tests.nodes import StoreUrls
from tests.timeouts import WAIT_MAX_S


@pytest.mark.usefixtures("lamp")
async def test_the_queue_empties_the_journal_into_the_archive(
    guarded: GuardedPool, journal: Journal, redis: Redis, stores: StoreUrls
) -> None:
    await append(redis, history(*(bid(100 + 10 * n) for n in range(1200))))
    async with ArchiveQueue([journal], guarded).running():
        rows = await archived(stores, BIDS, 1200)
        async with asyncio.timeout(WAIT_MAX_S):
            while await redis.xlen(KEYS.journal(0)):
                await asyncio.sleep(0.01)
    assert [row["amount"] for row in rows] == [100 + 10 * n for n in range(1200)]


@pytest.mark.usefixtures("lamp")
async def test_a_queue_that_ends_writes_what_it_has_read(
    guarded: GuardedPool, journal: Journal, redis: Redis, stores: StoreUrls
) -> None:
    await append(redis, history(*(bid(100 + 10 * n) for n in range(20))))
    queue = ArchiveQueue([journal], guarded)
    locking = await asyncpg.connect(stores.database)
    async with asyncio.timeout(WAIT_MAX_S):
        async with queue.running():
            lock = locking.transaction()
            await lock.start()
            await locking.execute("LOCK TABLE events IN SHARE MODE")
            while not queue.unwritten():
                await asyncio.sleep(0.01)
            asyncio.get_running_loop().call_later(0.1, asyncio.ensure_future, lock.rollback())
    assert not queue.unwritten()
    assert await locking.fetchval("SELECT count(*) FROM bids") == 20
    await locking.close()


@pytest.mark.usefixtures("lamp")
async def test_an_entry_that_cannot_be_written_is_set_aside_and_the_others_go_on(
    guarded: GuardedPool, journal: Journal, redis: Redis, stores: StoreUrls
) -> None:
    good = history(bid(100), bid(150))
    stray = history(bid(100), item_id=ItemId("never-put-up"))
    await append(redis, [*good[:2], stray[2], (0, b"rubbish"), *good[2:]])
    async with ArchiveQueue([journal], guarded).running():
        await archived(stores, BIDS, 2)
        async with asyncio.timeout(WAIT_MAX_S):
            while await redis.xlen(KEYS.refused(0)) < 2:
                await asyncio.sleep(0.01)
    set_aside: Any = await redis.xrange(KEYS.refused(0))
    (_, aside), (_, rubbish) = set_aside
    assert aside[b"entry"] == encode(stray[2][1])
    assert b"UnknownItem" in aside[b"reason"]
    assert rubbish[b"entry"] == b"rubbish"


@pytest.mark.usefixtures("lamp")
async def test_the_queue_goes_on_after_its_database_connections_were_cut(
    guarded: GuardedPool, journal: Journal, redis: Redis, stores: StoreUrls
) -> None:
    entries = history(*(bid(100 + 10 * n) for n in range(20)))
    async with ArchiveQueue([journal], guarded).running():
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
async def test_a_connection_that_is_cut_within_a_call_is_an_outage_and_no_mistake(
    guarded: GuardedPool,
    journal: Journal,
    redis: Redis,
    stores: StoreUrls,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    broken = [ArchiveUnavailable("the connection was cut")]

    async def write_at_the_second_try(*arguments: Any) -> Any:
        if broken:
            raise broken.pop()
        return await write(*arguments)

    monkeypatch.setattr("persistence.queue.write", write_at_the_second_try)
    await append(redis, history(bid(100)))
    with capture_logs() as logs:
        async with ArchiveQueue([journal], guarded).running():
            await archived(stores, BIDS, 1)
    assert [each["event"] for each in logs] == ["archive_unwritable"]

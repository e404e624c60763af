"""The limit of the journal: beyond it new bids are refused, and afterwards nothing is missing."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from unittest.mock import AsyncMock

import asyncpg
import pytest
from redis.asyncio import Redis

from persistence.backlog import Backlog, JournalFullError
from server.bidding.hot_state.keys import Keys
from server.web.health import SHARED_S
from tests.archive_rows import BIDS, archived
from tests.nodes import LiveNode, StoreUrls, node_here
from tests.timeouts import WAIT_MAX_S
from tests.virtual_time import in_virtual_time

MAX = 10


@asynccontextmanager
async def nothing_archived(stores: StoreUrls) -> AsyncIterator[None]:
    """Keep PostgreSQL from taking bids while inside."""
    blocker = await asyncpg.connect(stores.database)
    try:
        async with blocker.transaction():
            await blocker.execute("LOCK TABLE bids IN ACCESS EXCLUSIVE MODE")
            yield
    finally:
        await blocker.close()


async def bid_until(node: LiveNode, status: int, first: int) -> list[int]:
    """Bid more each time until the answer has a status; return the amounts of accepted bids."""
    accepted: list[int] = []
    async with asyncio.timeout(WAIT_MAX_S):
        for amount in range(first, first + 100_000, 10):
            found, answer = await node.bid(amount)
            if found == HTTPStatus.OK:
                accepted.append(amount)
            else:
                assert answer["code"] == "unavailable"
            if found == status:
                return accepted
            await asyncio.sleep(0.01)
    raise AssertionError("too many bids")


async def test_bids_beyond_the_limit_are_refused_until_the_archive_has_caught_up_and_none_is_lost(
    stores: StoreUrls,
) -> None:
    async with node_here(stores, journal_max=MAX) as node:
        await node.put_up()
        async with nothing_archived(stores):
            accepted = await bid_until(node, HTTPStatus.SERVICE_UNAVAILABLE, 100)
            assert len(accepted) >= MAX - 2, "two entries are those of putting the item up"
            await asyncio.sleep(SHARED_S)
            status, body = await node.get("/readyz")
            assert (status, body["dependencies"]["journal"]) == (
                HTTPStatus.SERVICE_UNAVAILABLE,
                "down: the journal is full, because the archive is too far behind",
            )
            async with node.http.get(node.url + "/metrics") as response:
                assert "auction_journal_full 1.0" in await response.text()
            await node.command("lamp", "pause")
            await node.command("lamp", "resume")
        accepted += await bid_until(node, HTTPStatus.OK, 10_000)
        rows = await archived(stores, BIDS, len(accepted))
        assert [row["amount"] for row in rows] == accepted
        await asyncio.sleep(SHARED_S)
        assert (await node.get("/readyz"))[0] == HTTPStatus.OK


@pytest.fixture
async def redis(stores: StoreUrls) -> AsyncIterator[Redis]:
    async with Redis.from_url(stores.redis) as each:
        yield each


async def fill(redis: Redis, keys: Keys, shard: int, entries: int) -> None:
    for _ in range(entries):
        await redis.xadd(keys.journal(shard), {"entry": b""})


async def test_the_entries_of_all_shards_count_together(redis: Redis) -> None:
    keys = Keys(2)
    backlog = Backlog(redis, keys, entries_max=10)
    await fill(redis, keys, 0, 5)
    await fill(redis, keys, 1, 4)
    await backlog.measure()
    assert (backlog.entries, backlog.is_full) == (9, False)
    await backlog.check()
    await fill(redis, keys, 1, 1)
    await backlog.measure()
    assert backlog.is_full
    with pytest.raises(JournalFullError):
        await backlog.check()


async def test_a_full_journal_has_room_again_once_a_tenth_is_archived(redis: Redis) -> None:
    keys = Keys(1)
    backlog = Backlog(redis, keys, entries_max=20)
    await fill(redis, keys, 0, 20)
    await backlog.measure()
    for length, full in ((19, True), (18, False), (19, False)):
        await redis.delete(keys.journal(0))
        await fill(redis, keys, 0, length)
        await backlog.measure()
        assert backlog.is_full is full, length


async def test_the_age_is_that_of_the_oldest_entry_of_all_shards(redis: Redis) -> None:
    keys = Keys(2)
    backlog = Backlog(redis, keys, entries_max=0)
    await backlog.measure()
    assert backlog.oldest_s == 0
    await fill(redis, keys, 0, 1)
    ids = [f"{round((time.time() - age_s) * 1000)}-1" for age_s in (90, 60)]
    for entry_id in ids:
        await redis.xadd(keys.journal(1), {"entry": b""}, id=entry_id)
    await backlog.measure()
    assert 89 < backlog.oldest_s < 89 + WAIT_MAX_S


async def test_without_a_limit_or_a_reply_nothing_is_full(redis: Redis) -> None:
    keys = Keys(1)
    unlimited = Backlog(redis, keys, entries_max=0)
    await fill(redis, keys, 0, 3)
    await unlimited.measure()
    assert (unlimited.entries, unlimited.is_full) == (3, False)
    await redis.set(keys.journal(0), "no stream")
    await unlimited.measure()
    assert unlimited.entries == 3


@in_virtual_time
async def test_an_empty_journal_is_counted_once_a_second_and_another_one_four_times() -> None:
    keys, redis = Keys(1), AsyncMock()
    counted = []
    for entries in (0, 1):
        redis.xlen.return_value = entries
        backlog = Backlog(redis, keys, entries_max=0)
        redis.xlen.reset_mock()
        async with backlog.running():
            await asyncio.sleep(10.1)
        counted.append(sum(call.args == (keys.journal(0),) for call in redis.xlen.await_args_list))
    assert counted == [11, 41]

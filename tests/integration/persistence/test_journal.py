"""The journal's consumer group: entries of a dead consumer are read by another, or at its next start."""

from typing import Any

import pytest
from redis.asyncio import Redis

from persistence import journal as module
from persistence.connecting.guarded_pool import GuardedPool
from persistence.journal import CLAIM_AFTER_MS, Journal
from persistence.queue import ArchiveQueue
from server.bidding.hot_state.keys import KEPT_AFTER_END_S
from server.domain.types import ItemId
from tests.archive_rows import BIDS, archived
from tests.integration.bidding.conftest import LAMP
from tests.integration.persistence.conftest import KEYS
from tests.integration.persistence.histories import append, bid, history
from tests.nodes import StoreUrls
from tests.timeouts import WAIT_MAX_S


@pytest.mark.usefixtures("lamp")
async def test_the_entries_of_a_dead_consumer_are_written_by_another(
    guarded: GuardedPool, journal: Journal, redis: Redis, stores: StoreUrls
) -> None:
    await append(redis, history(bid(100)))
    dead = Journal(redis, KEYS, consumer="dead")
    assert len(await dead.read(10)) == 3
    async with ArchiveQueue([journal], guarded).running():
        await archived(stores, BIDS, 1, timeout_s=CLAIM_AFTER_MS / 1000 + WAIT_MAX_S)


@pytest.mark.usefixtures("lamp")
async def test_the_entries_that_a_node_read_before_it_died_are_written_at_its_next_start(
    guarded: GuardedPool,
    journal: Journal,
    redis: Redis,
    stores: StoreUrls,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "CLAIM_AFTER_MS", 600_000)
    await append(redis, history(bid(100)))
    assert len(await Journal(redis, KEYS, consumer="this").read(10)) == 3
    async with ArchiveQueue([journal], guarded).running():
        await archived(stores, BIDS, 1)


async def test_an_acknowledged_entry_leaves_the_stream_and_an_ended_items_keys_expire(
    journal: Journal, redis: Redis
) -> None:
    await append(redis, history(bid(100)))
    await redis.hset(KEYS.receipts(0, LAMP), "b1", "receipt")
    entries = await journal.read(10)
    await journal.acknowledge(entries[:2], ended=[LAMP])
    assert [entry.entry_id for entry in await journal.read_own(10)] == [entries[2].entry_id]
    assert await redis.xlen(KEYS.journal(0)) == 1
    assert 0 < await redis.ttl(KEYS.receipts(0, LAMP)) <= KEPT_AFTER_END_S
    assert await redis.ttl(KEYS.receipts(0, ItemId("other"))) == -2
    await journal.acknowledge(entries[2:], reopened=[LAMP])
    assert await redis.ttl(KEYS.receipts(0, LAMP)) == -1


async def test_a_refused_entry_is_moved_to_the_refused_stream(
    journal: Journal, redis: Redis
) -> None:
    await append(redis, history(bid(100))[:1])
    (entry,) = await journal.read(10)
    await journal.refuse(entry, "a reason")
    assert await redis.xlen(KEYS.journal(0)) == 0
    moved: Any = await redis.xrange(KEYS.refused(0))
    ((_, refused),) = moved
    assert (refused[b"entry"], refused[b"reason"]) == (entry.encoded, b"a reason")


async def test_a_full_redis_is_joined_again_so_that_its_journal_can_be_archived(
    journal: Journal, redis: Redis
) -> None:
    await append(redis, history(bid(100)))
    await redis.config_set("maxmemory", "1")
    try:
        again = Journal(redis, KEYS, consumer="after a restart")
        await again.join()
        entries = await again.read(10)
        await again.acknowledge(entries)
    finally:
        await redis.config_set("maxmemory", "0")
    assert len(entries) == 3
    assert await redis.xlen(KEYS.journal(0)) == 0

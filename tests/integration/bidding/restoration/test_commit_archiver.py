"""Bids that only Redis and a node had are restored from the node after a loss, or set aside and named."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from structlog.testing import capture_logs

from persistence.verify import verify
from server.bidding.archive import LostBid
from server.bidding.restoration import flushing, own_commits
from server.bidding.settling.records import Accepted
from tests.integration.bidding.desk import Desk, archive_queue, desk_on, fall_back, keep
from tests.nodes import StoreUrls
from tests.timeouts import WAIT_MAX_S

CUT_OFF = (
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
    " WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


@pytest.fixture
async def desk(stores: StoreUrls) -> AsyncIterator[Desk]:
    """A desk with an open lamp, whose later commits stay in the journal."""
    async with desk_on(stores, archiving=False) as each:
        async with archive_queue(each.redis, each.pool).running():
            await each.put_up()
            await each.archived(2)
        yield each


@asynccontextmanager
async def blocked_archive(desk: Desk) -> AsyncIterator[None]:
    """Hold the lock of every item's row in PostgreSQL while inside, so that nothing is archived."""
    async with desk.pool.acquire() as connection, connection.transaction():
        await connection.execute("SELECT FROM items FOR UPDATE")
        yield


async def amounts(desk: Desk) -> list[int]:
    return [row["amount"] for row in await desk.pool.fetch("SELECT amount FROM bids ORDER BY seq")]


async def faults(desk: Desk) -> list[str]:
    return [fault async for fault in verify(desk.pool)]


async def test_a_bid_survives_the_loss_of_redis_right_behind_its_answer(desk: Desk) -> None:
    answer = await desk.bid(150)
    await desk.redis.flushall()
    assert await desk.seq(200, "bob") == 4
    assert await desk.bid(150) == answer
    assert await amounts(desk) == [150]
    assert desk.losses.events == 0


async def test_a_backlog_that_redis_loses_is_restored_from_the_node(desk: Desk) -> None:
    async with archive_queue(desk.redis, desk.pool).running():
        async with blocked_archive(desk):
            bids = (desk.bid(1_000 + 10 * n, f"user-{n}") for n in range(150))
            accepted = [each for each in [await bid for bid in bids] if isinstance(each, Accepted)]
            await desk.redis.flushall()
            waiting = asyncio.create_task(desk.bid(9_000))
            await asyncio.sleep(0.2)
            assert not waiting.done(), "nothing is decided before the bids are restored"
        after = await waiting
        assert isinstance(after, Accepted)
        assert after.seq == 153
        await desk.archived(153)
    assert len(accepted) == 150
    assert await amounts(desk) == [*range(1_000, 2_500, 10), 9_000]
    assert desk.losses.events == 0
    assert await faults(desk) == []


async def test_nothing_is_restored_while_the_archive_refuses_the_bids_that_a_node_remembers(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flushing, "TRY_MAX_S", 0.1)
    async with desk.pool.acquire() as connection, connection.transaction():
        # Reading and beginning an epoch would be possible, and writing events is not.
        await connection.execute("LOCK TABLE events IN SHARE MODE")
        await desk.seq(150)
        await desk.redis.flushall()
        waiting = asyncio.create_task(desk.seq(200, "bob"))
        await asyncio.sleep(1.5)
        assert not waiting.done()
    assert await waiting == 4
    assert await amounts(desk) == [150]
    assert desk.losses.events == 0


async def test_entries_that_a_nodes_queue_has_read_are_restored(
    desk: Desk, stores: StoreUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.backoff.FIRST_MS", 60_000)
    async with desk_on(stores) as reader:
        async with blocked_archive(desk):
            await desk.seq(150)
            async with asyncio.timeout(WAIT_MAX_S):
                # The queue's writer fails, and tries again in a minute.
                while not await reader.pool.fetchval(CUT_OFF):
                    await asyncio.sleep(0.01)
            # The node that committed the bid dies, and Redis comes back empty.
            desk.forget()
            await desk.redis.flushall()
            waiting = asyncio.create_task(reader.seq(200, "bob"))
        assert await waiting == 4
        assert await amounts(desk) == [150]
    assert reader.losses.events == 0


async def test_a_bid_whose_number_another_node_has_passed_is_set_aside_and_named_once(
    desk: Desk, stores: StoreUrls
) -> None:
    kept = await keep(desk.redis)
    await desk.seq(150)
    lost = list[LostBid]()
    with desk.losses.to(lost.extend), capture_logs() as logs:
        await fall_back(desk.redis, kept)
        async with desk_on(stores, archiving=False) as other:
            for number, amount in enumerate((110, 120, 130), 3):
                assert await other.seq(amount, "bob") == number
            await desk.archiver.check()
            await desk.archiver.check()
    named = [each for each in logs if each["event"] == "events_lost"]
    assert [(each["epoch"], each["first"], each["last"]) for each in named] == [(0, 3, 3)]
    assert [(bid.bidder, bid.bid_id, bid.seq, bid.amount) for bid in lost] == [
        ("ann", "ann-150", 3, 150)
    ]
    (aside,) = await desk.pool.fetch("SELECT seq, body, reason FROM events_set_aside")
    assert (aside["seq"], aside["reason"], "ann-150" in aside["body"]) == (3, "superseded", True)
    assert len(desk.commits) == 0


async def test_a_node_that_committed_more_than_it_remembers_names_the_numbers(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_commits, "COMMITS_MAX", 2)
    for n in range(5):
        await desk.seq(100 + 10 * n)
    await desk.redis.flushall()
    with capture_logs() as logs:
        await desk.seq(500, "bob")
        await desk.archiver.check()
    named = [(each["event"], each["first"], each["last"]) for each in logs if "first" in each]
    assert named == [("events_set_aside", 6, 7), ("events_lost", 3, 5)]


async def test_commits_are_forgotten_once_any_node_has_archived_them(desk: Desk) -> None:
    await desk.seq(150)
    await desk.archiver.check()
    assert len(desk.commits) == 1
    async with archive_queue(desk.redis, desk.pool).running():
        await desk.archived(3)
    await desk.archiver.check()
    assert len(desk.commits) == 0


async def test_a_node_that_ends_archives_the_bids_that_only_redis_has(desk: Desk) -> None:
    await desk.seq(150)
    async with desk.archiver.running():
        pass
    assert await amounts(desk) == [150]
    assert len(desk.commits) == 0

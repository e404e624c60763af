"""Restoration: events that Redis may have lost are restored before anything is decided, or named."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from typing import Any

import pytest
from structlog.testing import capture_logs

from persistence.connecting.guarded_pool import GuardedPool
from persistence.journal import Journal
from persistence.queue import ArchiveQueue
from persistence.verify import verify
from server.bidding.archive import LostBid
from server.bidding.hot_state.replies import Snapshot
from server.bidding.hot_state.scripts import HotStateUntrusted
from server.bidding.settling.records import Accepted
from server.domain.commands import CloseItem
from server.domain.rejection import Rejection
from server.domain.types import ItemId
from tests.integration.bidding.conftest import HOUSE, LAMP
from tests.integration.bidding.desk import KEYS, Desk, archive_queue, desk_on, fall_back, keep
from tests.nodes import StoreUrls
from tests.timeouts import WAIT_MAX_S


@pytest.fixture
async def desk(stores: StoreUrls) -> AsyncIterator[Desk]:
    """A desk with an open lamp."""
    async with desk_on(stores) as each:
        await each.put_up()
        yield each


async def looked(desk: Desk) -> dict[ItemId, Snapshot]:
    """Read the lamp as soon as the hot state is trusted."""
    try:
        return await desk.hot_state.read([LAMP])
    except HotStateUntrusted:
        return {}


async def logged(logs: Sequence[Any], event: str) -> None:
    """Wait for a line in the log."""
    async with asyncio.timeout(WAIT_MAX_S):
        while event not in {entry["event"] for entry in logs}:
            await asyncio.sleep(0.01)


async def wrongs(desk: Desk) -> list[str]:
    return [line async for line in verify(desk.pool)]


async def test_an_emptied_redis_continues_where_the_archive_ends(desk: Desk) -> None:
    first = await desk.bid(150)
    assert await desk.seq(200, "bob") == 4
    await desk.archived(4)
    await desk.redis.flushall()
    assert await desk.seq(250) == 5
    assert await desk.bid(150) == first, "answers are remembered too"
    assert isinstance(await desk.bid(200, "ann"), Rejection)
    seen = (await desk.hot_state.read([LAMP], bids_max=9))[LAMP]
    assert [bid.amount for bid in seen.bids] == [150, 200, 250]
    await desk.archived(5)
    assert await wrongs(desk) == []


async def test_bids_wait_while_the_hot_state_is_restored(desk: Desk) -> None:
    await desk.archived(2)
    bids = [asyncio.create_task(desk.bid(100 + 10 * n, f"user-{n}")) for n in range(100)]
    await asyncio.sleep(0)
    await desk.redis.flushall(asynchronous=False)
    answers = await asyncio.gather(*bids)
    assert all(isinstance(answer, Accepted | Rejection) for answer in answers)
    # The bids may have been settled before Redis was emptied, and nothing has waited for the new era.
    async with asyncio.timeout(WAIT_MAX_S):
        while True:
            with suppress(HotStateUntrusted):
                item = (await desk.hot_state.read([LAMP]))[LAMP].item
                break
            await asyncio.sleep(0.01)
    await desk.archived(item.seq)
    assert await wrongs(desk) == []


async def test_a_restart_on_a_shorter_file_is_completed_from_the_archive(desk: Desk) -> None:
    await desk.seq(150)
    kept = await keep(desk.redis)
    await desk.seq(200, "bob")
    await desk.archived(4)
    await fall_back(desk.redis, kept)
    with capture_logs() as logs:
        assert await desk.seq(250) == 5
        await logged(logs, "hot_state_lost")
    assert "era_begun" in {entry["event"] for entry in logs}
    await desk.archived(5)
    assert await wrongs(desk) == []


async def test_a_restart_without_a_loss_restores_no_item(desk: Desk) -> None:
    await desk.seq(150)
    await fall_back(desk.redis, await keep(desk.redis))
    with capture_logs() as logs:
        assert await desk.seq(200, "bob") == 4
        await logged(logs, "hot_state_swept")
    assert [entry["restored"] for entry in logs if entry["event"] == "hot_state_swept"] == [0]
    assert not [entry for entry in logs if entry["log_level"] == "error"]


async def test_lost_events_are_named_and_never_become_a_second_history(
    stores: StoreUrls,
) -> None:
    async with desk_on(stores, archiving=False) as desk:
        async with archive_queue(desk.redis, desk.pool).running():
            await desk.put_up()
            await desk.seq(150)
            await desk.archived(3)
        kept = await keep(desk.redis)
        assert await desk.seq(200, "bob") == 4
        # The node that committed this event is gone. Another one has read it when Redis forgets it, and
        # writes it when it is too late.
        desk.forget()
        late = await (slow := Journal(desk.redis, KEYS, consumer="slow")).read(10)
        await fall_back(desk.redis, kept)
        assert await desk.seq(220, "carl") == 4
        with capture_logs() as logs:
            await desk.archive.keep([(line.epoch, line.encoded) for line in late])
        lost = [(e["first"], e["last"]) for e in logs if e["event"] == "events_lost"]
        assert lost == [(4, 4)]
        async with ArchiveQueue([slow], GuardedPool(desk.pool)).running():
            await desk.archived(4)
        (aside,) = await desk.pool.fetch("SELECT seq, body FROM events_set_aside")
        assert (aside["seq"], "bob-200" in aside["body"]) == (4, True)
        (bid,) = await desk.pool.fetch("SELECT bidder FROM bids WHERE seq = 4")
        assert bid["bidder"] == "carl"
        assert await wrongs(desk) == []


async def test_events_beyond_a_gap_in_the_archive_are_set_aside(desk: Desk) -> None:
    for amount in (150, 200, 250):
        await desk.seq(amount)
    await desk.archived(5)
    await desk.pool.execute("DELETE FROM bids WHERE seq = 4")
    await desk.pool.execute("DELETE FROM events WHERE seq = 4")
    await desk.redis.flushall()
    assert await desk.seq(170, "bob") == 4
    assert await desk.pool.fetchval("SELECT array_agg(seq) FROM events_set_aside") == [5]
    await desk.archived(4)
    assert await wrongs(desk) == []


async def test_a_second_history_that_nobody_noticed_is_stopped_at_the_archive(
    desk: Desk, stores: StoreUrls
) -> None:
    await desk.seq(150)
    kept = await keep(desk.redis)
    for amount in (200, 250):
        await desk.seq(amount)
    await desk.archived(5)
    # Redis goes back under its own replication id, and the only node that saw the later bids is silent.
    await fall_back(desk.redis, kept, unnoticed=True)
    lost = list[LostBid]()
    async with desk_on(stores, archiving=False) as other:
        with desk.losses.to(lost.extend), capture_logs() as logs:
            assert await other.seq(160, "bob") == 4
            async with asyncio.timeout(WAIT_MAX_S):
                while not (seen := await looked(other)) or seen[LAMP].item.price != 250:
                    await asyncio.sleep(0.01)
        assert await other.seq(260, "bob") == 6
    assert "histories_conflict" in {entry["event"] for entry in logs}
    assert [(bid.bidder, bid.seq, bid.amount) for bid in lost] == [("bob", 4, 160)]
    await desk.archived(6)
    assert await wrongs(desk) == []


async def test_two_nodes_that_restore_at_once_leave_one_history(
    desk: Desk, stores: StoreUrls
) -> None:
    async with desk_on(stores) as other:
        await desk.seq(150)
        await desk.archived(3)
        for _ in range(5):
            await desk.redis.flushall()
            before = await desk.pool.fetchval("SELECT max(seq) FROM events")
            step = 1000 * before
            await asyncio.gather(
                *(
                    each.bid(step + 10 * n, f"{name}{n}")
                    for n in range(10)
                    for name, each in (("a", desk), ("b", other))
                )
            )
            item = (await desk.hot_state.read([LAMP]))[LAMP].item
            assert item.seq >= before + 10
            await desk.archived(item.seq)
    assert await wrongs(desk) == []


async def test_the_loss_of_a_single_item_is_noticed_by_a_node_that_saw_its_events(
    desk: Desk,
) -> None:
    await desk.seq(150)
    await desk.archived(3)
    await desk.redis.delete(KEYS.item(0, LAMP))
    with capture_logs() as logs:
        assert await desk.seq(200, "bob") == 4
    assert "item_forgotten" in {entry["event"] for entry in logs}


async def test_an_ended_item_is_restored_when_it_is_read(desk: Desk) -> None:
    await desk.seq(150)
    await desk.floor.submit(LAMP, CloseItem(HOUSE))
    await desk.archived(4)
    await desk.redis.flushall()
    async with asyncio.timeout(WAIT_MAX_S):
        while not (seen := await looked(desk)):
            await asyncio.sleep(0.01)
    assert seen[LAMP].item.winners[0].amount == 150


async def test_forgotten_scripts_stop_no_sale_even_without_the_archive(desk: Desk) -> None:
    desk.archive.reachable = False
    await desk.redis.script_flush()
    with capture_logs() as logs:
        assert await desk.seq(150) == 3
    assert logs == []


async def test_after_a_loss_nothing_is_decided_without_the_archive(desk: Desk) -> None:
    await desk.archived(2)
    desk.archive.reachable = False
    await desk.redis.flushall()
    waiting = asyncio.create_task(desk.bid(150))
    await asyncio.sleep(0.3)
    assert not waiting.done()
    desk.archive.reachable = True
    answer = await waiting
    assert isinstance(answer, Accepted)
    assert answer.seq == 3


async def test_an_event_that_only_a_dead_node_knew_is_lost_and_leaves_no_second_history(
    stores: StoreUrls,
) -> None:
    """No node can name it; the bidder's client learns of it from the next answer."""
    async with desk_on(stores, archiving=False) as dead:
        await dead.put_up()
        async with archive_queue(dead.redis, dead.pool).running():
            await dead.archived(2)
        assert await dead.seq(150) == 3
        dead.forget()
        await dead.redis.flushall()
    with capture_logs() as logs:
        async with desk_on(stores) as desk:
            assert await desk.seq(120, "bob") == 3
            await desk.archived(3)
            assert await wrongs(desk) == []
    assert [each for each in logs if each["event"] == "events_lost"] == []

"""Sessions in a real Valkey: any node finds them, with the events that have certainly been received."""

import asyncio
from collections.abc import AsyncIterator

import msgspec
import pytest
from redis.asyncio import Redis

from server.bidding.hot_state.keys import Keys
from server.domain.types import UNKNOWN_EPOCH, ItemId, Position
from server.sockets.recovery import sessions as module
from server.sockets.recovery.sessions import Sessions
from tests.nodes import StoreUrls
from tests.timeouts import WAIT_MAX_S

LAMP, VASE = ItemId("lamp"), ItemId("vase")
PID = "p" * 24


def at(seq: int) -> Position:
    return Position(2, seq)


class SessionNode:
    """The sessions of one node; `sent` says up to which event each room has been sent everything."""

    def __init__(self, redis: Redis, *, window_ms: int = 5_000, proof_s: float = 45) -> None:
        self.sent: dict[ItemId, Position] = {}
        self.sessions = Sessions(
            redis, Keys(3), self.sent.get, window_ms=window_ms, proof_s=proof_s
        )


@pytest.fixture
async def redis(stores: StoreUrls) -> AsyncIterator[Redis]:
    async with Redis.from_url(stores.redis) as client:
        yield client


async def test_once_a_watch_may_be_answered_any_node_finds_the_session(redis: Redis) -> None:
    node, other = SessionNode(redis), SessionNode(redis)
    async with node.sessions.running():
        node.sessions.begin("sid", PID, {})
        await node.sessions.watched("sid", LAMP, at(7))
        await node.sessions.watched("sid", VASE, at(3))
        assert await other.sessions.find(PID) == {LAMP: at(7), VASE: at(3)}
        node.sessions.unwatched("sid", VASE)
        await node.sessions.watched("sid", ItemId("urn"), at(1))
        assert await other.sessions.find(PID) == {LAMP: at(7), "urn": at(1)}


async def test_sent_events_count_as_received_only_after_the_time_of_proof(
    redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PROOF_CHECK_INTERVAL_S", 0.02)
    node = SessionNode(redis, proof_s=0.2)
    async with node.sessions.running():
        node.sessions.begin("sid", PID, {})
        began = asyncio.get_running_loop().time()
        await node.sessions.watched("sid", LAMP, at(7))
        node.sent[LAMP] = at(20)
        seen = set()
        async with asyncio.timeout(WAIT_MAX_S):
            while at(20) not in seen:
                known = await node.sessions.find(PID)
                assert known is not None
                seen.add(known[LAMP])
                await asyncio.sleep(0.01)
        # The events are noted at the first check and count as received at the second.
        assert asyncio.get_running_loop().time() - began > 0.3
    assert seen <= {at(7), at(20)}


async def test_a_session_outlives_its_socket_for_the_window(redis: Redis) -> None:
    node = SessionNode(redis, window_ms=2_000)
    async with node.sessions.running():
        node.sessions.begin("sid", PID, {})
        await node.sessions.watched("sid", LAMP, at(7))
        node.sessions.end("sid", wanted=False)
        await asyncio.sleep(0.05)
        assert await node.sessions.find(PID) == {LAMP: at(7)}
        async with asyncio.timeout(WAIT_MAX_S):
            while await node.sessions.find(PID) is not None:
                await asyncio.sleep(0.05)


async def test_a_socket_that_ends_after_its_client_returned_does_not_change_the_session(
    redis: Redis,
) -> None:
    old, new = SessionNode(redis), SessionNode(redis)
    async with old.sessions.running(), new.sessions.running():
        old.sessions.begin("sid", PID, {})
        await old.sessions.watched("sid", LAMP, at(7))
        new.sessions.begin("another", PID, {LAMP: at(7)})
        await new.sessions.watched("another", VASE, at(3))
        old.sessions.end("sid", wanted=False)
    async with new.sessions.running():
        assert await new.sessions.find(PID) == {LAMP: at(7), VASE: at(3)}


async def test_a_watch_is_answered_while_others_keep_arriving(redis: Redis) -> None:
    node = SessionNode(redis)
    async with node.sessions.running(), asyncio.timeout(WAIT_MAX_S):

        async def join(number: int) -> None:
            sid = f"sid-{number}"
            node.sessions.begin(sid, sid * 4, {})
            await node.sessions.watched(sid, LAMP, at(number))

        joins = [asyncio.create_task(join(0))]
        while not joins[0].done():
            await asyncio.sleep(0)
            joins.append(asyncio.create_task(join(len(joins))))
        await asyncio.gather(*joins)
        newest = len(joins) - 1
        assert await node.sessions.find(f"sid-{newest}" * 4) == {LAMP: at(newest)}


async def test_a_client_that_leaves_on_purpose_leaves_no_session(redis: Redis) -> None:
    node = SessionNode(redis)
    async with node.sessions.running():
        node.sessions.begin("sid", PID, {})
        await node.sessions.watched("sid", LAMP, at(7))
        node.sessions.end("sid", wanted=True)
    assert [key async for key in redis.scan_iter("*:watched:*")] == []


async def test_a_stopping_node_writes_the_sessions_of_its_sockets(redis: Redis) -> None:
    node = SessionNode(redis)
    async with node.sessions.running():
        node.sessions.begin("sid", PID, {LAMP: at(5)})
        node.sessions.end("sid", wanted=False)
    assert await node.sessions.find(PID) == {LAMP: at(5)}


async def test_without_a_window_no_session_is_kept_or_named(redis: Redis) -> None:
    node = SessionNode(redis, window_ms=0)
    async with node.sessions.running():
        node.sessions.begin("sid", PID, {})
        await node.sessions.watched("sid", LAMP, at(7))
        assert node.sessions.pid("sid") is None
    assert await redis.dbsize() == 0


@pytest.mark.parametrize("pid", [None, 7, "", "short", "x" * 5_000, ["p" * 24], {"p": 1}])
async def test_an_unknown_pid_finds_no_session(redis: Redis, pid: object) -> None:
    assert await SessionNode(redis).sessions.find(pid) is None


async def test_a_store_that_is_down_delays_no_watch_and_is_written_later(
    redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "WRITE_RETRY_S", 0.05)
    node = SessionNode(redis)
    await redis.config_set("maxmemory", "1")
    async with node.sessions.running():
        node.sessions.begin("sid", PID, {})
        async with asyncio.timeout(WAIT_MAX_S):
            await node.sessions.watched("sid", LAMP, at(7))
        assert await node.sessions.find(PID) is None
        await redis.config_set("maxmemory", "0")
        async with asyncio.timeout(WAIT_MAX_S):
            while await node.sessions.find(PID) != {LAMP: at(7)}:
                await asyncio.sleep(0.01)


async def test_a_watch_writes_its_own_item_only(redis: Redis) -> None:
    node = SessionNode(redis)
    async with node.sessions.running():
        node.sessions.begin(
            "sid", PID, {ItemId(f"item-{number}"): at(3) for number in range(2_000)}
        )
        await node.sessions.watched("sid", LAMP, at(7))
        before = (await redis.info("stats"))["total_net_input_bytes"]
        await node.sessions.watched("sid", VASE, at(3))
        written = (await redis.info("stats"))["total_net_input_bytes"] - before
        known = await node.sessions.find(PID)
    assert written < 1_000
    assert known is not None
    assert (len(known), known[LAMP], known[VASE]) == (2_002, at(7), at(3))


async def test_a_session_that_redis_has_lost_is_written_whole_again(redis: Redis) -> None:
    node = SessionNode(redis)
    async with node.sessions.running(), asyncio.timeout(WAIT_MAX_S):
        node.sessions.begin("sid", PID, {})
        await node.sessions.watched("sid", LAMP, at(7))
        await redis.flushall()
        assert not await node.sessions.find(PID)
        await node.sessions.watched("sid", VASE, at(3))
        while not (found := await node.sessions.find(PID)) or LAMP not in found:
            await asyncio.sleep(0.01)
    assert found == {LAMP: at(7), VASE: at(3)}


async def test_a_session_of_an_earlier_version_is_found_and_replaced_when_it_is_claimed(
    redis: Redis,
) -> None:
    key = Keys(3).session(PID)
    await redis.set(key, b"x" * 8 + msgspec.msgpack.encode({"lamp": 5}))
    node, before = SessionNode(redis), Position(UNKNOWN_EPOCH, 5)
    assert await node.sessions.find(PID) == {LAMP: before}
    async with node.sessions.running():
        node.sessions.begin("sid", PID, {LAMP: before})
        await node.sessions.watched("sid", VASE, at(3))
        assert await node.sessions.find(PID) == {LAMP: before, VASE: at(3)}
        assert await redis.exists(key) == 0


async def test_a_number_without_an_epoch_that_an_earlier_version_has_stored_is_of_an_unknown_epoch(
    redis: Redis,
) -> None:
    await redis.hset(Keys(3).session_items(PID), "lamp", "5")
    assert await SessionNode(redis).sessions.find(PID) == {LAMP: Position(UNKNOWN_EPOCH, 5)}


async def test_a_position_is_stored_as_a_number_above_all_events_of_earlier_versions(
    redis: Redis,
) -> None:
    node = SessionNode(redis)
    async with node.sessions.running():
        node.sessions.begin("sid", PID, {LAMP: Position(0, 5)})
        node.sessions.end("sid", wanted=False)
    stored = await redis.hget(Keys(3).session_items(PID), "lamp")
    assert stored is not None
    assert int(stored) > 2**40
    assert await node.sessions.find(PID) == {LAMP: Position(0, 5)}

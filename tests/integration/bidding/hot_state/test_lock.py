"""The item lock: one holder at a time, handed on in turn, and expiring with a dead holder."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from server.bidding.hot_state.hot_state import HotState
from server.bidding.hot_state.keys import Keys
from tests.integration.bidding.conftest import LAMP
from tests.integration.bidding.locks import TTL_MS, releases_lock, takes_lock
from tests.nodes import StoreUrls

LINE_MS = 120_000


@pytest.fixture
async def redis(stores: StoreUrls) -> AsyncIterator[Redis]:
    async with Redis.from_url(stores.redis) as each:
        yield each


async def expires(redis: Redis) -> None:
    """Have the lamp's lock expire, which must have a time to do so."""
    lock = Keys(1).lock(0, LAMP)
    assert await redis.pttl(lock) > 0
    await redis.pexpire(lock, 0)


async def test_one_node_holds_a_lock_at_a_time(nodes: list[HotState]) -> None:
    assert [await takes_lock(node) for node in nodes] == [True, False, False]


async def test_a_call_whose_reply_was_lost_can_be_made_again(nodes: list[HotState]) -> None:
    assert await takes_lock(nodes[0], "round")
    assert await takes_lock(nodes[0], "round")
    assert not await takes_lock(nodes[0], "another round")


@pytest.mark.usefixtures("kept_long")
async def test_waiting_nodes_get_the_lock_in_the_order_in_which_they_came(
    nodes: list[HotState],
) -> None:
    one, two, three = nodes
    for node in (one, two, three, two):
        await takes_lock(node)
    assert await releases_lock(one)
    assert [await takes_lock(node) for node in (one, three, two)] == [False, False, True]
    assert await releases_lock(two)
    assert await takes_lock(three)
    assert await releases_lock(three)
    assert await takes_lock(one)


@pytest.mark.usefixtures("kept_long")
async def test_a_node_that_wants_the_lock_again_joins_the_end_of_the_line(
    nodes: list[HotState],
) -> None:
    one, two, three = nodes
    for node in nodes:
        await takes_lock(node)
    assert await releases_lock(one, rejoin=True)
    for node in (two, three, one):
        assert await takes_lock(node), "each has its turn"
        assert await releases_lock(node)


async def test_a_node_without_rivals_leaves_the_lock_free(
    nodes: list[HotState], redis: Redis
) -> None:
    assert await takes_lock(nodes[0])
    assert await releases_lock(nodes[0], rejoin=True)
    assert await redis.keys("*:lock:*") == await redis.keys("*:line:*") == []


async def test_the_lock_of_a_dead_holder_expires(nodes: list[HotState], redis: Redis) -> None:
    dead, waiting, _ = nodes
    await takes_lock(dead)
    acquired = await waiting.acquire(0, "round", TTL_MS, {LAMP: []})
    assert 0 < acquired.waits[LAMP] <= TTL_MS, "so long the node sleeps, unless it is woken"
    await expires(redis)
    assert await takes_lock(waiting)
    assert not await releases_lock(dead), "what it held is somebody else's"


async def test_the_lock_of_a_dead_holder_lasts_no_longer_when_redis_clock_goes_back(
    nodes: list[HotState], redis: Redis
) -> None:
    dead, waiting, _ = nodes
    await takes_lock(dead)
    lock, ttl_ms = Keys(1).lock(0, LAMP), 500
    await redis.pexpire(lock, 4_000)
    acquired = await waiting.acquire(0, "round", ttl_ms, {LAMP: []})
    assert acquired.waits[LAMP] > ttl_ms, "the holder may have asked for as much"
    await redis.pexpire(lock, 30_000)
    acquired = await waiting.acquire(0, "round", ttl_ms, {LAMP: []})
    assert acquired.waits == {LAMP: ttl_ms}
    assert 0 < await redis.pttl(lock) <= ttl_ms


@pytest.mark.usefixtures("kept_long")
async def test_a_dead_waiter_is_skipped(nodes: list[HotState], redis: Redis) -> None:
    one, dead, three = nodes
    for node in nodes:
        await takes_lock(node)
    await releases_lock(one)
    assert not await takes_lock(three), "it is kept for the dead one"
    await expires(redis)
    assert await takes_lock(three)
    await releases_lock(three)
    assert await takes_lock(one), "nobody is left in the line"
    del dead


async def test_a_holder_that_comes_back_late_does_not_take_the_lock_from_the_next(
    nodes: list[HotState],
) -> None:
    late, quick, third = nodes
    await takes_lock(late, ttl_ms=30)
    await asyncio.sleep(0.05)
    assert await takes_lock(quick)
    assert not await releases_lock(late)
    assert not await takes_lock(third)
    assert await releases_lock(quick)


async def test_a_line_of_dead_nodes_expires(nodes: list[HotState], redis: Redis) -> None:
    for node in nodes:
        await takes_lock(node, ttl_ms=50)
    assert 0 < await redis.pttl(Keys(1).line(0, LAMP)) <= LINE_MS


@pytest.mark.usefixtures("kept_long")
async def test_a_line_lasts_as_long_as_nodes_have_their_turns(
    nodes: list[HotState], redis: Redis
) -> None:
    one, two, three = nodes
    line = Keys(1).line(0, LAMP)
    for node in nodes:
        await takes_lock(node)
    for node in (one, two, three, one):
        await redis.pexpire(line, 1_000)
        assert await releases_lock(node, rejoin=True)
        assert await redis.pttl(line) > TTL_MS, "longer than a node waits for a lock"
        following = {one: two, two: three, three: one}[node]
        assert await takes_lock(following)

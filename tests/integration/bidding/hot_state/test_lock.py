"""The item lock: one holder at a time, handed on in turn, outliving whoever dies with it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from redis.asyncio import Redis

from server.bidding.hot_state import hot_state as module
from server.bidding.hot_state.hot_state import HotState
from server.bidding.settling.settle import settle
from server.bidding.wakeups import receiving_wakeups
from server.domain.types import ItemId
from tests.integration.bidding.conftest import LAMP, floor_on, hot_state_at
from tests.nodes import StoreUrls
from tests.patience import PATIENCE_S

TTL_MS = 60_000
SHORT_MS = 300


@pytest.fixture
async def nodes(stores: StoreUrls) -> AsyncIterator[list[HotState]]:
    """Three nodes on one Redis."""
    async with (
        hot_state_at(stores.redis) as one,
        hot_state_at(stores.redis) as two,
        hot_state_at(stores.redis) as three,
    ):
        yield [one, two, three]


@pytest.fixture
def kept_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep a lock for whose turn it is for as long as a test takes, on a machine however slow."""
    monkeypatch.setattr(module, "KEPT_MS", TTL_MS)


@pytest.fixture
async def redis(stores: StoreUrls) -> AsyncIterator[Redis]:
    async with Redis.from_url(stores.redis) as each:
        yield each


async def takes(node: HotState, token: str = "", *, ttl_ms: int = TTL_MS) -> bool:
    """Ask for the lamp's lock; tell whether it was had. A node's token is its name unless one is given."""
    acquired = await node.acquire(0, token or node.node, ttl_ms, {LAMP: []})
    assert (LAMP in acquired.held) != (LAMP in acquired.waits)
    return LAMP in acquired.held


async def lets_go(node: HotState, token: str = "", *, again: bool = False) -> bool:
    """Commit nothing; tell whether the lock had still been the node's."""
    nothing = settle(None, {}, [], 0)
    again_for = {LAMP} if again else set()
    committed = await node.commit(0, token or node.node, {LAMP: nothing}, again_for)
    return LAMP in committed.written


@asynccontextmanager
async def listening(node: HotState, url: str) -> AsyncIterator[asyncio.Queue[list[ItemId]]]:
    """Collect what a node is woken for."""
    woken: asyncio.Queue[list[ItemId]] = asyncio.Queue()
    async with (
        Redis.from_url(url) as redis,
        receiving_wakeups(redis, node.keys, node.node, lambda ids: woken.put_nowait(list(ids))),
    ):
        async with asyncio.timeout(PATIENCE_S):
            while not (await redis.pubsub_numsub(node.keys.wake + node.node))[0][1]:
                await asyncio.sleep(0.01)
        yield woken


async def test_one_node_holds_a_lock_at_a_time(nodes: list[HotState]) -> None:
    assert [await takes(node) for node in nodes] == [True, False, False]


async def test_a_call_whose_reply_was_lost_can_be_made_again(nodes: list[HotState]) -> None:
    assert await takes(nodes[0], "round")
    assert await takes(nodes[0], "round")
    assert not await takes(nodes[0], "another round")


@pytest.mark.usefixtures("kept_long")
async def test_the_lock_goes_to_those_who_wait_in_the_order_in_which_they_came(
    nodes: list[HotState],
) -> None:
    one, two, three = nodes
    for node in (one, two, three, two):
        await takes(node)
    assert await lets_go(one)
    assert [await takes(node) for node in (one, three, two)] == [False, False, True]
    assert await lets_go(two)
    assert await takes(three)
    assert await lets_go(three)
    assert await takes(one)


@pytest.mark.usefixtures("kept_long")
async def test_who_wants_it_again_joins_the_end_of_the_line(nodes: list[HotState]) -> None:
    one, two, three = nodes
    for node in nodes:
        await takes(node)
    assert await lets_go(one, again=True)
    for node in (two, three, one):
        assert await takes(node), "each has its turn"
        assert await lets_go(node)


async def test_who_is_alone_leaves_the_lock_free(nodes: list[HotState], redis: Redis) -> None:
    assert await takes(nodes[0])
    assert await lets_go(nodes[0], again=True)
    assert await redis.keys("*lock*") == await redis.keys("*line*") == []


@pytest.mark.usefixtures("kept_long")
async def test_whose_turn_it_is_is_woken_and_nobody_else(
    nodes: list[HotState], stores: StoreUrls
) -> None:
    one, two, three = nodes
    async with (
        listening(two, stores.redis) as woken,
        listening(three, stores.redis) as others,
        asyncio.timeout(PATIENCE_S),
    ):
        for node in nodes:
            await takes(node)
        await lets_go(one)
        assert await woken.get() == [LAMP]
        await takes(two)
        await lets_go(two)
        assert await others.get() == [LAMP]
        assert woken.empty()


async def test_a_dead_holder_is_outlived_by_the_ttl(nodes: list[HotState]) -> None:
    dead, waiting, _ = nodes
    await takes(dead, ttl_ms=SHORT_MS)
    acquired = await waiting.acquire(0, "round", TTL_MS, {LAMP: []})
    assert 0 < acquired.waits[LAMP] <= SHORT_MS, "so long the node sleeps, unless it is woken"
    await asyncio.sleep(acquired.waits[LAMP] / 1000 + 0.01)
    assert await takes(waiting)
    assert not await lets_go(dead), "what it held is somebody else's"


async def test_a_dead_waiter_is_skipped(
    nodes: list[HotState], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "KEPT_MS", 1_000)
    one, dead, three = nodes
    for node in nodes:
        await takes(node)
    await lets_go(one)
    assert not await takes(three), "it is kept for the dead one"
    await asyncio.sleep(1.01)
    assert await takes(three)
    await lets_go(three)
    assert await takes(one), "nobody is left in the line"
    del dead


async def test_a_holder_that_comes_back_late_takes_nothing_from_the_next(
    nodes: list[HotState],
) -> None:
    late, quick, third = nodes
    await takes(late, ttl_ms=30)
    await asyncio.sleep(0.05)
    assert await takes(quick)
    assert not await lets_go(late)
    assert not await takes(third)
    assert await lets_go(quick)


async def test_a_line_ends_by_itself_with_those_who_stood_in_it(
    nodes: list[HotState], redis: Redis
) -> None:
    for node in nodes:
        await takes(node, ttl_ms=50)
    async with asyncio.timeout(PATIENCE_S):
        while await redis.keys("*lock*") or await redis.keys("*line*"):
            await asyncio.sleep(0.01)


async def test_a_deaf_listener_listens_again(nodes: list[HotState], stores: StoreUrls) -> None:
    one, two, _ = nodes
    async with (
        listening(two, stores.redis) as woken,
        Redis.from_url(stores.redis) as redis,
        asyncio.timeout(PATIENCE_S),
    ):
        await redis.client_kill_filter(_type="pubsub")
        while woken.empty():
            await takes(one)
            await takes(two)
            await lets_go(one)
            await takes(two)
            await lets_go(two)
            await asyncio.sleep(0.05)
        assert await woken.get() == [LAMP]


@pytest.mark.usefixtures("kept_long")
async def test_a_node_that_is_woken_for_nothing_hands_the_lock_on(
    nodes: list[HotState], stores: StoreUrls
) -> None:
    one, two, three = nodes
    async with (
        floor_on(two) as floor,
        Redis.from_url(stores.redis) as redis,
        receiving_wakeups(redis, two.keys, two.node, floor.wake),
    ):
        for node in nodes:
            await takes(node, ttl_ms=60_000)
        await lets_go(one)
        async with asyncio.timeout(PATIENCE_S):
            while not await takes(three, ttl_ms=60_000):
                await asyncio.sleep(0.005)

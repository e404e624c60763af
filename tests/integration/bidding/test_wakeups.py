"""Wake-ups: the node whose turn it is learns that a lock is kept for it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from redis.asyncio import Redis

from server.bidding.hot_state.hot_state import HotState
from server.bidding.settling.records import Accepted
from server.bidding.wakeups import receiving_wakeups, wakeups
from server.domain.commands import ScheduleItem
from server.domain.types import ItemId
from tests.integration.bidding.conftest import HOUSE, LAMP, floor_on, listing
from tests.integration.bidding.locks import releases_lock, takes_lock
from tests.nodes import StoreUrls
from tests.timeouts import WAIT_MAX_S

LONG_MS = 4_000
"""The lifetime of a lock that is not to be outwaited."""


@asynccontextmanager
async def listening(node: HotState, url: str) -> AsyncIterator[asyncio.Queue[list[ItemId]]]:
    """Collect what a node is woken for."""
    woken: asyncio.Queue[list[ItemId]] = asyncio.Queue()
    async with (
        Redis.from_url(url) as redis,
        receiving_wakeups(
            wakeups(redis, redis, node.keys, node.node),
            lambda handovers: woken.put_nowait([each.item_id for each in handovers]),
        ),
    ):
        async with asyncio.timeout(WAIT_MAX_S):
            while not (await redis.pubsub_numsub(node.keys.wake + node.node))[0][1]:
                await asyncio.sleep(0.01)
        yield woken


@pytest.mark.usefixtures("kept_long")
async def test_only_the_node_whose_turn_it_is_is_woken(
    nodes: list[HotState], stores: StoreUrls
) -> None:
    one, two, three = nodes
    async with (
        listening(two, stores.redis) as woken,
        listening(three, stores.redis) as others,
        asyncio.timeout(WAIT_MAX_S),
    ):
        for node in nodes:
            await takes_lock(node)
        await releases_lock(one)
        assert await woken.get() == [LAMP]
        await takes_lock(two)
        await releases_lock(two)
        assert await others.get() == [LAMP]
        assert woken.empty()


async def test_a_lost_subscription_is_made_again(nodes: list[HotState], stores: StoreUrls) -> None:
    one, two, _ = nodes
    async with (
        listening(two, stores.redis) as woken,
        Redis.from_url(stores.redis) as redis,
        asyncio.timeout(WAIT_MAX_S),
    ):
        await redis.client_kill_filter(_type="pubsub")
        while woken.empty():
            await takes_lock(one)
            await takes_lock(two)
            await releases_lock(one)
            await takes_lock(two)
            await releases_lock(two)
            await asyncio.sleep(0.05)
        assert await woken.get() == [LAMP]


@pytest.mark.usefixtures("kept_long")
async def test_a_woken_node_without_commands_hands_the_lock_on(
    nodes: list[HotState], stores: StoreUrls
) -> None:
    one, two, three = nodes
    async with (
        floor_on(two) as floor,
        Redis.from_url(stores.redis) as redis,
        receiving_wakeups(wakeups(redis, redis, two.keys, two.node), floor.wake),
    ):
        for node in nodes:
            await takes_lock(node, ttl_ms=60_000)
        await releases_lock(one)
        async with asyncio.timeout(WAIT_MAX_S):
            while not await takes_lock(three, ttl_ms=60_000):
                await asyncio.sleep(0.005)
        assert not await releases_lock(two), "the woken node holds it no longer"
        assert await releases_lock(three)


async def test_a_node_that_has_subscribed_anew_tries_what_it_may_have_been_woken_for(
    nodes: list[HotState], stores: StoreUrls
) -> None:
    one, two, _ = nodes
    async with (
        floor_on(two) as floor,
        Redis.from_url(stores.redis) as redis,
        receiving_wakeups(wakeups(redis, redis, two.keys, two.node), floor.wake, floor.retry),
        asyncio.timeout(WAIT_MAX_S),
    ):
        await takes_lock(one, ttl_ms=LONG_MS)
        answer = floor.enqueue(LAMP, ScheduleItem(HOUSE, listing()))
        while not await redis.llen(two.keys.line(0, LAMP)):
            await asyncio.sleep(0.01)
        await redis.delete(two.keys.lock(0, LAMP))
        await redis.client_kill_filter(_type="pubsub")
        async with asyncio.timeout(LONG_MS / 2000):
            assert isinstance(await answer, Accepted)

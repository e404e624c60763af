"""A node that begins an era has every node archive what it remembers."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from server.bidding.hot_state.hot_state import HotState
from server.bidding.restoration.loss_notices import loss_notices, receiving_loss_notices
from tests.integration.bidding.conftest import untrusted_hot_state
from tests.integration.bidding.desk import KEYS
from tests.nodes import StoreUrls
from tests.timeouts import WAIT_MAX_S


@pytest.fixture
async def redis(stores: StoreUrls) -> AsyncIterator[Redis]:
    async with Redis.from_url(stores.redis) as each:
        yield each


async def test_every_node_is_notified_and_the_probes_of_others_are_no_notices(
    redis: Redis, hot_state: HotState
) -> None:
    flushed = asyncio.Semaphore(0)

    async def flush() -> None:
        flushed.release()

    mine = loss_notices(redis, redis, KEYS, hot_state.node)
    async with receiving_loss_notices(mine, flush):
        await redis.publish(KEYS.losses, "probe another-node")
        await untrusted_hot_state(redis, hot_state).announce_loss(0)
        async with asyncio.timeout(WAIT_MAX_S):
            await flushed.acquire()
    assert flushed.locked(), "the probe called for nothing"

"""Subscribers on a real Valkey: messages in order, waits that end, and lost connections."""

from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError, ResponseError  # noqa: A004 - the one of redis-py

from server.node.redis.client import open_redis
from server.node.redis.listening import Subscriber
from tests.nodes import StoreUrls
from tests.timeouts import WAIT_MAX_S

CHANNEL = "tests:listening"


@pytest.fixture
async def redis(stores: StoreUrls) -> AsyncIterator[Redis]:
    async with open_redis(stores.redis, timeout_ms=WAIT_MAX_S * 1_000) as client:
        yield client


@pytest.fixture
async def subscriber(redis: Redis) -> AsyncIterator[Subscriber]:
    made = redis.pubsub()
    assert isinstance(made, Subscriber)
    await made.subscribe(CHANNEL)
    confirmed = await made.get_message(timeout=WAIT_MAX_S)
    assert confirmed is not None
    assert confirmed["type"] == "subscribe"
    yield made
    await made.aclose()


async def test_messages_come_in_order_and_one_that_arrives_later_is_waited_for(
    redis: Redis, subscriber: Subscriber
) -> None:
    assert await subscriber.get_message(timeout=0.01) is None
    bodies = [b"\r\n\x00", b"", b"x" * 100_000]
    for body in bodies:
        assert await redis.publish(CHANNEL, body) == 1
    found = [await subscriber.get_message(timeout=WAIT_MAX_S) for _ in bodies]
    assert found == [{"type": "message", "data": body} for body in bodies]


async def test_a_lost_connection_raises_after_the_messages_before_it(
    redis: Redis, subscriber: Subscriber
) -> None:
    await redis.publish(CHANNEL, b"last")
    await redis.client_kill_filter(_type="pubsub")
    last = await subscriber.get_message(timeout=WAIT_MAX_S)
    assert last == {"type": "message", "data": b"last"}
    for _ in range(2):
        with pytest.raises(ConnectionError):
            await subscriber.get_message(timeout=WAIT_MAX_S)


async def test_a_subscription_that_redis_refuses_raises_its_error(redis: Redis) -> None:
    pool: Any = redis.connection_pool
    options = {**pool.connection_kwargs, "protocol": 2, "username": "mute", "password": ""}
    refused = Subscriber(partial(pool.connection_class, **options), timeout_s=WAIT_MAX_S)
    await redis.acl_setuser("mute", enabled=True, nopass=True, commands=["+hello", "+client"])
    try:
        await refused.subscribe(CHANNEL)
        with pytest.raises(ResponseError):
            await refused.get_message(timeout=WAIT_MAX_S)
    finally:
        await redis.acl_deluser("mute")
        await refused.aclose()

"""A subscription on a real Valkey: it receives, and stands again after its connection was lost."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from redis.asyncio import Redis

from server.node.redis.client import open_redis
from server.pubsub import Subscription
from tests.nodes import StoreUrls
from tests.timeouts import WAIT_MAX_S

CHANNEL = "tests:pubsub"


@dataclass
class Subscriber:
    """What a subscription has called."""

    received: list[bytes] = field(default_factory=list)
    subscribed: int = 0
    failures: list[Exception] = field(default_factory=list)

    def receive(self, body: bytes) -> None:
        if body == b"poison":
            raise ValueError("unreadable")
        self.received.append(body)

    def subscribe(self) -> None:
        self.subscribed += 1

    @asynccontextmanager
    async def on(self, redis: Redis) -> AsyncIterator[Subscription]:
        subscription = Subscription(
            redis,
            CHANNEL,
            receive=self.receive,
            subscribed=self.subscribe,
            failed=self.failures.append,
        )
        async with subscription.running():
            yield subscription


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(WAIT_MAX_S):
        while not true():
            await asyncio.sleep(0.01)


@pytest.fixture
async def redis(stores: StoreUrls) -> AsyncIterator[Redis]:
    async with open_redis(stores.redis, timeout_ms=3_000) as client:
        yield client


async def test_a_message_published_after_the_start_is_received(redis: Redis) -> None:
    subscriber = Subscriber()
    async with subscriber.on(redis):
        assert subscriber.subscribed == 1
        await redis.publish(CHANNEL, b"one")
        await until(lambda: subscriber.received == [b"one"])


async def test_a_lost_connection_is_reported_and_replaced(redis: Redis) -> None:
    subscriber = Subscriber()
    async with subscriber.on(redis):
        await redis.client_kill_filter(_type="pubsub")
        await until(lambda: subscriber.subscribed == 2)
        assert subscriber.failures
        await redis.publish(CHANNEL, b"two")
        await until(lambda: subscriber.received == [b"two"])


async def test_a_restart_subscribes_on_another_connection(redis: Redis) -> None:
    subscriber = Subscriber()
    async with subscriber.on(redis) as subscription:
        await subscription.restart()
        await until(lambda: subscriber.subscribed == 2)
        assert (await redis.pubsub_numsub(CHANNEL))[0][1] == 1
        assert subscriber.failures == []


async def test_an_unreadable_message_costs_no_other(redis: Redis) -> None:
    subscriber = Subscriber()
    async with subscriber.on(redis):
        await redis.publish(CHANNEL, b"poison")
        await redis.publish(CHANNEL, b"three")
        await until(lambda: subscriber.received == [b"three"])
        assert (subscriber.subscribed, subscriber.failures) == (1, [])


async def test_a_subscription_starts_without_redis_and_says_so() -> None:
    subscriber = Subscriber()
    async with open_redis("redis://127.0.0.1:1", timeout_ms=200) as nowhere, subscriber.on(nowhere):
        assert (subscriber.subscribed, len(subscriber.failures)) == (0, 1)

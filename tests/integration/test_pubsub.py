"""A subscription on a real Valkey: it receives, notices when it doesn't, and is made again."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from redis.asyncio import Redis
from structlog.testing import capture_logs

from server import pubsub as module
from server.node.redis.client import open_redis
from server.pubsub import Subscription, SubscriptionSilentError
from tests.nodes import StoreUrls
from tests.proxy import REPLIES, Proxy, Rule, freeze, proxied, reset, swallow
from tests.timeouts import WAIT_MAX_S

CHANNEL = "tests:pubsub"
PROBE = b"probe"


@dataclass
class Subscriber:
    """A subscription, and what it has passed on."""

    subscription: Subscription
    received: list[bytes] = field(default_factory=list)
    resumed: int = 0

    def receive(self, body: bytes) -> None:
        if body == b"poison":
            raise ValueError("unreadable")
        self.received.append(body)

    def resume(self) -> None:
        self.resumed += 1

    async def carries(self) -> bool:
        try:
            await self.subscription.check()
        except SubscriptionSilentError:
            return False
        return True


@asynccontextmanager
async def subscriber(redis: Redis, listening: Redis) -> AsyncIterator[Subscriber]:
    subscription = Subscription(
        "tests", CHANNEL, publishing=redis, listening=listening, probe=PROBE
    )
    made = Subscriber(subscription)
    async with subscription.running(made.receive, made.resume):
        yield made


@asynccontextmanager
async def behind_proxy(redis: Redis, url: str) -> AsyncIterator[tuple[Proxy, Subscriber]]:
    """Subscribe through a proxy, and publish past it."""
    async with (
        proxied(url) as proxy,
        open_redis(proxy.url, timeout_ms=3_000) as listening,
        subscriber(redis, listening) as made,
    ):
        await until(lambda: made.subscription.carries and made.resumed == 1)
        yield proxy, made


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(WAIT_MAX_S):
        while not true():
            await asyncio.sleep(0.01)


@pytest.fixture
async def redis(stores: StoreUrls) -> AsyncIterator[Redis]:
    async with open_redis(stores.redis, timeout_ms=3_000) as client:
        yield client


@pytest.fixture
def short_probes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PROBE_INTERVAL_S", 0.05)


async def test_a_message_published_after_the_start_is_received(redis: Redis) -> None:
    async with subscriber(redis, redis) as made:
        assert (made.resumed, await made.carries()) == (1, True)
        await redis.publish(CHANNEL, b"one")
        await until(lambda: made.received == [b"one"])


@pytest.mark.usefixtures("short_probes")
async def test_a_lost_connection_is_reported_and_replaced(redis: Redis) -> None:
    async with subscriber(redis, redis) as made:
        with capture_logs() as logs:
            await redis.client_kill_filter(_type="pubsub")
            await until(lambda: made.resumed == 2 and made.subscription.carries)
        assert (made.subscription.outages, made.subscription.reconnects) == (1, 1)
        assert made.subscription.silent_s < WAIT_MAX_S
        assert [(each["event"], each["subscription"]) for each in logs] == [
            ("subscription_lost", "tests"),
            ("subscription_restored", "tests"),
        ]
        await redis.publish(CHANNEL, b"two")
        await until(lambda: made.received == [b"two"])
    assert made.received == [b"two"], "probes are not passed on"


@pytest.mark.parametrize("action", [swallow, freeze])
@pytest.mark.usefixtures("short_probes")
async def test_a_connection_that_lives_and_carries_nothing_is_detected_and_replaced(
    redis: Redis, stores: StoreUrls, monkeypatch: pytest.MonkeyPatch, action: object
) -> None:
    monkeypatch.setattr(module, "SILENT_AFTER_S", 0.5)
    async with behind_proxy(redis, stores.redis) as (proxy, made):
        with proxy.having(Rule(action, REPLIES, b"message")):  # type: ignore[arg-type]
            await until(lambda: made.resumed >= 2)
            assert not await made.carries()
        await until(lambda: made.subscription.carries)
        assert made.subscription.outages == 1
        assert (await redis.pubsub_numsub(CHANNEL))[0][1] == 1
        await redis.publish(CHANNEL, b"three")
        await until(lambda: made.received == [b"three"])


async def test_a_subscription_is_made_again_as_soon_as_a_probe_gets_no_answer(
    stores: StoreUrls,
) -> None:
    """A firewall forgets the connections of the subscriber and of the publisher."""
    async with (
        proxied(stores.redis) as proxy,
        open_redis(proxy.url, timeout_ms=300) as publishing,
        open_redis(proxy.url, timeout_ms=3_000) as listening,
        subscriber(publishing, listening) as made,
    ):
        await until(lambda: made.subscription.carries)
        proxy.forget()
        await until(lambda: not made.subscription.carries)
        began = time.monotonic()
        await until(lambda: made.subscription.carries)
        assert time.monotonic() - began < module.PROBE_INTERVAL_S
        assert made.resumed == 2


@pytest.mark.usefixtures("short_probes")
async def test_a_server_that_hangs_up_leaves_a_subscription_that_stands_again(
    redis: Redis, stores: StoreUrls
) -> None:
    async with behind_proxy(redis, stores.redis) as (proxy, made):
        proxy.hang_up()
        proxy.reset()
        await until(lambda: proxy.accepted >= 4)
        assert not await made.carries()
        proxy.hangs_up = False
        # Once more, after SUBSCRIBE has been answered, and in the middle of that answer.
        with proxy.having(Rule(reset, REPLIES, b"subscribe", times=3)):
            await until(lambda: made.subscription.carries)
        await redis.publish(CHANNEL, b"four")
        await until(lambda: made.received == [b"four"])


@pytest.mark.usefixtures("short_probes")
async def test_an_error_of_any_kind_does_not_end_a_subscription(
    redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> object:
        raise RuntimeError("unable to perform operation on <TCPTransport closed=True>")

    async with subscriber(redis, redis) as made:
        with monkeypatch.context() as fault:
            fault.setattr(redis, "pubsub", broken)
            await redis.client_kill_filter(_type="pubsub")
            await until(lambda: not made.subscription.carries)
            await asyncio.sleep(0.2)
        await until(lambda: made.subscription.carries)
        await redis.publish(CHANNEL, b"one")
        await until(lambda: made.received != [])
        assert (made.received, made.subscription.outages > 0) == ([b"one"], True)


async def test_a_subscriber_that_cannot_publish_does_not_carry(redis: Redis) -> None:
    async with (
        open_redis("redis://127.0.0.1:1", timeout_ms=200) as nowhere,
        subscriber(nowhere, redis) as made,
    ):
        await until(lambda: not made.subscription.carries)
        assert made.resumed == 1


async def test_an_unreadable_message_costs_no_other(redis: Redis) -> None:
    async with subscriber(redis, redis) as made:
        await redis.publish(CHANNEL, b"poison")
        await redis.publish(CHANNEL, b"five")
        await until(lambda: made.received == [b"five"])
        assert (made.resumed, made.subscription.outages) == (1, 0)


async def test_a_subscription_starts_without_redis_and_says_so() -> None:
    async with (
        open_redis("redis://127.0.0.1:1", timeout_ms=200) as nowhere,
        subscriber(nowhere, nowhere) as made,
    ):
        assert (made.resumed, made.subscription.outages) == (0, 1)


async def test_a_stopped_subscription_leaves_no_connection(redis: Redis) -> None:
    async with subscriber(redis, redis):
        assert (await redis.pubsub_numsub(CHANNEL))[0][1] == 1
    async with asyncio.timeout(WAIT_MAX_S):
        while (await redis.pubsub_numsub(CHANNEL))[0][1]:
            await asyncio.sleep(0.01)

"""The node bus on a real Valkey: it carries messages, and notices when it does not."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import msgspec
import pytest
from redis.asyncio import Redis

from server.node.redis.client import open_redis
from server.sockets.rooms import node_bus as module
from server.sockets.rooms.node_bus import CHANNEL, BusSilentError, Entry, NodeBus
from tests.integration.bidding.conftest import new_node_id
from tests.nodes import LiveNode, StoreUrls
from tests.proxy import REPLIES, Rule, proxied, swallow
from tests.timeouts import WAIT_MAX_S


@dataclass
class Receiver:
    """The entries that a node received, and how often its bus began to carry."""

    bus: NodeBus
    entries: list[tuple[str, str, object]] = field(default_factory=list)
    resumed: int = 0

    def receive(self, entries: list[Entry]) -> None:
        self.entries += [(room, kind, msgspec.msgpack.decode(body)) for room, kind, body in entries]

    def resume(self) -> None:
        self.resumed += 1

    async def carries(self) -> bool:
        try:
            await self.bus.check()
        except BusSilentError:
            return False
        return True


@asynccontextmanager
async def listening(redis: Redis, url: str) -> AsyncIterator[Receiver]:
    async with open_redis(url, timeout_ms=3_000) as listening:
        receiver = Receiver(NodeBus(new_node_id(), redis, listening))
        async with receiver.bus.running(receiver.receive, receiver.resume):
            await until(lambda: receiver.resumed == 1)
            yield receiver


async def until(condition: Callable[[], bool], within_s: float = WAIT_MAX_S) -> None:
    async with asyncio.timeout(within_s):
        while not condition():
            await asyncio.sleep(0.01)


@pytest.fixture
async def redis(stores: StoreUrls) -> AsyncIterator[Redis]:
    async with Redis.from_url(stores.redis) as client:
        yield client


async def test_every_other_node_receives_a_message_and_its_sender_does_not(
    stores: StoreUrls, redis: Redis
) -> None:
    async with (
        listening(redis, stores.redis) as one,
        listening(redis, stores.redis) as two,
        listening(redis, stores.redis) as three,
    ):
        entries = [("item:lamp", "news", {"seq": 3}), ("user:ann", "outbid", [1, "x"])]
        await one.bus.publish(entries)
        await until(lambda: two.entries == three.entries == entries)
        assert one.entries == []


async def test_a_killed_connection_is_replaced_within_two_seconds_and_the_gap_is_announced(
    stores: StoreUrls, redis: Redis, capsys: pytest.CaptureFixture[str]
) -> None:
    async with listening(redis, stores.redis) as one, listening(redis, stores.redis) as two:
        await redis.client_kill_filter(_type="pubsub")
        await until(lambda: one.resumed == two.resumed == 2, within_s=2)
        await one.bus.publish([("item:lamp", "news", 1)])
        await until(lambda: bool(two.entries))
        async with asyncio.timeout(WAIT_MAX_S):
            while not (await one.carries() and await two.carries()):
                await asyncio.sleep(0.02)
    assert capsys.readouterr().out.count("node_bus_silent") == 2


async def test_a_connection_that_lives_but_carries_nothing_is_detected_and_replaced(
    stores: StoreUrls,
    redis: Redis,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(module, "PROBE_INTERVAL_S", 0.1)
    monkeypatch.setattr(module, "SILENT_AFTER_S", 2.0)
    async with proxied(stores.redis) as proxy, listening(redis, proxy.url) as receiver:
        assert await receiver.carries()
        with proxy.having(Rule(swallow, REPLIES)):
            await until(lambda: not receiver.bus.carries)
        await until(lambda: receiver.resumed == 2)
        await until(lambda: receiver.bus.carries)
        await asyncio.sleep(0.3)
        assert await receiver.carries()
    assert capsys.readouterr().out.count("node_bus_silent") == 1


async def test_an_unreadable_message_is_skipped_and_later_ones_are_received(
    stores: StoreUrls, redis: Redis
) -> None:
    async with listening(redis, stores.redis) as one, listening(redis, stores.redis) as two:
        for junk in (b"", b"\xc1", b"[]", msgspec.msgpack.encode(["n", [["room"]]])):
            await redis.publish(CHANNEL, junk)
        await one.bus.publish([("item:lamp", "news", 1)])
        await until(lambda: two.entries == [("item:lamp", "news", 1)])
        assert two.resumed == 1


async def test_a_stopped_bus_leaves_no_connection(stores: StoreUrls, redis: Redis) -> None:
    async with listening(redis, stores.redis):
        assert (await redis.pubsub_numsub(CHANNEL))[0][1] == 1
    async with asyncio.timeout(WAIT_MAX_S):
        while (await redis.pubsub_numsub(CHANNEL))[0][1]:
            await asyncio.sleep(0.01)


async def test_a_node_whose_bus_is_silent_reports_it_and_accepts_bids(node: LiveNode) -> None:
    await node.put_up()
    async with Redis.from_url(node.stores.redis) as redis, asyncio.timeout(WAIT_MAX_S):
        while (body := (await node.get("/readyz"))[1])["dependencies"]["rooms"] == "ok":
            await redis.client_kill_filter(_type="pubsub")
        assert (body["ready"], body["dependencies"]["rooms"]) == (
            True,
            "down: nothing arrives from the node bus",
        )
        assert (await node.bid(150))[0] == 200
        while (await node.get("/readyz"))[1]["dependencies"]["rooms"] != "ok":
            await asyncio.sleep(0.05)

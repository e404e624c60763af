"""The node bus on a real Valkey: it carries messages between nodes."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import msgspec
import pytest
from redis.asyncio import Redis

from server import pubsub
from server.node.redis.client import open_redis
from server.sockets.rooms import node_bus
from server.sockets.rooms.node_bus import CHANNEL, Entry, NodeBus
from tests.integration.bidding.conftest import new_node_id
from tests.nodes import LiveNode, StoreUrls
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
        await until(lambda: one.bus.subscription.carries and two.bus.subscription.carries)
    assert capsys.readouterr().out.count("subscription_lost") == 2


async def test_a_node_is_alone_until_it_meets_another_one_which_it_can_ask_to_resync(
    stores: StoreUrls, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with (
        open_redis(stores.redis, timeout_ms=3_000) as own,
        listening(redis, stores.redis) as one,
    ):
        monkeypatch.setattr(node_bus, "ALONE_AFTER_S", 0.1)
        await until(lambda: one.bus.is_alone)
        monkeypatch.setattr(node_bus, "ALONE_AFTER_S", WAIT_MAX_S)
        assert not one.bus.is_alone
        first = NodeBus(new_node_id(), redis, own)
        met = asyncio.Event()
        monkeypatch.setattr(node_bus, "ALONE_AFTER_S", -1)
        async with first.running(lambda _: None, lambda: None, met.set):
            async with asyncio.timeout(WAIT_MAX_S):
                await met.wait()
            await first.ask_to_resync()
            await until(lambda: one.resumed == 2)
        assert one.entries == []


async def test_a_node_whose_subscription_is_dead_is_not_alone(
    stores: StoreUrls, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with listening(redis, stores.redis) as one:
        monkeypatch.setattr(node_bus, "ALONE_AFTER_S", 0)
        await until(lambda: one.bus.is_alone)
        monkeypatch.setattr(pubsub, "SILENT_AFTER_S", 0)
        assert not one.bus.is_alone


async def test_an_unreadable_message_is_skipped_and_later_ones_are_received(
    stores: StoreUrls, redis: Redis
) -> None:
    async with listening(redis, stores.redis) as one, listening(redis, stores.redis) as two:
        for junk in (b"", b"\xc1", b"[]", msgspec.msgpack.encode(["n", [["room"]]])):
            await redis.publish(CHANNEL, junk)
        await one.bus.publish([("item:lamp", "news", 1)])
        await until(lambda: two.entries == [("item:lamp", "news", 1)])
        assert two.resumed == 1


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

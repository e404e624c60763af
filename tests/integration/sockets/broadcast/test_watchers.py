"""The counts of watchers in a real Valkey: the sum over all live nodes."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any, cast
from unittest.mock import Mock

import pytest
from redis.asyncio import Redis

from server.bidding.hot_state.keys import Keys
from server.domain.types import ItemId, NodeId, Position
from server.sockets.broadcast import watchers as module
from server.sockets.broadcast.fanout import Fanout
from server.sockets.broadcast.turns import Turns
from server.sockets.broadcast.watchers import Watchers
from server.sockets.rooms.delivery import Delivery
from server.sockets.rooms.manager import NAMESPACE, Rooms, item_room
from server.sockets.rooms.node_bus import NodeBus
from tests.integration.sockets.client_steps import watch, watcher_count
from tests.nodes import LiveNode, StoreUrls, connected
from tests.timeouts import WAIT_MAX_S
from tests.unit.sockets.broadcast.recording import RecordingDelivery, ignore

LAMP, VASE = ItemId("lamp"), ItemId("vase")


class CountingNode:
    """The counts of one node, with rooms that a test fills."""

    def __init__(self, redis: Redis, name: str) -> None:
        self.rooms = Rooms(NodeBus(NodeId("here"), redis, redis))
        self.delivery = RecordingDelivery()
        delivery = cast("Delivery", self.delivery)
        turns = Turns(delivery, interval_max_ms=250)
        self.fanout = Fanout(self.rooms, turns, lambda: 0, superseded=Mock())
        self.watchers = Watchers(redis, Keys(2), NodeId(name), self.rooms, self.fanout)

    def fill(self, item_id: ItemId, sockets: int) -> None:
        """Have so many sockets in an item's room."""
        room = item_room(item_id)
        for number in range(sockets):
            sid = f"{item_id}-{number}"
            self.rooms.basic_enter_room(sid, NAMESPACE, None, eio_sid=sid)
            self.rooms.enter(sid, room)
        for number in range(sockets, self.rooms.size(room)):
            self.rooms.leave(f"{item_id}-{number}", room)
        if sockets:
            self.fanout.joined(item_id, Position(0, 0))

    def counts(self, item_id: ItemId) -> list[int]:
        """Return the counts that the first socket of a room has been sent."""
        return [data["count"] for _, data in self.delivery.to(f"{item_id}-0")]


@pytest.fixture
async def redis(stores: StoreUrls) -> AsyncIterator[Redis]:
    async with Redis.from_url(stores.redis) as client:
        yield client


@pytest.fixture(autouse=True)
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "COUNT_EVERY_S", 0.05)
    monkeypatch.setattr(module, "COUNT_TTL_MS", 60_000)


async def last_count(node: CountingNode, item_id: ItemId, count: int) -> None:
    """Wait until a count is the last that a room has been sent."""
    async with asyncio.timeout(WAIT_MAX_S):
        while node.counts(item_id)[-1:] != [count]:
            await asyncio.sleep(0.01)


async def test_rooms_are_sent_the_sum_over_all_nodes_and_each_change_once(redis: Redis) -> None:
    one, two = CountingNode(redis, "one"), CountingNode(redis, "two")
    async with (
        one.fanout.running(read_missing=ignore),
        two.fanout.running(read_missing=ignore),
        one.watchers.running(),
        two.watchers.running(),
    ):
        one.fill(LAMP, 2)
        one.fill(VASE, 1)
        two.fill(LAMP, 3)
        await last_count(one, LAMP, 5)
        await last_count(two, LAMP, 5)
        await last_count(one, VASE, 1)
        await asyncio.sleep(0.3)
        assert one.counts(LAMP)[-2:] in ([2, 5], [5])
        two.fill(LAMP, 0)
        await last_count(one, LAMP, 2)


async def test_a_socket_that_joins_is_sent_the_count_even_if_it_has_not_changed(
    redis: Redis,
) -> None:
    node = CountingNode(redis, "one")
    async with node.fanout.running(read_missing=ignore), node.watchers.running():
        node.fill(LAMP, 2)
        await last_count(node, LAMP, 2)
        node.fill(LAMP, 2)
        async with asyncio.timeout(WAIT_MAX_S):
            while len(node.counts(LAMP)) < 2:
                await asyncio.sleep(0.01)
        assert node.counts(LAMP) == [2, 2]


async def test_the_count_of_a_node_that_died_expires(redis: Redis) -> None:
    one, dead = CountingNode(redis, "one"), CountingNode(redis, "dead")
    dead.fill(LAMP, 4)
    await dead.watchers._step()
    async with one.fanout.running(read_missing=ignore), one.watchers.running():
        one.fill(LAMP, 1)
        await last_count(one, LAMP, 5)
        key = Keys(2).watchers(Keys(2).shard(LAMP), LAMP)
        stored: Any = await redis.hget(key, "dead")
        until_ms = stored.partition(b":")[2]
        assert 0 < int(until_ms) - time.time() * 1000 <= module.COUNT_TTL_MS
        await redis.hset(key, "dead", f"4:{int(until_ms) - module.COUNT_TTL_MS}")
        await last_count(one, LAMP, 1)
        assert one.counts(LAMP)[-2:] == [5, 1]


async def test_a_node_that_stops_removes_its_counts_at_once(redis: Redis) -> None:
    node = CountingNode(redis, "one")
    async with node.fanout.running(read_missing=ignore), node.watchers.running():
        node.fill(LAMP, 2)
        await last_count(node, LAMP, 2)
    assert await redis.dbsize() == 0


async def test_a_large_room_is_sent_counts_less_often(
    redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SOCKETS_PER_S", 2)
    node = CountingNode(redis, "one")
    async with node.fanout.running(read_missing=ignore), node.watchers.running():
        node.fill(LAMP, 5)
        await last_count(node, LAMP, 5)
        node.fill(LAMP, 6)
        await asyncio.sleep(0.25)
        assert node.counts(LAMP) == [5]
        await last_count(node, LAMP, 6)


async def test_every_watcher_is_sent_the_number_of_watchers_on_all_nodes(
    node: LiveNode, other: LiveNode
) -> None:
    await node.put_up()
    async with connected(node) as here:
        await watch(here)
        assert await watcher_count(here) == 1
        async with connected(other) as there, connected(other) as too:
            await watch(there)
            await watch(too)
            assert await watcher_count(there, 3) == 3
            assert await watcher_count(here, 3) == 3
        assert await watcher_count(here, 1) == 1


async def test_a_count_from_before_redis_clock_went_back_is_forgotten(redis: Redis) -> None:
    one = CountingNode(redis, "one")
    one.fill(LAMP, 2)
    keys = Keys(2)
    in_ten_minutes = int(time.time() * 1000) + 600_000
    await redis.hset(keys.watchers(keys.shard(LAMP), LAMP), "dead", f"9:{in_ten_minutes}")
    async with one.fanout.running(read_missing=ignore), one.watchers.running():
        await last_count(one, LAMP, 2)
    assert one.counts(LAMP) == [2]

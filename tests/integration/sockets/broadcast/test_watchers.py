"""The count of watchers in a real Valkey: the sum over living nodes."""

import asyncio
from collections.abc import AsyncIterator
from typing import cast

import pytest
from redis.asyncio import Redis

from server.bidding.hot_state.keys import Keys
from server.domain.types import ItemId, NodeId
from server.sockets.broadcast import watchers as module
from server.sockets.broadcast.fanout import Fanout
from server.sockets.broadcast.watchers import Watchers
from server.sockets.rooms.delivery import Delivery
from server.sockets.rooms.manager import NAMESPACE, Rooms, item_room
from server.sockets.rooms.node_bus import NodeBus
from tests.nodes import StoreUrls
from tests.timeouts import WAIT_MAX_S
from tests.unit.sockets.broadcast.test_fanout import Recorder, ignore

LAMP, VASE = ItemId("lamp"), ItemId("vase")


class Node:
    """One node's counting, over rooms that are filled by hand."""

    def __init__(self, redis: Redis, name: str) -> None:
        self.rooms = Rooms(NodeBus(NodeId("here"), redis, redis))
        self.recorder = Recorder()
        delivery = cast("Delivery", self.recorder)
        self.fanout = Fanout(self.rooms, delivery, lambda: 0, interval_max_ms=250)
        self.watchers = Watchers(redis, Keys(2), NodeId(name), self.rooms, self.fanout)

    def seat(self, item_id: ItemId, sockets: int) -> None:
        room = item_room(item_id)
        for number in range(sockets):
            sid = f"{item_id}-{number}"
            self.rooms.basic_enter_room(sid, NAMESPACE, None, eio_sid=sid)
            self.rooms.enter(sid, room)
        for number in range(sockets, self.rooms.size(room)):
            self.rooms.leave(f"{item_id}-{number}", room)
        if sockets:
            self.fanout.joined(item_id, 0)

    def told(self, item_id: ItemId) -> list[int]:
        """What the first socket of a room has been told."""
        return [data["count"] for _, data in self.recorder.to(f"{item_id}-0")]


@pytest.fixture
async def redis(stores: StoreUrls) -> AsyncIterator[Redis]:
    async with Redis.from_url(stores.redis) as client:
        yield client


@pytest.fixture(autouse=True)
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "COUNT_EVERY_S", 0.05)
    monkeypatch.setattr(module, "COUNT_TTL_MS", 2_000)


async def last(node: Node, item_id: ItemId, count: int) -> None:
    async with asyncio.timeout(WAIT_MAX_S):
        while node.told(item_id)[-1:] != [count]:
            await asyncio.sleep(0.01)


async def test_rooms_are_told_the_sum_over_all_nodes_and_each_change_once(redis: Redis) -> None:
    one, two = Node(redis, "one"), Node(redis, "two")
    async with (
        one.fanout.running(read_missing=ignore),
        two.fanout.running(read_missing=ignore),
        one.watchers.running(),
        two.watchers.running(),
    ):
        one.seat(LAMP, 2)
        one.seat(VASE, 1)
        two.seat(LAMP, 3)
        await last(one, LAMP, 5)
        await last(two, LAMP, 5)
        await last(one, VASE, 1)
        await asyncio.sleep(0.3)
        assert one.told(LAMP)[-2:] in ([2, 5], [5])
        two.seat(LAMP, 0)
        await last(one, LAMP, 2)


async def test_a_socket_that_joins_is_told_though_the_sum_has_not_changed(redis: Redis) -> None:
    node = Node(redis, "one")
    async with node.fanout.running(read_missing=ignore), node.watchers.running():
        node.seat(LAMP, 2)
        await last(node, LAMP, 2)
        node.seat(LAMP, 2)
        async with asyncio.timeout(WAIT_MAX_S):
            while node.told(LAMP) != [2, 2]:
                await asyncio.sleep(0.01)


async def test_a_node_that_dies_is_counted_out_by_itself(redis: Redis) -> None:
    one, dead = Node(redis, "one"), Node(redis, "dead")
    dead.seat(LAMP, 4)
    await dead.watchers._step()
    async with one.fanout.running(read_missing=ignore), one.watchers.running():
        one.seat(LAMP, 1)
        await last(one, LAMP, 5)
        await last(one, LAMP, 1)
        assert one.told(LAMP)[-2:] == [5, 1]


async def test_a_node_that_stops_is_counted_out_at_once(redis: Redis) -> None:
    node = Node(redis, "one")
    async with node.fanout.running(read_missing=ignore), node.watchers.running():
        node.seat(LAMP, 2)
        await last(node, LAMP, 2)
    assert await redis.dbsize() == 0


async def test_a_large_room_is_told_less_often(
    redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SOCKETS_PER_S", 2)
    node = Node(redis, "one")
    async with node.fanout.running(read_missing=ignore), node.watchers.running():
        node.seat(LAMP, 5)
        await last(node, LAMP, 5)
        node.seat(LAMP, 6)
        await asyncio.sleep(0.25)
        assert node.told(LAMP) == [5]
        await last(node, LAMP, 6)

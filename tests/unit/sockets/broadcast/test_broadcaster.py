"""The broadcaster: this node's rooms directly, the others in one call, again when it has failed."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, cast

import msgspec
import pytest
from redis import RedisError
from redis.asyncio import Redis

from server.domain.types import ItemId, NodeId
from server.sockets.broadcast import broadcaster as module
from server.sockets.broadcast.broadcaster import Broadcaster
from server.sockets.broadcast.fanout import Fanout
from server.sockets.broadcast.news import News
from server.sockets.rooms.delivery import Delivery
from server.sockets.rooms.manager import NAMESPACE, Rooms, item_room, user_room
from server.sockets.rooms.node_bus import NodeBus
from tests.unit.domain.sale import ANN, BEN
from tests.unit.sockets.broadcast.history import CY, commits
from tests.unit.sockets.broadcast.test_fanout import Recorder, ignore
from tests.virtual_time import in_virtual_time, virtual_clock

LAMP = ItemId("lamp")


class Wire(NodeBus):
    """A bus that takes down what is published, or fails as often as it is told to."""

    def __init__(self) -> None:
        super().__init__(NodeId("here"), Redis(), Redis())
        self.published: list[list[tuple[str, str, Any]]] = []
        self.failing = 0

    async def publish(self, entries: Sequence[tuple[str, str, object]]) -> None:
        await asyncio.sleep(0)
        if self.failing:
            self.failing -= 1
            raise RedisError("down")
        self.published.append(list(entries))

    def news(self) -> list[tuple[int, int]]:
        """The ranges of all news that was published."""
        found = [body for entries in self.published for _, kind, body in entries if kind == "news"]
        return [(each.from_seq, each.seq) for each in found]


class Node:
    """A broadcaster with a socket in the lamp's room, and one of Ann's."""

    def __init__(self) -> None:
        self.wire = Wire()
        self.rooms = Rooms(self.wire)
        self.recorder = Recorder()
        delivery = cast("Delivery", self.recorder)
        self.fanout = Fanout(self.rooms, delivery, lambda: 0, interval_max_ms=250)
        self.broadcaster = Broadcaster(self.wire, self.rooms, self.fanout, delivery)
        seats = self.rooms.rooms.setdefault(NAMESPACE, {})
        seats[item_room(LAMP)] = {"w": "watcher"}
        seats[user_room(ANN.user_id)] = {"a": "ann"}

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        async with self.fanout.running(read_missing=ignore), self.broadcaster.running():
            yield

    async def published(self, seq: int) -> None:
        async with asyncio.timeout(20):
            while not any(last == seq for _, last in self.wire.news()):
                await asyncio.sleep(0.001)


async def test_a_commit_is_told_here_once_and_published_once() -> None:
    node = Node()
    (settled,) = commits([[ANN]])
    async with node.running():
        node.broadcaster.announce(settled)
        await node.published(3)
    assert [(event, data["seq"]) for event, data in node.recorder.to("watcher")] == [("new_bid", 3)]
    assert node.wire.news() == [(3, 3)]


async def test_commits_that_come_together_are_published_in_one_call() -> None:
    node = Node()
    async with node.running():
        for settled in commits([[ANN], [BEN], [ANN]]):
            node.broadcaster.announce(settled)
        await node.published(5)
    assert len(node.wire.published) == 1
    assert node.wire.news() == [(3, 5)]


@in_virtual_time
async def test_what_could_not_be_published_is_merged_with_what_comes_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("server.sockets.broadcast.fanout.time", virtual_clock())
    monkeypatch.setattr(module, "PUBLISH_RETRY_S", 0.05)
    node = Node()
    node.wire.failing = 2
    first, second = commits([[ANN], [BEN]])
    async with node.running():
        node.broadcaster.announce(first)
        await asyncio.sleep(0.01)
        node.broadcaster.announce(second)
        await node.published(4)
        assert len(node.recorder.to("watcher")) == 2
    assert node.wire.news() == [(3, 4)]


async def test_the_loser_is_told_here_and_through_the_channel_and_the_room_is_not() -> None:
    node = Node()
    async with node.running():
        for settled in commits([[ANN], [BEN, CY]]):
            node.broadcaster.announce(settled)
        await node.published(5)
    assert [event for event, _ in node.recorder.to("ann")] == ["outbid"]
    assert {event for event, _ in node.recorder.to("watcher")} == {"new_bid"}
    (entries,) = node.wire.published
    rooms = {room for room, kind, _ in entries if kind == "outbid"}
    assert rooms == {user_room(ANN.user_id), user_room(BEN.user_id)}


async def test_news_of_another_node_is_told_here_and_not_published_again() -> None:
    node = Node()
    (settled,) = commits([[ANN]])
    news = News(LAMP, 3, 3, {"price": 150}, [{"seq": 3}])
    async with node.running():
        body = msgspec.Raw(msgspec.msgpack.encode(news))
        node.rooms.receive(node.broadcaster.receive, [(item_room(LAMP), "news", body)])
        node.broadcaster.announce(settled)
        await node.published(3)
    assert len(node.recorder.to("watcher")) == 1
    assert node.wire.news() == [(3, 3)]


async def test_what_is_noted_as_the_node_stops_is_still_told_and_published() -> None:
    node = Node()
    (settled,) = commits([[ANN]])
    async with node.running():
        node.broadcaster.announce(settled)
    assert len(node.recorder.to("watcher")) == 1
    assert node.wire.news() == [(3, 3)]

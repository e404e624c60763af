"""The broadcaster: sends to this node's rooms directly and to other nodes in one call, with retries."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, cast
from unittest.mock import Mock

import msgspec
import pytest
from redis import RedisError
from redis.asyncio import Redis

from server.domain.types import ItemId, NodeId, Position
from server.sockets.broadcast import broadcaster as module
from server.sockets.broadcast.broadcaster import Broadcaster
from server.sockets.broadcast.fanout import Fanout
from server.sockets.broadcast.news import News
from server.sockets.broadcast.turns import Turns
from server.sockets.rooms.delivery import Delivery
from server.sockets.rooms.manager import NAMESPACE, Rooms, item_room, user_room
from server.sockets.rooms.node_bus import RESYNC, NodeBus
from tests.unit.domain.sale import ANN, BEN
from tests.unit.sockets.broadcast.history import CY, commits
from tests.unit.sockets.broadcast.recording import RecordingDelivery, ignore
from tests.virtual_time import in_virtual_time, virtual_clock

LAMP = ItemId("lamp")


class RecordingBus(NodeBus):
    """Records the entries that are published, after `failing` failures."""

    def __init__(self) -> None:
        super().__init__(NodeId("here"), Redis(), Redis())
        self.published: list[list[tuple[str, str, Any]]] = []
        self.failing = 0
        self.alone = False

    @property
    def is_alone(self) -> bool:
        return self.alone

    async def publish(self, entries: Sequence[tuple[str, str, object]]) -> None:
        await asyncio.sleep(0)
        if self.failing:
            self.failing -= 1
            raise RedisError("down")
        self.published.append(list(entries))

    def news(self) -> list[tuple[int, int]]:
        """Return the ranges of all published news."""
        found = [body for entries in self.published for _, kind, body in entries if kind == "news"]
        return [(each.from_seq, each.seq) for each in found]


class RecordingSales:
    """Records the news and the epochs that the feeds of sales are offered."""

    def __init__(self) -> None:
        self.news: list[tuple[int, int]] = []
        self.epochs: list[tuple[ItemId, int]] = []

    def accept(self, news: News) -> None:
        self.news.append((news.from_seq, news.seq))

    def begin_epoch(self, item_id: ItemId, epoch: int) -> None:
        self.epochs.append((item_id, epoch))


class BroadcastingNode:
    """A broadcaster, with one socket in the lamp's room and one in Ann's."""

    def __init__(self) -> None:
        self.bus = RecordingBus()
        self.rooms = Rooms(self.bus)
        self.delivery = RecordingDelivery()
        delivery = cast("Delivery", self.delivery)
        turns = Turns(delivery, interval_max_ms=250)
        self.fanout = Fanout(self.rooms, turns, lambda: 0, superseded=Mock())
        self.sales = RecordingSales()
        self.broadcaster = Broadcaster(self.bus, self.rooms, self.fanout, delivery, self.sales)
        members = self.rooms.rooms.setdefault(NAMESPACE, {})
        members[item_room(LAMP)] = {"w": "watcher"}
        members[user_room(ANN.user_id)] = {"a": "ann"}

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        async with self.fanout.running(read_missing=ignore), self.broadcaster.running():
            yield

    async def published(self, seq: int) -> None:
        """Wait until news up to `seq` has been published."""
        async with asyncio.timeout(20):
            while not any(last == seq for _, last in self.bus.news()):
                await asyncio.sleep(0.001)


async def test_a_commit_is_sent_here_once_and_published_once() -> None:
    node = BroadcastingNode()
    (settled,) = commits([[ANN]])
    async with node.running():
        node.broadcaster.announce(settled)
        await node.published(3)
    assert [(event, data["seq"]) for event, data in node.delivery.to("watcher")] == [("new_bid", 3)]
    assert node.bus.news() == [(3, 3)]


async def test_news_is_sent_after_the_answers_of_all_rounds_of_its_turn() -> None:
    node = BroadcastingNode()
    answer, sent_before = asyncio.get_running_loop().call_soon, list[int]()
    async with node.running():
        for settled in commits([[ANN], [BEN]]):
            answer(lambda: sent_before.append(len(node.delivery.sent)))
            node.broadcaster.announce(settled)
        await node.published(4)
    assert sent_before == [0, 0]
    assert node.delivery.to("watcher")


async def test_news_does_not_wait_for_the_answers_of_ever_more_rounds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("server.sockets.broadcast.broadcaster.ANSWERS_FIRST_S", 0)
    node = BroadcastingNode()
    answer, sent_before = asyncio.get_running_loop().call_soon, list[int]()
    async with node.running():
        for settled in commits([[ANN], [BEN]]):
            node.broadcaster.announce(settled)
            answer(lambda: sent_before.append(len(node.delivery.sent)))
        await node.published(4)
    assert all(sent_before)


async def test_commits_of_one_turn_are_published_in_one_call() -> None:
    node = BroadcastingNode()
    async with node.running():
        for settled in commits([[ANN], [BEN], [ANN]]):
            node.broadcaster.announce(settled)
        await node.published(5)
    assert len(node.bus.published) == 1
    assert node.bus.news() == [(3, 5)]


@in_virtual_time
async def test_news_that_could_not_be_published_is_merged_with_later_news(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("server.sockets.broadcast.turns.time", virtual_clock())
    monkeypatch.setattr("server.sockets.broadcast.credit.time", virtual_clock())
    monkeypatch.setattr(module, "PUBLISH_RETRY_S", 0.05)
    node = BroadcastingNode()
    node.bus.failing = 2
    first, second = commits([[ANN], [BEN]])
    async with node.running():
        node.broadcaster.announce(first)
        await asyncio.sleep(0.01)
        node.broadcaster.announce(second)
        await node.published(4)
        assert len(node.delivery.to("watcher")) == 2
    assert node.bus.news() == [(3, 4)]


async def test_outbid_is_sent_to_the_user_here_and_on_other_nodes_and_not_to_the_room() -> None:
    node = BroadcastingNode()
    async with node.running():
        for settled in commits([[ANN], [BEN, CY]]):
            node.broadcaster.announce(settled)
        await node.published(5)
    assert [event for event, _ in node.delivery.to("ann")] == ["mine", "outbid"]
    assert {event for event, _ in node.delivery.to("watcher")} == {"new_bid"}
    (entries,) = node.bus.published
    rooms = {room for room, kind, _ in entries if kind == "outbid"}
    assert rooms == {user_room(ANN.user_id), user_room(BEN.user_id)}


async def test_news_of_another_node_is_sent_here_and_not_published_again() -> None:
    node = BroadcastingNode()
    (settled,) = commits([[ANN]])
    news = News(LAMP, 3, 3, {"price": 150}, [{"seq": 3}])
    async with node.running():
        body = msgspec.Raw(msgspec.msgpack.encode(news))
        node.rooms.receive(node.broadcaster.receive, [(item_room(LAMP), "news", body)])
        node.broadcaster.announce(settled)
        await node.published(3)
    assert len(node.delivery.to("watcher")) == 1
    assert node.bus.news() == [(3, 3)]


async def test_an_epoch_has_the_item_read_for_its_room_here_and_is_published_to_the_other_nodes() -> (
    None
):
    node = BroadcastingNode()
    reads: list[ItemId] = []
    async with node.fanout.running(read_missing=reads.append), node.broadcaster.running():
        node.fanout.joined(LAMP, Position(1, 3))
        node.broadcaster.announce_epochs({LAMP: 2})
        assert reads == [LAMP]
        node.broadcaster.announce_epochs({LAMP: 2})
    assert reads == [LAMP]
    assert node.bus.published == [[(item_room(LAMP), "epoch", 2)]]


async def test_an_epoch_that_another_node_has_begun_has_the_item_read_for_its_room_here() -> None:
    node = BroadcastingNode()
    reads: list[ItemId] = []
    async with node.fanout.running(read_missing=reads.append), node.broadcaster.running():
        node.fanout.joined(LAMP, Position(1, 3))
        body = msgspec.Raw(msgspec.msgpack.encode(2))
        node.rooms.receive(node.broadcaster.receive, [(item_room(LAMP), "epoch", body)])
    assert (reads, node.bus.published) == ([LAMP], [])


async def test_commits_announced_before_the_node_stops_are_sent_and_published() -> None:
    node = BroadcastingNode()
    (settled,) = commits([[ANN]])
    async with node.running():
        node.broadcaster.announce(settled)
    assert len(node.delivery.to("watcher")) == 1
    assert node.bus.news() == [(3, 3)]


async def test_a_node_that_is_alone_publishes_no_news_and_has_the_next_node_read_it() -> None:
    node = BroadcastingNode()
    first, second = commits([[ANN], [BEN]])
    async with node.running():
        node.bus.alone = True
        node.broadcaster.announce(first)
        node.broadcaster.announce_epochs({LAMP: 7})
        async with asyncio.timeout(20):
            while not node.bus.published:
                await asyncio.sleep(0.001)
        assert node.bus.published == [[(item_room(LAMP), "epoch", 7)]], (
            "an epoch is always published"
        )
        node.bus.alone, node.bus.failing = False, 1
        node.broadcaster.met()
        async with asyncio.timeout(20):
            while node.bus.published[-1] != [("", RESYNC, None)]:
                await asyncio.sleep(0.001)
        node.broadcaster.announce(second)
        await node.published(4)
    assert len(node.delivery.to("watcher")) == 2
    assert node.bus.news() == [(4, 4)]
    assert sum(entries == [("", RESYNC, None)] for entries in node.bus.published) == 1


async def test_a_node_that_is_alone_makes_no_own_news_of_users_without_a_socket() -> None:
    node = BroadcastingNode()
    node.bus.alone = True
    async with node.running():
        for settled in commits([[BEN], [ANN]]):
            node.broadcaster.announce(settled)
    assert [event for event, _ in node.delivery.to("ann")] == ["mine"]
    assert not node.bus.published

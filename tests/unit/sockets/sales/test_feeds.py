"""The feeds of sales: news is picked for watched sales alone, and sent in turns at an interval."""

import asyncio
from typing import Any, cast

import msgspec
import pytest
from redis.asyncio import Redis

from server.bidding.hot_state.replies import Snapshot
from server.domain.types import AuctionId, ItemId, NodeId
from server.sockets.broadcast.news import News
from server.sockets.broadcast.turns import Turns
from server.sockets.rooms.delivery import Delivery
from server.sockets.rooms.manager import NAMESPACE, Rooms, item_room, sale_room
from server.sockets.rooms.node_bus import NodeBus
from server.sockets.sales import feeds as module
from server.sockets.sales.feed import SaleFeed
from server.sockets.sales.feeds import INTERVAL_S, SaleFeeds
from tests.unit.domain.sale import NOON, opened
from tests.unit.sockets.broadcast.recording import RecordingDelivery
from tests.virtual_time import in_virtual_time

SALE, LAMP = AuctionId("sale"), ItemId("lamp")


class SaleNode:
    """The feeds of a node, with a socket that watches the sale of the lamp."""

    def __init__(self) -> None:
        self.rooms = Rooms(NodeBus(NodeId("here"), Redis(), Redis()))
        self.delivery = RecordingDelivery()
        turns = Turns(cast("Delivery", self.delivery), interval_max_ms=250)
        self.feeds = SaleFeeds(self.rooms, turns, lambda: NOON)
        self.reads = 0

    def running(self) -> Any:
        return self.feeds.running(read_soon=self.read)

    def read(self) -> None:
        self.reads += 1

    def watch(self) -> SaleFeed:
        self.rooms.basic_enter_room("w", NAMESPACE, None, eio_sid="w")
        self.rooms.enter("w", sale_room(SALE))
        feed = self.feeds.open(SALE)
        self.feeds.arrange(feed, [LAMP])
        self.feeds.accept_read(feed, Snapshot(opened(), (), NOON))
        feed.was_read(NOON)
        return feed

    def sent(self) -> list[Any]:
        messages = [msgspec.json.decode(argument) for _, argument in self.delivery.to("w")]
        return [(each["number"], [row["price"] for row in each["items"]]) for each in messages]


def news(seq: int, item_id: ItemId = LAMP, **more: Any) -> News:
    return News(item_id, seq, seq, {"seq": seq, "price": seq, "leader": None}, [], epoch=0, **more)


@in_virtual_time
async def test_a_change_is_sent_at_once_and_later_ones_in_one_message_after_the_interval() -> None:
    node = SaleNode()
    async with node.running():
        first = node.watch().number
        for seq in (3, 4, 5):
            node.feeds.accept(news(seq))
            await asyncio.sleep(0.01)
        assert node.sent() == [(first + 1, [3])]
        await asyncio.sleep(INTERVAL_S)
        assert node.sent() == [(first + 1, [3]), (first + 2, [5])]


@in_virtual_time
async def test_news_of_other_sales_and_of_a_node_without_watchers_is_passed_over() -> None:
    node = SaleNode()
    async with node.running():
        node.feeds.accept(news(3, item={"auction_id": SALE}))
        node.watch()
        node.feeds.accept(news(3, ItemId("vase"), item={"auction_id": "another"}))
        node.feeds.accept(news(3, ItemId("vase")))
    assert (node.sent(), node.rooms.followed) == ([], {item_room(LAMP)})


@in_virtual_time
async def test_an_item_that_is_put_up_joins_the_feed_of_its_sale() -> None:
    node = SaleNode()
    async with node.running():
        feed = node.watch()
        node.feeds.accept(news(1, ItemId("vase"), item={"auction_id": SALE}))
        await asyncio.sleep(0.01)
        assert feed.item_ids == [LAMP, "vase"]
        assert item_room(ItemId("vase")) in node.rooms.followed
    assert [rows for _, rows in node.sent()] == [[1]]


@in_virtual_time
async def test_an_item_that_begins_an_epoch_has_the_sales_read_again() -> None:
    node = SaleNode()
    async with node.running():
        node.watch()
        node.feeds.begin_epoch(ItemId("vase"), 1)
        assert node.reads == 0
        node.feeds.begin_epoch(LAMP, 1)
        assert node.reads == 1


@in_virtual_time
async def test_a_feed_is_kept_for_a_while_after_its_last_watcher_has_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "LINGER_S", 0)
    node = SaleNode()
    async with node.running():
        feed = node.watch()
        node.feeds.close_unwatched()
        assert node.feeds.get(SALE) is feed
        node.rooms.leave("w", sale_room(SALE))
        assert node.feeds.get(SALE) is feed
        node.feeds.close_unwatched()
        assert (node.feeds.get(SALE), node.rooms.followed) == (None, set())


@in_virtual_time
async def test_changes_that_wait_are_sent_when_the_node_stops() -> None:
    node = SaleNode()
    async with node.running():
        node.watch()
        for seq in (3, 4):
            node.feeds.accept(news(seq))
            await asyncio.sleep(0.01)
    assert [rows for _, rows in node.sent()] == [[3], [4]]

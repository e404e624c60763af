"""The reader of sales: one reading for all that wait, and rows that a feed lacked are found."""

import asyncio
from collections.abc import Sequence
from typing import Any, cast

import pytest
from redis.asyncio import Redis

from server.bidding.archive import Archive, ArchiveUnavailable, NotInArchive
from server.bidding.hot_state.hot_state import HotState
from server.bidding.hot_state.replies import Snapshot
from server.domain.item import Item
from server.domain.rejection import Code
from server.domain.types import AuctionId, ItemId, NodeId
from server.sockets.broadcast.turns import Turns
from server.sockets.rooms.delivery import Delivery
from server.sockets.rooms.manager import NAMESPACE, Rooms, sale_room
from server.sockets.rooms.node_bus import NodeBus
from server.sockets.sales import reader as module
from server.sockets.sales.feed import SaleFeed
from server.sockets.sales.feeds import SaleFeeds
from server.sockets.sales.reader import SaleReader
from server.wire.errors import Refused
from tests.timeouts import eventually
from tests.unit.domain.sale import ANN, NOON, after_maxima, opened
from tests.unit.sockets.broadcast.recording import RecordingDelivery

SALE = AuctionId("sale")


class Stores:
    """An archive with a sale of some items, and a hot state that has them."""

    def __init__(self, *item_ids: str) -> None:
        self.items: dict[ItemId, Item] = {
            ItemId(each): opened(item_id=ItemId(each)) for each in item_ids
        }
        self.reads: list[list[ItemId]] = []
        self.archive_is_down = False
        self.asked = 0

    async def auction(self, auction_id: AuctionId) -> object:
        if auction_id != SALE:
            raise NotInArchive("auction")
        return object()

    async def item_ids(self, _: AuctionId, *, after: ItemId | None, limit: int) -> Sequence[ItemId]:
        self.asked += 1
        if self.archive_is_down:
            raise ArchiveUnavailable
        ids = list(self.items)
        return ids[ids.index(after) + 1 :][:limit] if after else ids[:limit]

    async def read_available(self, item_ids: Sequence[ItemId]) -> dict[ItemId, Snapshot]:
        await asyncio.sleep(0)
        self.reads.append(list(item_ids))
        return {each: Snapshot(self.items[each], (), NOON) for each in item_ids}


class ReadingNode:
    """A reader, and the feed of a sale that a socket watches."""

    def __init__(self, stores: Stores, auction_id: AuctionId = SALE) -> None:
        rooms = Rooms(NodeBus(NodeId("here"), Redis(), Redis()))
        rooms.basic_enter_room("w", NAMESPACE, None, eio_sid="w")
        rooms.enter("w", sale_room(auction_id))
        turns = Turns(cast("Delivery", RecordingDelivery()), interval_max_ms=250)
        self.feeds = SaleFeeds(rooms, turns, lambda: NOON)
        self.feed: SaleFeed = self.feeds.open(auction_id)
        hot_state, archive = cast("HotState", stores), cast("Archive", stores)
        self.reader = SaleReader(self.feeds, hot_state, archive, lambda: NOON)

    def rows(self) -> list[tuple[str, Any]]:
        page = self.feed.page(None, None, 100)
        assert page is not None
        return [(each.row.item_id, each.row.fields["price"]) for each in page.entries]


async def test_watchers_that_come_at_once_share_one_reading_of_the_sale(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "ITEMS_PER_CALL", 2)
    monkeypatch.setattr(module, "IDS_PER_QUERY", 2)
    stores = Stores("a", "b", "c")
    node = ReadingNode(stores)
    await asyncio.gather(*(node.reader.fill(node.feed) for _ in range(5)))
    await node.reader.fill(node.feed)
    assert stores.reads == [["a", "b"], ["c"]]
    assert (node.rows(), node.feed.as_of) == ([("a", 100), ("b", 100), ("c", 100)], NOON)


async def test_a_sale_that_does_not_exist_is_refused_to_all_that_wait() -> None:
    node = ReadingNode(Stores(), AuctionId("ghost"))
    answers = await asyncio.gather(
        *(node.reader.fill(node.feed) for _ in range(3)), return_exceptions=True
    )
    codes = [each.rejection.code for each in answers if isinstance(each, Refused)]
    assert codes == [Code.NOT_FOUND] * 3


async def test_what_the_feeds_lack_is_found_even_while_the_archive_is_down() -> None:
    stores = Stores("a", "b")
    node = ReadingNode(stores)
    await node.reader.fill(node.feed)
    async with node.reader.running():
        stores.archive_is_down = True
        stores.items[ItemId("a")] = after_maxima(stores.items[ItemId("a")], (ANN, 500))
        node.reader.read_all_soon()
        await eventually(lambda: node.reader.resynced == 1)
        stores.archive_is_down = False
        stores.items[ItemId("c")] = opened(item_id=ItemId("c"))
        node.reader.read_all_soon()
        await eventually(lambda: node.reader.resynced == 2)
        assert [item_id for item_id, _ in node.rows()] == ["a", "b", "c"]


async def test_an_archive_that_is_down_is_asked_once_for_all_sales() -> None:
    stores = Stores("a")
    node = ReadingNode(stores)
    other = node.feeds.open(AuctionId("other"))
    await node.reader.fill(node.feed)
    other.was_read(NOON)
    stores.archive_is_down = True
    asked = stores.asked
    with pytest.raises(ArchiveUnavailable):
        await node.reader._compare_all()
    assert stores.asked == asked + 1

"""The archive behind a node writes what a floor commits."""

from server.bidding.floor import Floor
from server.bidding.hot_state.clock import RedisClock
from server.bidding.hot_state.hot_state import HotState
from server.bidding.hot_state.keys import Keys
from server.domain.auction import Auction
from server.domain.commands import OpenItem, ScheduleItem
from server.domain.types import AuctionId, NodeId
from server.node.archiving import archiving
from server.node.stores.connect import open_stores
from server.settings import Settings
from tests.archive_rows import EVENTS, archived
from tests.integration.bidding.conftest import HOUSE, LAMP, listing
from tests.nodes import SECRET, StoreUrls


async def test_commits_of_a_floor_are_written_without_a_core(
    stores: StoreUrls,
) -> None:
    settings = Settings(redis_url=stores.redis, database_url=stores.database, secret=SECRET)
    keys, node = Keys(settings.shards), NodeId("node")
    async with open_stores(settings) as opened:
        behind = archiving(settings, opened, keys, node, announce_epochs=lambda _: None)
        hot_state = HotState(
            opened.redis,
            keys,
            RedisClock(),
            node=node,
            recent_bids_max=settings.recent_bids_max,
            restoration=behind.restorer,
        )
        floor = Floor(hot_state, announce=lambda _: None, commits=behind.commits)
        async with behind.running(), floor.open():
            await behind.archive.add_auction(
                Auction(AuctionId("sale"), "A sale", HOUSE.user_id, "H#aaaaa", "EUR", 1)
            )
            await floor.submit(LAMP, ScheduleItem(HOUSE, listing()))
            await floor.submit(LAMP, OpenItem(HOUSE))
            rows = await archived(stores, EVENTS, 2)
            assert behind.takes_bids()
    assert [row["type"] for row in rows] == ["ItemScheduled", "ItemOpened"]
    assert behind.queue.counters.written == 2

"""The sequencer: the next item is called by any node that sees the end, also after a failure."""

import asyncio
import uuid
from collections.abc import Collection, Sequence
from http import HTTPStatus

import pytest
from redis.asyncio import Redis
from structlog.testing import capture_logs

from server.bidding.floor import Floor
from server.bidding.hot_state.hot_state import HotState
from server.bidding.hot_state.restoration_port import NoRestoration
from server.bidding.hot_state.scripts import HotStateUntrusted
from server.bidding.sequencer import Sequencer
from server.domain.commands import CancelItem, CloseItem, OpenItem, ScheduleItem
from server.domain.item import Item
from server.domain.types import AuctionId, ItemId, Status
from tests.integration.archive import archived
from tests.integration.bidding.conftest import HOUSE, floor_on, hot_state_at, listing
from tests.nodes import LiveNode, StoreUrls
from tests.timeouts import WAIT_MAX_S

ONE, TWO, THREE = ITEMS = [ItemId(name) for name in ("one", "two", "three")]


class Order:
    """An archive that is down for the first few questions."""

    def __init__(self, down_for: int = 0, items_per_page: int = 1) -> None:
        self._down_for = down_for
        self._items_per_page = items_per_page

    async def __call__(self, auction_id: AuctionId, *, after: ItemId) -> Sequence[ItemId]:
        """Return a page of the items after one."""
        self._down_for -= 1
        if self._down_for >= 0:
            raise ConnectionError("down")
        later = ITEMS.index(after) + 1
        return ITEMS[later : later + self._items_per_page]


async def put_up(floor: Floor) -> None:
    """Put three items of a sequence up and open the first."""
    for item_id in ITEMS:
        rules = listing(item_id, gap_ms=60_000, duration_ms=60_000)
        await floor.submit(item_id, ScheduleItem(HOUSE, rules))
    await floor.submit(ONE, OpenItem(HOUSE))


async def item(hot_state: HotState, item_id: ItemId) -> Item:
    return (await hot_state.read([item_id]))[item_id].item


async def settled(hot_state: HotState, item_id: ItemId, sequencer: Sequencer) -> Item:
    """Show the sequencer what is due until an ended item has called the next."""
    async with asyncio.timeout(WAIT_MAX_S):
        while (await item(hot_state, item_id)).calls_next:
            due, _ = await hot_state.due(0)
            sequencer.see(due)
            await asyncio.sleep(0.01)
    return await item(hot_state, item_id)


async def test_an_ended_item_stays_due_until_the_next_has_been_called(hot_state: HotState) -> None:
    async with floor_on(hot_state) as floor:
        await put_up(floor)
        await floor.submit(ONE, CloseItem(HOUSE))
        assert (await hot_state.due(0))[0] == [ONE]
        sequencer = Sequencer(hot_state, floor, Order(down_for=3))
        async with sequencer.running():
            ended = await settled(hot_state, ONE, sequencer)
        assert (ended.status, ended.called_next) == (Status.UNSOLD, True)
        assert (await hot_state.due(0))[0] == []
        called = (await item(hot_state, TWO)).opens_at
        assert called is not None
        assert 0 < called - (await hot_state.read([TWO]))[TWO].now <= 60_000
        assert (await item(hot_state, THREE)).opens_at is None


async def test_two_nodes_call_the_same_item_once(hot_state: HotState) -> None:
    async with floor_on(hot_state) as one, floor_on(hot_state) as two:
        await put_up(one)
        await one.submit(ONE, CloseItem(HOUSE))
        first, second = (Sequencer(hot_state, floor, Order()) for floor in (one, two))
        async with first.running(), second.running():
            second.see([ONE])
            await settled(hot_state, ONE, first)
        assert (await item(hot_state, TWO)).seq == 2
        assert (await item(hot_state, THREE)).seq == 1


async def test_an_item_cancelled_before_its_turn_is_passed_over(hot_state: HotState) -> None:
    async with floor_on(hot_state) as floor:
        await put_up(floor)
        await floor.submit(TWO, CancelItem(HOUSE))
        await floor.submit(ONE, CloseItem(HOUSE))
        sequencer = Sequencer(hot_state, floor, Order())
        async with sequencer.running():
            await settled(hot_state, ONE, sequencer)
        assert (await item(hot_state, THREE)).opens_at is not None


async def test_after_the_last_item_none_is_called(hot_state: HotState) -> None:
    async with floor_on(hot_state) as floor:
        await put_up(floor)
        await floor.submit(THREE, OpenItem(HOUSE))
        await floor.submit(THREE, CloseItem(HOUSE))
        sequencer = Sequencer(hot_state, floor, Order())
        async with sequencer.running():
            assert (await settled(hot_state, THREE, sequencer)).called_next


async def test_items_of_a_sequence_open_one_after_another(node: LiveNode) -> None:
    sale = {"auction_id": "turns", "title": "A sale", "sequence": {"gap_s": 0}}
    await node.post("/auctions", sale, node.auctioneer)
    ids = [uuid.uuid4().hex for _ in range(4)]
    for item_id in ids:
        item = {"item_id": item_id, "title": "Lamp", "start_price": 100, "duration_ms": 300}
        status, body = await node.post("/auctions/turns/items", item, node.auctioneer)
        assert (status, body["opens_at"], body["ends_at"]) == (HTTPStatus.CREATED, None, None)
    await node.command(ids[1], "cancel")
    await node.command(ids[0], "open")
    async with asyncio.timeout(2 * WAIT_MAX_S):
        while (await node.get(f"/items/{ids[3]}"))[1]["status"] != "unsold":
            await asyncio.sleep(0.05)
    items = [(await node.get(f"/items/{item_id}"))[1] for item_id in ids]
    assert [item["status"] for item in items] == ["unsold", "cancelled", "unsold", "unsold"]
    assert items[0]["ends_at"] <= items[2]["opens_at"] < items[2]["ends_at"] <= items[3]["opens_at"]
    await archived(node, ids[3])


class NotNow(NoRestoration):
    """A restorer that can't restore anything now."""

    async def restore(self, item_ids: Sequence[ItemId]) -> Collection[ItemId]:
        raise HotStateUntrusted(f"{item_ids} are being restored")


async def test_an_item_that_redis_has_lost_is_not_passed_over(stores: StoreUrls) -> None:
    async with (
        hot_state_at(stores.redis, restoration=NotNow()) as hot_state,
        hot_state_at(stores.redis) as other_node,
        Redis.from_url(stores.redis) as redis,
        floor_on(hot_state) as floor,
    ):
        async with floor_on(other_node) as other_floor:
            await put_up(other_floor)
            await other_floor.submit(ONE, CloseItem(HOUSE))
        key = hot_state.keys.item(0, TWO)
        lost = await redis.dump(key)
        assert lost is not None
        await redis.delete(key)
        sequencer = Sequencer(hot_state, floor, Order(items_per_page=2))
        async with sequencer.running():
            with capture_logs() as logs, pytest.raises(TimeoutError):
                async with asyncio.timeout(0.5):
                    await settled(hot_state, ONE, sequencer)
            assert "sequencer_waits_for_redis" in {each["event"] for each in logs}
            assert (await item(hot_state, THREE)).opens_at is None
            await redis.restore(key, 0, lost)
            await settled(hot_state, ONE, sequencer)
        assert (await item(hot_state, TWO)).opens_at is not None
        assert (await item(hot_state, THREE)).opens_at is None

"""A watched item of the Python client, over a wire that loses and holds back frames."""

import asyncio

import pytest

from auction_client import AuctionClient, RequestRefused
from tests.integration.clients.lossy_wire import LossyWire, is_answer, is_new_bid
from tests.integration.clients.views import LIMIT_S, amounts, until
from tests.losses import bids_of_a_dead_node, lose_events
from tests.nodes import LiveNode


async def test_a_bid_that_overtakes_the_answer_to_watch_is_not_missed(
    node: LiveNode, wire: LossyWire
) -> None:
    await node.put_up()
    async with AuctionClient(wire.url) as watcher:
        wire.hold(is_answer)
        first = asyncio.ensure_future(anext(watcher.watch("lamp")))
        async with asyncio.timeout(LIMIT_S):
            while not wire.holds:
                await asyncio.sleep(0.01)
        await node.bid(100)
        await wire.comes(is_new_bid)
        wire.release()
        assert amounts(await first) == [100]


async def test_a_gap_is_filled_without_a_further_message(node: LiveNode, wire: LossyWire) -> None:
    await node.put_up()
    async with AuctionClient(wire.url) as watcher:
        views = watcher.watch("lamp")
        await anext(views)
        wire.lose(lambda frame: is_new_bid(frame) and '"amount":110' in frame)
        for amount in (100, 110, 120):
            await node.bid(amount)
            await wire.comes(lambda frame, amount=amount: f'"amount":{amount}' in frame)  # type: ignore[misc]
        view = await until(views, 120)
    assert wire.losses == 1
    assert amounts(view) == [100, 110, 120]


async def test_a_watch_resyncs_after_a_lost_connection(node: LiveNode, wire: LossyWire) -> None:
    await node.put_up()
    async with AuctionClient(wire.url) as watcher:
        views = watcher.watch("lamp")
        await node.bid(100)
        await until(views, 100)
        await wire.disconnect()
        for amount in (110, 120, 130):
            await node.bid(amount)
        await wire.connect()
        view = await until(views, 130)
    assert amounts(view) == [100, 110, 120, 130]


async def test_a_watch_shows_the_true_price_and_leader_after_a_loss(node: LiveNode) -> None:
    await node.put_up()
    await node.bid(120, "ann")
    await bids_of_a_dead_node(node.stores, ("ben", 150), ("cy", 160))
    async with AuctionClient(node.url) as watcher:
        views = watcher.watch("lamp")
        assert (await anext(views)).item.price == 160
        await lose_events(node.stores, after=3, before=6)
        view = await until(views, 120)
        assert (view.item.leader or "")[:4] == "Ann#"
        assert amounts(view) == [120]
        await node.bid(130, "dan")
        assert amounts(await until(views, 130)) == [120, 130]


async def test_a_watch_ends_with_the_outcome(node: LiveNode) -> None:
    await node.put_up()
    await node.bid(100)
    async with AuctionClient(node.url) as watcher:
        views = watcher.watch("lamp")
        await anext(views)
        await node.command("lamp", "close")
        async with asyncio.timeout(LIMIT_S):
            later = [view async for view in views]
    assert later[-1].item.status == "sold"
    assert [winner.amount for winner in later[-1].item.winners] == [100]


async def test_an_item_that_does_not_exist_cannot_be_watched(node: LiveNode) -> None:
    async with AuctionClient(node.url) as watcher:
        with pytest.raises(RequestRefused, match="not_found"):
            await anext(watcher.watch("nothing"))

"""Resync on live nodes: every watcher converges to the hot state, whatever the nodes failed to send."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from redis.asyncio import Redis

from server.domain.commands import PlaceBid, RetractBid
from server.domain.events import Reason
from server.domain.types import Bidder, BidId, UserId
from server.sockets.broadcast import resync
from tests.integration.bidding.conftest import LAMP, floor_on, hot_state_at
from tests.integration.sockets.client_steps import message_from, watch
from tests.losses import bids_of_a_dead_node, lose_events
from tests.nodes import LiveNode, StoreUrls, connected, node_here

ANN, BEN = Bidder(UserId("ann"), "Ann#12345"), Bidder(UserId("ben"), "Ben#12345")


@pytest.fixture
async def eager(stores: StoreUrls, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[LiveNode]:
    """A node that compares its rooms with the hot state all the time."""
    monkeypatch.setattr(resync, "READ_EVERY_S", 0.1)
    async with node_here(stores) as live:
        yield live


async def test_every_watcher_converges_after_the_connections_of_the_bus_were_killed(
    node: LiveNode, other: LiveNode
) -> None:
    await node.put_up()
    async with connected(node) as here, connected(other) as there:
        await watch(here)
        await watch(there)
        async with Redis.from_url(node.stores.redis) as redis:
            assert await redis.client_kill_filter(_type="pubsub") >= 2
        for amount, at in ((150, node), (160, other), (170, node)):
            await at.bid(amount, f"u{amount}")
        for client in (here, there):
            # An `item` that closes the gap, or a `new_bid` if the bus carried again before it.
            assert (await message_from(client, None, 5))["price"] == 170
        await node.bid(180, "u180")
        assert (await message_from(there, "new_bid", 6))["from_seq"] == 6


async def test_bids_that_a_dead_node_has_committed_are_sent_by_the_others(eager: LiveNode) -> None:
    await eager.put_up()
    await eager.bid(120, "ben")
    async with connected(eager) as watcher, hot_state_at(eager.stores.redis) as hot_state:
        await watch(watcher)
        async with floor_on(hot_state) as dead:
            for amount in (150, 160):
                await dead.submit(LAMP, PlaceBid(BidId(f"b{amount}"), ANN, amount, raise_own=True))
        messages: list[Any] = []
        while not messages or messages[-1]["seq"] < 5:
            messages.append(await message_from(watcher, "new_bid", 4))
    assert (messages[0]["from_seq"], messages[-1]["price"]) == (4, 160)
    assert [bid["amount"] for message in messages for bid in message["bids"]] == [150, 160]


async def test_a_retraction_that_a_dead_node_has_committed_is_sent_by_the_others(
    eager: LiveNode,
) -> None:
    await eager.put_up()
    await eager.bid(120, "ben", bid_id="b1")
    async with connected(eager) as watcher, hot_state_at(eager.stores.redis) as hot_state:
        await watch(watcher)
        async with floor_on(hot_state) as dead:
            await dead.submit(LAMP, RetractBid(BidId("b1"), BEN, Reason.MISTYPED))
        message = await message_from(watcher, "new_bid", 4)
    assert (message["from_seq"], message["bids"], message["retracted"]) == (4, [], [3])


async def test_a_gap_that_a_dead_node_has_left_is_closed_before_the_next_bid_is_sent(
    stores: StoreUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resync, "READ_EVERY_S", 600)
    async with (
        node_here(stores) as node,
        connected(node) as watcher,
        hot_state_at(stores.redis) as hot_state,
    ):
        await node.put_up()
        await watch(watcher)
        await node.bid(120, "ben")
        await message_from(watcher, "new_bid", 3)
        async with floor_on(hot_state) as dead:
            await dead.submit(LAMP, PlaceBid(BidId("unsent"), ANN, 150))
        await node.bid(200, "ben")
        message = await message_from(watcher, "new_bid", 5)
    assert (message["from_seq"], message["seq"]) == (4, 5)
    assert [bid["bid_id"] == "unsent" for bid in message["bids"]] == [True, False]


async def test_a_socket_that_stayed_is_sent_the_true_price_after_a_loss_without_a_bid(
    eager: LiveNode,
) -> None:
    await eager.put_up()
    await eager.bid(120, "ann")
    async with connected(eager) as watcher:
        epoch = (await watcher.call("watch", {"item_id": "lamp"}))["item"]["epoch"]
        await bids_of_a_dead_node(eager.stores, ("ben", 150), ("cy", 160))
        await message_from(watcher, "new_bid", 5)
        await lose_events(eager.stores, after=3, before=6)
        message = await item_of_later_epoch(watcher, epoch)
        assert (message["seq"], message["price"], message["leader"][:4]) == (3, 120, "Ann#")
        assert (await eager.get("/items/lamp"))[1]["epoch"] == message["epoch"]
        await eager.bid(130, "dan")
        bid = await message_from(watcher, "new_bid", 4)
    assert (bid["epoch"], bid["from_seq"], bid["price"]) == (message["epoch"], 4, 130)


async def test_both_nodes_send_an_item_that_has_begun_an_epoch_at_once(
    node: LiveNode, other: LiveNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    await node.put_up()
    await node.bid(120, "ann")
    async with connected(node) as here, connected(other) as there:
        for client in (here, there):
            epoch = (await client.call("watch", {"item_id": "lamp"}))["item"]["epoch"]
        await bids_of_a_dead_node(node.stores, ("ben", 150), ("cy", 160))
        await lose_events(node.stores, after=3, before=6)
        # The rooms are not compared any more: it is the node that restores the item who tells them.
        monkeypatch.setattr(resync, "READ_EVERY_S", 600)
        await node.bid(130, "dan")
        for client in (here, there):
            message = await item_of_later_epoch(client, epoch)
            assert (message["seq"], message["price"]) in {(3, 120), (4, 130)}


async def test_a_watcher_of_an_earlier_epoch_gets_a_snapshot_in_place_of_the_missed_bids(
    node: LiveNode,
) -> None:
    await node.put_up()
    await node.bid(120, "ann")
    await bids_of_a_dead_node(node.stores, ("ben", 150))
    async with connected(node) as watcher:
        epoch = (await watcher.call("watch", {"item_id": "lamp"}))["item"]["epoch"]
        await lose_events(node.stores, after=3, before=5)
        for amount in (130, 140):
            await node.bid(amount, "dan")
        old = await watcher.call("watch", {"item_id": "lamp", "since": 4, "epoch": epoch})
        now = old["item"]["epoch"]
        new = await watcher.call("watch", {"item_id": "lamp", "since": 4, "epoch": now})
        unaware = await watcher.call("watch", {"item_id": "lamp", "since": 9})
    assert [bid["amount"] for bid in old["bids"]] == [120, 130, 140]
    assert (old["complete"], now > epoch) == (False, True)
    assert ([bid["amount"] for bid in new["bids"]], new["complete"]) == ([140], True)
    assert (len(unaware["bids"]), unaware["complete"]) == (3, False)


async def item_of_later_epoch(client: Any, epoch: int) -> Any:
    """Return the first `item` message of a later epoch."""
    while True:
        message = await message_from(client, "item", 0)
        if message["epoch"] > epoch:
            return message

"""The rooms of two nodes: told by both, kept true whatever is lost between them, and private."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import socketio
from redis.asyncio import Redis

from server.domain.commands import PlaceBid, RetractBid
from server.domain.events import Reason
from server.domain.types import Bidder, BidId, UserId
from server.sockets.broadcast import resync
from tests.integration.bidding.conftest import LAMP, floor_on, hot_state_at
from tests.nodes import LiveNode, StoreUrls, connected, node_here
from tests.timeouts import WAIT_MAX_S


@pytest.fixture
async def other(stores: StoreUrls, node: LiveNode) -> AsyncIterator[LiveNode]:
    async with node_here(stores) as live:
        yield live


async def hears(
    client: socketio.AsyncSimpleClient, event: str, seq: int, within_s: float = WAIT_MAX_S
) -> Any:
    """Return the first message of this name, or without one of any, at or above a seq."""
    async with asyncio.timeout(within_s):
        while True:
            name, message = await client.receive()
            if event in (name, "") and message.get("seq", 0) >= seq:
                return message


async def silent(client: socketio.AsyncSimpleClient, event: str, for_s: float = 0.3) -> None:
    """Assert that a client gets no message of this name."""
    with pytest.raises(TimeoutError):
        await hears(client, event, 0, for_s)


async def watch(client: socketio.AsyncSimpleClient) -> None:
    assert (await client.call("watch", {"item_id": "lamp"}))["ok"] is True


async def test_every_watcher_converges_after_the_connection_of_the_channel_was_killed(
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
            # As an `item` that mends the gap, or as a `new_bid` where the bus was back before it.
            assert (await hears(client, "", 5))["price"] == 170
        await node.bid(180, "u180")
        assert (await hears(there, "new_bid", 6))["from_seq"] == 6


async def test_a_deaf_node_says_so_and_goes_on_taking_bids(node: LiveNode) -> None:
    await node.put_up()
    async with Redis.from_url(node.stores.redis) as redis, asyncio.timeout(WAIT_MAX_S):
        while (body := (await node.get("/readyz"))[1])["dependencies"]["rooms"] == "ok":
            await redis.client_kill_filter(_type="pubsub")
        assert (body["ready"], body["dependencies"]["rooms"]) == (
            True,
            "down: nothing arrives from the node bus",
        )
        assert (await node.bid(150))[0] == 200
        while (await node.get("/readyz"))[1]["dependencies"]["rooms"] != "ok":
            await asyncio.sleep(0.05)


async def test_what_a_dead_node_has_committed_and_not_told_is_told_by_the_others(
    node: LiveNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resync, "READ_EVERY_S", 0.2)
    await node.put_up()
    await node.bid(120, "ben")
    async with connected(node) as watcher, hot_state_at(node.stores.redis) as hot_state:
        await watch(watcher)
        async with floor_on(hot_state) as floor:
            ann = Bidder(UserId("ann"), "Ann#12345")
            for amount in (150, 160):
                await floor.submit(LAMP, PlaceBid(BidId(f"b{amount}"), ann, amount))
        message = await hears(watcher, "new_bid", 5)
    assert (message["from_seq"], message["price"]) == (4, 160)
    assert [bid["amount"] for bid in message["bids"]] == [150, 160]


async def test_what_a_dead_node_has_taken_back_and_not_told_is_told_by_the_others(
    node: LiveNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resync, "READ_EVERY_S", 0.2)
    await node.put_up()
    await node.bid(120, "ben", bid_id="b1")
    ben = Bidder(UserId("ben"), "Ben#12345")
    async with connected(node) as watcher, hot_state_at(node.stores.redis) as hot_state:
        await watch(watcher)
        async with floor_on(hot_state) as floor:
            await floor.submit(LAMP, RetractBid(BidId("b1"), ben, Reason.MISTYPED))
        message = await hears(watcher, "new_bid", 4)
    assert (message["from_seq"], message["bids"], message["retracted"]) == (4, [], [3])


async def test_a_gap_that_another_node_has_left_is_filled_before_anybody_sees_it(
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
        await hears(watcher, "new_bid", 3)
        async with floor_on(hot_state) as floor:
            ann = Bidder(UserId("ann"), "Ann#12345")
            await floor.submit(LAMP, PlaceBid(BidId("untold"), ann, 150))
        await node.bid(200, "ben")
        message = await hears(watcher, "new_bid", 5)
    assert (message["from_seq"], message["seq"]) == (4, 5)
    assert [bid["bid_id"] == "untold" for bid in message["bids"]] == [True, False]


async def test_outbid_reaches_all_sockets_of_the_loser_on_all_nodes_and_nobody_else(
    node: LiveNode, other: LiveNode
) -> None:
    await node.put_up()
    async with (
        connected(node, node.token("ann")) as ann,
        connected(other, node.token("ann")) as also_ann,
        connected(other, node.token("ben")) as ben,
        connected(other) as watcher,
    ):
        await watch(ben)
        await watch(watcher)
        await node.bid(150, "ann")
        await node.bid(200, "ben")
        for client in (ann, also_ann):
            assert await hears(client, "outbid", 4) == {
                "item_id": "lamp",
                "seq": 4,
                "price": 200,
                "minimum": 210,
            }
        await silent(ben, "outbid")
        await silent(watcher, "outbid")


async def test_two_nodes_that_bid_in_turn_leave_no_gap_and_no_step_back_on_any_screen(
    node: LiveNode, other: LiveNode
) -> None:
    await node.put_up()
    async with connected(node) as here, connected(other) as there:
        await watch(here)
        await watch(there)
        for step in range(30):
            await (node, other)[step % 2].bid(150 + 10 * step, f"u{step % 3}")
        for client in (here, there):
            seq = 2
            while seq < 32:
                message = await hears(client, "new_bid", 0)
                assert message["from_seq"] <= seq + 1
                assert message["seq"] > seq
                seq = message["seq"]


async def test_everybody_is_told_how_many_watch_over_all_nodes(
    node: LiveNode, other: LiveNode
) -> None:
    await node.put_up()
    async with connected(node) as here:
        await watch(here)
        assert await told_count(here) == 1
        async with connected(other) as there, connected(other) as too:
            await watch(there)
            await watch(too)
            assert await told_count(there, 3) == 3
            assert await told_count(here, 3) == 3
        assert await told_count(here, 1) == 1


async def told_count(client: socketio.AsyncSimpleClient, expected: int | None = None) -> int:
    """Return the next count, or wait for the expected one."""
    async with asyncio.timeout(WAIT_MAX_S):
        while True:
            name, message = await client.receive()
            if name == "watchers" and expected in (None, message["count"]):
                assert message["item_id"] == "lamp"
                return int(message["count"])

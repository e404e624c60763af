"""The broadcaster on live nodes: every commit reaches the rooms of all nodes, and only its own rooms."""

import pytest

from server.sockets.broadcast import resync
from tests.integration.sockets.client_steps import assert_none_received, message_from, watch
from tests.nodes import LiveNode, StoreUrls, connected, heard, node_here


async def test_a_bid_is_sent_to_the_watchers_on_every_node(
    stores: StoreUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Without its regular comparison, resync cannot hide a broadcast that failed.
    monkeypatch.setattr(resync, "READ_EVERY_S", 600)
    async with node_here(stores) as node, node_here(stores) as other:
        await node.put_up()
        async with connected(node) as here, connected(other) as there:
            await watch(here)
            await watch(there)
            await node.bid(150, bid_id="b1")
            for watcher in (here, there):
                name, message = await heard(watcher)
                assert name == "new_bid"
                assert (message["from_seq"], message["seq"], message["price"]) == (3, 3, 150)
                assert (message["minimum"], message["bid_count"]) == (160, 1)
                assert [bid["bid_id"] for bid in message["bids"]] == ["b1"]
                assert message["leader"].startswith("Ann#")


async def test_outbid_reaches_the_losers_sockets_on_all_nodes_and_no_other_socket(
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
            assert await message_from(client, "outbid", 4) == {
                "item_id": "lamp",
                "epoch": 0,
                "seq": 4,
                "price": 200,
                "minimum": 210,
            }
        await assert_none_received(ben, "outbid")
        await assert_none_received(watcher, "outbid")


async def test_two_nodes_that_bid_in_turn_send_messages_without_a_gap_or_a_step_back(
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
                message = await message_from(client, "new_bid", 0)
                assert message["from_seq"] <= seq + 1
                assert message["seq"] > seq
                seq = message["seq"]

"""Notices of lost bids on real nodes: the bidders are notified at once and when they return."""

import asyncio
from typing import Any

import asyncpg
import socketio

from server.reference.socket_events import SERVER_MESSAGES
from server.use_cases.losses import KEPT_S
from tests.archive_rows import archived
from tests.losses import bids_of_a_dead_node, journal_late, lose_events
from tests.nodes import LiveNode, connected
from tests.timeouts import WAIT_MAX_S

SET_ASIDE = "SELECT seq FROM events_set_aside"


async def test_bidders_are_notified_of_lost_bids_on_every_node_and_when_they_return(
    node: LiveNode, other: LiveNode
) -> None:
    await node.put_up()
    await node.bid(120, "ann")
    async with (
        connected(node, node.token("ann")) as ann,
        connected(other, node.token("ben")) as ben,
    ):
        for client in (ann, ben):
            await client.call("watch", {"item_id": "lamp"})
        committed = await bids_of_a_dead_node(node.stores, ("ben", 150), ("cy", 160))
        await lose_events(node.stores, after=3, before=6)
        await node.bid(130, "dan")
        await journal_late(node.stores, committed)
        lost = {
            "item_id": "lamp",
            "bid_id": "ben-150",
            "amount": 150,
            "epoch": committed[0].epoch,
            "seq": 4,
        }
        assert await bid_lost(ben) == lost
        assert set(lost) == set(SERVER_MESSAGES["bid_lost"].carries.__annotations__)
    await archived(node.stores, SET_ASIDE, 2)
    async with connected(other, node.token("cy")) as cy, connected(other) as late:
        assert (await cy.call("watch", {"item_id": "lamp"}))["item"]["price"] == 130
        assert (await bid_lost(cy))["bid_id"] == "cy-160"
        await late.call("watch", {"item_id": "lamp"})
        await late.call("authenticate", {"token": node.token("ben")})
        assert await bid_lost(late) == lost
    assert await shown_as_lost(node, "ben") == [lost]


async def test_a_bid_that_was_accepted_again_is_not_lost(node: LiveNode) -> None:
    await node.put_up()
    await node.bid(120, "ann")
    committed = await bids_of_a_dead_node(node.stores, ("ben", 150), ("ben", 160))
    await lose_events(node.stores, after=3, before=6)
    assert (await node.bid(150, "ben", bid_id="ben-150"))[0] == 200
    await archived(node.stores, "SELECT seq FROM bids WHERE bid_id = 'ben-150'", 1)
    async with connected(node, node.token("ben")) as ben:
        await ben.call("watch", {"item_id": "lamp"})
        await journal_late(node.stores, committed)
        assert (await bid_lost(ben))["bid_id"] == "ben-160"


async def test_a_bid_that_was_accepted_again_is_not_lost_before_the_archive_knows_it(
    node: LiveNode,
) -> None:
    await node.put_up()
    committed = await bids_of_a_dead_node(node.stores, ("ben", 150), ("cy", 160))
    await lose_events(node.stores, after=2, before=5)
    await node.bid(130, "dan")
    await journal_late(node.stores, committed)
    await archived(node.stores, SET_ASIDE, 2)
    async with (
        asyncpg.create_pool(node.stores.database, min_size=1) as pool,
        pool.acquire() as archive,
        archive.transaction(),
    ):
        await archive.execute("SELECT FROM items FOR UPDATE")
        assert (await node.bid(150, "ben", bid_id="ben-150"))[0] == 200
        async with asyncio.timeout(WAIT_MAX_S):
            while await shown_as_lost(node, "ben"):
                await asyncio.sleep(KEPT_S / 4)
        assert [each["bid_id"] for each in await shown_as_lost(node, "cy")] == ["cy-160"]


async def shown_as_lost(node: LiveNode, user: str) -> Any:
    headers = {"Authorization": f"Bearer {node.token(user)}"}
    async with node.http.get(f"{node.url}/items/lamp", headers=headers) as response:
        return (await response.json())["lost"]


async def bid_lost(client: socketio.AsyncSimpleClient) -> Any:
    """Return the next notice of a lost bid."""
    while True:
        event, message = await client.receive(timeout=WAIT_MAX_S)
        if event == "bid_lost":
            return message

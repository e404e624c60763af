"""Events reach webhooks through the death of a node, none of them missing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.nodes import LiveNode, StoreUrls, node_here, node_process
from tests.timeouts import eventually

ITEMS = 6
NETWORKS = "127.0.0.0/8"


class Receiver:
    """Receives events. While `answers` is not set, every request hangs."""

    def __init__(self) -> None:
        self.answers = asyncio.Event()
        self.asked = 0
        self.received: list[dict[str, Any]] = []

    async def receive(self, request: web.Request) -> web.Response:
        self.asked += 1
        event = await request.json()
        await self.answers.wait()
        self.received.append(event)
        return web.Response(status=HTTPStatus.NO_CONTENT)

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[str]:
        """Serve; yield the URL."""
        app = web.Application()
        app.router.add_post("/", self.receive)
        async with TestServer(app) as server:
            yield str(server.make_url("/"))
            self.answers.set()

    def items(self, kind: str) -> list[str]:
        return [event["data"]["item_id"] for event in self.received if event["type"] == kind]


async def sell(node: LiveNode, number: int) -> None:
    """Sell an item to Ann, after Ben has lost the lead."""
    item_id = f"lamp-{number}"
    await node.put_up(item_id)
    await node.bid(150, "ben", item_id)
    await node.bid(200, "ann", item_id)
    await node.command(item_id, "close")


async def test_a_node_that_is_killed_loses_no_event(stores: StoreUrls) -> None:
    receiver = Receiver()
    environment = {"AUCTION_WEBHOOK_NETWORKS": NETWORKS, "AUCTION_WEBHOOK_TIMEOUT_S": "1"}
    async with receiver.serving() as url:
        async with node_process(stores, AUCTION_NODE="one", **environment) as running:
            new = {"url": url, "events": ["item.sold", "bidder.outbid"]}
            status, _ = await running.node.post("/webhooks", new, running.node.auctioneer)
            assert status == HTTPStatus.CREATED
            for number in range(ITEMS):
                await sell(running.node, number)
            await eventually(lambda: receiver.asked > 0)
            await running.kill()
        receiver.answers.set()
        expected = sorted(f"lamp-{number}" for number in range(ITEMS))
        async with node_here(stores, node="one", webhook_networks=[NETWORKS]):
            await eventually(lambda: sorted(set(receiver.items("item.sold"))) == expected)
            assert sorted(set(receiver.items("bidder.outbid"))) == expected
    for item_id in expected:
        seqs = [
            event["data"]["seq"]
            for event in receiver.received
            if event["data"]["item_id"] == item_id
        ]
        assert seqs == sorted(seqs), "the events of an item came in their order"

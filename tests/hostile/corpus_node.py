"""A node for the corpus, without limits on rates, and the sending of the whole corpus to it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path

import aiohttp

from tests.hostile.findings import Findings
from tests.hostile.http_senders import send_over_http
from tests.hostile.socket_senders import send_over_sockets
from tests.nodes import LiveNode, NodeProcess, StoreUrls, node_process

_RATES = ("ADDRESS_REQUESTS", "USER_REQUESTS", "REGISTRATIONS", "HANDSHAKES", "EVENTS")
ENVIRONMENT = {
    **{f"AUCTION_{rate}_PER_S": "1000000" for rate in _RATES},
    "AUCTION_OPEN_REGISTRATION": "true",
    "AUCTION_BID_TIMEOUT_MS": "20000",
    "AUCTION_RECOVERY_WINDOW_MS": "500",
}


@asynccontextmanager
async def corpus_node(stores: StoreUrls | None, folder: Path) -> AsyncIterator[NodeProcess]:
    """Run a node with the sales that the corpus names; its log is `node.log` in the folder.

    Its client keeps no connection open, which would count as one of the node's.
    """
    environment = {**ENVIRONMENT, "AUCTION_DATA_DIR": str(folder / "data")}
    connector = aiohttp.TCPConnector(force_close=True)
    async with (
        node_process(stores, folder / "node.log", **environment) as running,
        aiohttp.ClientSession(connector=connector) as http,
    ):
        await running.node.http.close()
        node = replace(running.node, http=http)
        await node.put_up()
        sale = {"auction_id": "hostile", "title": "A sale"}
        status, _ = await node.post("/auctions", sale, node.auctioneer)
        assert status == HTTPStatus.CREATED
        yield replace(running, node=node)


async def send_corpus(node: LiveNode) -> Findings:
    """Send the whole corpus, over both faces at once."""
    found = Findings()
    await asyncio.gather(send_over_http(node, found), send_over_sockets(node, found))
    return found

"""The Python SDK watches a live sale, over a lost connection to another state of it."""

import asyncio

from auction_client import AuctionClient
from tests.nodes import LiveNode
from tests.timeouts import WAIT_MAX_S


async def test_a_client_sees_every_change_of_a_sale_also_those_of_a_lost_connection(
    node: LiveNode,
) -> None:
    for item_id in ("lamp", "vase"):
        await node.put_up(item_id)
    async with (
        AuctionClient(node.url, node.token("ann")) as client,
        asyncio.timeout(WAIT_MAX_S),
    ):
        views = client.watch_sale("sale")
        assert list((await anext(views)).items) == ["lamp", "vase"]
        await node.bid(150, max_amount=900)
        while (view := await anext(views)).items["lamp"].price != 150:
            pass
        for sid in list(node.sockets.eio.sockets):
            node.sockets.eio.cut(sid)
        await node.bid(160, "ben", item_id="vase")
        while (view := await anext(views)).items["vase"].price != 160:
            pass
        assert not view.has_gap
        await views.aclose()
        views = client.watch_sale("sale")
        assert (await anext(views)).yours["lamp"].max_amount == 900
        await views.aclose()

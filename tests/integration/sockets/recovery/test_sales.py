"""The sales of a session: a client that returns is in their rooms, and is sent what it missed of them."""

import json
from typing import Any

import pytest
from aiohttp import ClientWebSocketResponse

from server.sockets.sales import watching
from tests.integration.sockets.client_steps import WEBSOCKET
from tests.nodes import LiveNode, connected

WATCH = '420["watch_sale",{"auction_id":"sale"}]'


async def join(socket: ClientWebSocketResponse, pid: str | None = None) -> str:
    """Join the namespace, as the session `pid` if there is one; return the session's name."""
    await socket.receive_str()
    await socket.send_str("40" + (json.dumps({"pid": pid}) if pid else ""))
    return str(json.loads((await socket.receive_str())[2:])["pid"])


async def message(socket: ClientWebSocketResponse, head: str = '42["sale",') -> Any:
    """Return the argument of the next packet with this head."""
    while True:
        packet = await socket.receive_str(timeout=10)
        if packet.startswith(head):
            return json.loads(packet[2 if head.startswith("42") else 3 :])[-1]


async def test_a_recovered_client_is_in_its_sales_again_and_is_sent_what_it_missed(
    node: LiveNode, other: LiveNode
) -> None:
    for item_id in ("lamp", "vase"):
        await node.put_up(item_id)
    async with connected(other) as warm:
        await warm.call("watch_sale", {"auction_id": "sale"})
        async with node.http.ws_connect(node.url + WEBSOCKET) as socket:
            pid = await join(socket)
            await socket.send_str(WATCH)
            shown = await message(socket, "430")
            assert shown["ok"] is True
            await socket.close()
        await node.bid(150)
        async with node.http.ws_connect(other.url + WEBSOCKET) as socket:
            assert await join(socket, pid) == pid
            missed = latest = await message(socket)
            assert missed["since"] <= shown["as_of"]
            while [row["price"] for row in latest["items"] if row["item_id"] == "lamp"] != [150]:
                latest = await message(socket)
            await node.bid(160, "ben")
            following = await message(socket)
            assert (following["feed"], "since" in following) == (missed["feed"], False)


async def test_a_client_that_was_shown_only_a_part_of_a_sale_is_not_recovered(
    node: LiveNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "PAGE_ROWS_MAX", 1)
    for item_id in ("lamp", "vase"):
        await node.put_up(item_id)
    async with node.http.ws_connect(node.url + WEBSOCKET) as socket:
        pid = await join(socket)
        await socket.send_str(WATCH)
        assert (await message(socket, "430"))["next_after"] == "lamp"
        await socket.close()
    async with node.http.ws_connect(node.url + WEBSOCKET) as socket:
        assert await join(socket, pid) != pid

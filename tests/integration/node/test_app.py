"""The composition root: a node serves both faces, and stops in order."""

import asyncio
import contextlib
import socket
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import pytest

from server.settings import SettingsError
from tests.archive_rows import BIDS, archived
from tests.nodes import LiveNode, StoreUrls, connected, free_port, node_here


async def test_a_node_serves_http_and_sockets_on_one_port(stores: StoreUrls) -> None:
    async with node_here(stores) as node:
        assert (await node.get("/readyz"))[1]["ready"] is True
        async with connected(node) as client:
            assert (await client.call("clock", {"sent_at": 1}))["ok"] is True


async def test_a_port_that_is_taken_is_named_before_any_store_is_opened() -> None:
    port = free_port()
    nowhere = StoreUrls("redis://127.0.0.1:1", "postgresql://127.0.0.1:1/none")
    refused = pytest.raises(SettingsError, match=f"cannot listen on 127.0.0.1:{port}")
    with socket.create_server(("127.0.0.1", port)), refused:
        async with node_here(nowhere, port=port):
            pass


async def test_a_stopped_node_has_closed_its_sockets_and_its_port(stores: StoreUrls) -> None:
    async with node_here(stores) as node:
        port = int(node.url.rsplit(":", 1)[1])
        async with connected(node):
            sockets = node.sockets
            assert len(sockets.eio.sockets) == 1
    assert not sockets.eio.sockets
    with socket.create_server(("127.0.0.1", port)):
        pass


async def test_events_are_archived_with_users_items_and_auctions(node: LiveNode) -> None:
    await node.put_up()
    await node.bid(150)
    rows = await archived(node.stores, "SELECT seq, type FROM events ORDER BY seq", 3)
    assert [(row["seq"], row["type"]) for row in rows] == [
        (1, "ItemScheduled"),
        (2, "ItemOpened"),
        (3, "BidAccepted"),
    ]
    (item,) = await archived(node.stores, "SELECT * FROM items WHERE seq = 3", 1)
    assert (item["status"], item["price"], item["leader"]) == ("open", 150, "ann")
    assert len(await archived(node.stores, "SELECT FROM auctions", 1)) == 1
    users = await archived(node.stores, "SELECT user_id FROM users ORDER BY user_id", 2)
    assert [row["user_id"] for row in users] == ["ann", "house"]


async def test_two_hundred_bidders_at_once_leave_one_leader_and_a_gapless_archive(
    node: LiveNode,
) -> None:
    await node.put_up()

    async def bid(number: int) -> list[Any]:
        bids = [node.bid(100 + 10 * ((number * 7 + k) % 100), f"u{number}") for k in range(3)]
        return [answer for status, answer in await asyncio.gather(*bids) if status == HTTPStatus.OK]

    answers = [a for each in await asyncio.gather(*map(bid, range(200))) for a in each]
    _, item = await node.get("/items/lamp")
    rows = await archived(node.stores, BIDS, item["bid_count"])
    assert [row["seq"] for row in rows] == list(range(3, 3 + len(rows)))
    acknowledged = sorted((a["seq"], a["bid_id"], a["price"]) for a in answers)
    assert [(row["seq"], row["bid_id"], row["amount"]) for row in rows] == acknowledged
    assert len([a for a in answers if a["seq"] == item["seq"]]) == 1
    assert item["price"] == rows[-1]["amount"] == max(row["amount"] for row in rows)


async def test_connections_that_arrive_while_the_node_is_busy_are_queued(node: LiveNode) -> None:
    url = urlsplit(node.url)
    with contextlib.ExitStack() as connections:
        for _ in range(300):
            # The node shares this thread, so it accepts none of the connections meanwhile.
            one = socket.create_connection((url.hostname, url.port), timeout=5)
            connections.enter_context(one)
    assert (await node.get("/healthz"))[0] == HTTPStatus.OK

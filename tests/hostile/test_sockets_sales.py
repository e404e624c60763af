"""Watches of sales that ask for much: a sale is read once, and a socket's sales are bounded."""

from typing import Any

import pytest

from server.sockets.rooms import manager
from server.sockets.sales.reader import SaleReader
from tests.nodes import LiveNode, StoreUrls, node_here
from tests.raw_socket import raw_socket

SALE = {"auction_id": "sale"}


async def test_a_socket_that_comes_and_goes_has_a_sale_read_once(
    node: LiveNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[Any] = []
    fill = SaleReader._fill

    async def counted(reader: SaleReader, feed: Any) -> None:
        reads.append(feed)
        await fill(reader, feed)

    monkeypatch.setattr(SaleReader, "_fill", counted)
    await node.put_up()
    async with raw_socket(node.url) as raw:
        await raw.join()
        for number in range(20):
            assert (await raw.call("watch_sale", SALE, number))["ok"] is True
            assert (await raw.call("unwatch_sale", SALE, number))["ok"] is True
    assert len(reads) == 1


async def test_a_sale_that_does_not_exist_leaves_nothing_behind(node: LiveNode) -> None:
    async with raw_socket(node.url) as raw:
        await raw.join()
        for number in range(5):
            refused = await raw.call("watch_sale", {"auction_id": f"ghost{number}"})
            assert refused["error"]["code"] == "not_found"
        assert not [
            room for room in node.sockets.manager.rooms["/"] if str(room).startswith("sale")
        ]


async def test_a_socket_watches_at_most_its_number_of_sales(
    stores: StoreUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(manager, "SALES_PER_SOCKET", 1)
    async with node_here(stores) as node:
        await node.put_up()
        async with raw_socket(node.url) as raw:
            await raw.join()
            assert (await raw.call("watch_sale", SALE))["ok"] is True
            assert (await raw.call("watch_sale", SALE))["ok"] is True
            refused = await raw.call("watch_sale", {"auction_id": "another"})
            assert (refused["error"]["code"], refused["error"]["field"]) == (
                "invalid",
                "auction_id",
            )

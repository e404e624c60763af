"""The operations port serves readiness and metrics, and nothing else of the node."""

import socket
from http import HTTPStatus

import pytest

from server.settings import SettingsError
from tests.nodes import LiveNode, StoreUrls, free_port, node_here

INTERNAL = ("/readyz", "/metrics")


async def status_of(node: LiveNode, url: str, **headers: str) -> int:
    async with node.http.get(url, headers=headers) as response:
        return response.status


async def test_with_an_operations_port_the_internal_routes_are_there_alone(
    stores: StoreUrls,
) -> None:
    port = free_port()
    async with node_here(stores, operations_port=port) as node:
        operations = f"http://127.0.0.1:{port}"
        for path in INTERNAL:
            assert await status_of(node, operations + path) == HTTPStatus.OK
            assert await status_of(node, node.url + path) == HTTPStatus.NOT_FOUND
        for url in (operations, node.url):
            assert await status_of(node, url + "/healthz") == HTTPStatus.OK
        assert await status_of(node, operations + "/auctions") == HTTPStatus.NOT_FOUND
    with socket.create_server(("127.0.0.1", port)):
        pass


async def test_without_an_operations_port_the_internal_routes_are_hidden_behind_proxies(
    node: LiveNode,
) -> None:
    for path in INTERNAL:
        assert await status_of(node, node.url + path) == HTTPStatus.OK
        for header in ("X-Forwarded-For", "Forwarded"):
            forwarded = {header: "192.0.2.1"}
            assert await status_of(node, node.url + path, **forwarded) == HTTPStatus.NOT_FOUND


async def test_an_operations_port_that_is_taken_is_named_before_any_store_is_opened() -> None:
    port = free_port()
    nowhere = StoreUrls("redis://127.0.0.1:1", "postgresql://127.0.0.1:1/none")
    refused = pytest.raises(SettingsError, match=f"AUCTION_OPERATIONS_PORT: .*127.0.0.1:{port}")
    with socket.create_server(("127.0.0.1", port)), refused:
        async with node_here(nowhere, operations_port=port):
            pass

"""The composition root: a node serves both faces, and stops in order."""

import socket

import pytest

from server.settings import SettingsError
from tests.nodes import StoreUrls, connected, free_port, node_here


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

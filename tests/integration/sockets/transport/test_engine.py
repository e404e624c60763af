"""The engine on a live node: sessions that end leave nothing behind, and a stopping node closes all."""

import asyncio
import json

import aiohttp

from tests.integration.sockets.client_steps import WEBSOCKET
from tests.nodes import LiveNode, StoreUrls, node_here
from tests.raw_socket import raw_socket
from tests.timeouts import eventually


async def test_a_stopping_server_closes_its_sockets_in_order(node: LiveNode) -> None:
    async with node.http.ws_connect(node.url + WEBSOCKET) as raw:
        await raw.receive_str()
        await node.sockets.close()
        assert await raw.receive_str() == "1"
        assert (await raw.receive()).type is aiohttp.WSMsgType.CLOSE


async def test_a_socket_that_is_lost_while_its_connect_handler_runs_leaves_nothing(
    stores: StoreUrls,
) -> None:
    begun, go, done = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def connect_slowly(sid: str, environ: object, auth: object) -> None:
        begun.set()
        await go.wait()
        await connect(sid, environ, auth)
        done.set()

    async with node_here(stores, sockets_per_user=1) as node:
        token, server = node.token("ann"), node.sockets
        connect = server.handlers["/"]["connect"]
        server.on("connect", connect_slowly)
        async with raw_socket(node.url) as raw:
            assert (await raw.text()).startswith("0{")
            # A socket that names its earlier session is let in by the library's handler.
            raw.send(f"40{json.dumps({'token': token, 'pid': 'an-earlier-session'})}")
            await begun.wait()
            assert server.manager.rooms["/"]
        await eventually(lambda: not server.eio.sockets)
        go.set()
        await done.wait()
        await eventually(lambda: not server.manager.rooms.get("/") and not server.environ)
        # The limit of one socket per user is free again only if the lost socket was forgotten.
        async with raw_socket(node.url) as again:
            assert "sid" in await again.join(token)


async def test_a_session_is_opened_with_the_intervals_and_the_size_limit(node: LiveNode) -> None:
    engine = node.sockets.eio
    async with raw_socket(node.url) as raw:
        opening = json.loads((await raw.text())[1:])
        assert list(engine.sockets) == [opening["sid"]]
    assert opening["upgrades"] == []
    assert opening["pingInterval"] == engine.ping_interval * 1000
    assert opening["pingTimeout"] == engine.ping_timeout * 1000
    assert opening["maxPayload"] == engine.max_http_buffer_size


async def test_a_session_id_begins_with_the_node_s_name_over_both_transports(
    stores: StoreUrls,
) -> None:
    async with node_here(stores, node="node7") as node:
        async with node.http.get(node.url + "/socket.io/?EIO=4&transport=polling") as response:
            polled = json.loads((await response.text())[1:])["sid"]
        async with raw_socket(node.url) as raw:
            opened = json.loads((await raw.text())[1:])["sid"]
    for sid in (polled, opened):
        name, dot, secret = sid.partition(".")
        assert (name, dot, len(secret) >= 20) == ("node7", ".", True)

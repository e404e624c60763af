"""The engine on a live node: sessions that end leave nothing behind, and a stopping node closes all."""

import asyncio
import json

import aiohttp

from tests.integration.sockets.client_steps import WEBSOCKET
from tests.nodes import LiveNode
from tests.raw_socket import raw_socket
from tests.timeouts import eventually


async def test_a_stopping_server_closes_its_sockets_in_order(node: LiveNode) -> None:
    async with node.http.ws_connect(node.url + WEBSOCKET) as raw:
        await raw.receive_str()
        await node.sockets.close()
        assert await raw.receive_str() == "1"
        assert (await raw.receive()).type is aiohttp.WSMsgType.CLOSE


async def test_a_socket_that_is_lost_while_its_connect_handler_runs_leaves_nothing(
    node: LiveNode,
) -> None:
    begun, go = asyncio.Event(), asyncio.Event()

    async def connect_slowly(sid: str, environ: object, auth: object) -> None:
        begun.set()
        await go.wait()
        await connect(sid, environ, auth)

    connect = node.sockets.handlers["/"]["connect"]
    node.sockets.on("connect", connect_slowly)
    async with raw_socket(node.url) as raw:
        assert (await raw.text()).startswith("0{")
        raw.send(f"40{json.dumps({'token': node.token('ann')})}")
        await begun.wait()
        assert node.sockets.manager.rooms["/"]
    go.set()
    await eventually(lambda: not node.sockets.manager.rooms.get("/") and not node.sockets.environ)


async def test_a_session_is_opened_with_the_intervals_and_the_size_limit(node: LiveNode) -> None:
    engine = node.sockets.eio
    async with raw_socket(node.url) as raw:
        opening = json.loads((await raw.text())[1:])
        assert list(engine.sockets) == [opening["sid"]]
    assert opening["upgrades"] == []
    assert opening["pingInterval"] == engine.ping_interval * 1000
    assert opening["pingTimeout"] == engine.ping_timeout * 1000
    assert opening["maxPayload"] == engine.max_http_buffer_size

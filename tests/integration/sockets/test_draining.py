"""A node that sends its sockets away."""

import asyncio
from contextlib import AsyncExitStack
from http import HTTPStatus
from typing import Any

import aiohttp
import pytest
import socketio

from tests.nodes import LiveNode
from tests.timeouts import WAIT_MAX_S, eventually


async def test_sockets_are_sent_away_with_a_hint_and_no_new_one_is_opened(node: LiveNode) -> None:
    assert node.here is not None
    await node.put_up()
    async with AsyncExitStack() as stack:
        hints = [await leaving(stack, node, each) for each in ("websocket", "polling")]
        await node.here.drain()
        async with asyncio.timeout(WAIT_MAX_S):
            for hint in hints:
                assert (await hint)["retry_after_ms"] > 0
        await eventually(lambda: not node.sockets.eio.sockets)
        status, ready = await node.get("/readyz")
        assert (status, ready["stopping"]) == (HTTPStatus.SERVICE_UNAVAILABLE, True)
        url = f"{node.url}/socket.io/?EIO=4&transport="
        async with node.http.get(f"{url}polling") as response:
            assert response.status == HTTPStatus.SERVICE_UNAVAILABLE
            assert response.headers["Retry-After"] == "1"
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await node.http.ws_connect(f"{url}websocket")
        assert refused.value.status == HTTPStatus.SERVICE_UNAVAILABLE
        # A bid without a socket is still taken.
        assert (await node.bid(500))[0] == HTTPStatus.OK


async def leaving(
    stack: AsyncExitStack, node: LiveNode, transport: str
) -> "asyncio.Future[dict[str, Any]]":
    """Connect a client that does not come back; return the future of its hint."""
    client = socketio.AsyncClient(reconnection=False)
    hint: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
    client.on("leaving", hint.set_result)
    await client.connect(node.url, transports=[transport])
    stack.push_async_callback(client.shutdown)
    return hint

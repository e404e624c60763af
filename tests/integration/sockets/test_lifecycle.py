"""The lifecycle of sockets on a live node: joining with and without a valid token."""

import json
from typing import Any

import pytest
import socketio

from tests.nodes import LiveNode
from tests.raw_socket import raw_socket

INVALID_TOKENS: list[Any] = ["nonsense", "", 7, ["x"], {"a": 1}]


async def test_an_invalid_token_is_refused_with_its_code(node: LiveNode) -> None:
    for token in INVALID_TOKENS:
        client = socketio.AsyncClient(reconnection=False)
        refusals: list[Any] = []
        client.on("connect_error", refusals.append)
        with pytest.raises(socketio.exceptions.ConnectionError):
            await client.connect(node.url, auth={"token": token}, transports=["websocket"])
        assert [refusal["data"] for refusal in refusals] == [{"code": "unauthenticated"}], token


async def test_an_event_of_a_socket_that_was_refused_is_not_handled(node: LiveNode) -> None:
    await node.put_up()
    async with raw_socket(node.url) as raw:
        raw.send('40{"token":"nonsense"}', f"421{json.dumps(['watch', {'item_id': 'lamp'}])}")
        assert (await raw.text()).startswith("0{")
        assert (await raw.text()).startswith("44{")
        await node.bid(150)
        with pytest.raises(TimeoutError):
            await raw.text(timeout_s=0.3)

"""Steps and checks that the sockets' tests share, on python-socketio's client."""

import asyncio
from typing import Any

import pytest
import socketio

from tests.timeouts import WAIT_MAX_S

BID = {"bid_id": "b1", "item_id": "lamp", "amount": 150}
WEBSOCKET = "/socket.io/?EIO=4&transport=websocket"


async def watch(client: socketio.AsyncSimpleClient) -> None:
    """Watch the lamp."""
    assert (await client.call("watch", {"item_id": "lamp"}))["ok"] is True


async def message_from(
    client: socketio.AsyncSimpleClient, event: str | None, seq: int, within_s: float = WAIT_MAX_S
) -> Any:
    """Return the first message of an event, or of any event, that is at or above a seq."""
    async with asyncio.timeout(within_s):
        while True:
            name, message = await client.receive()
            if event in (name, None) and message.get("seq", 0) >= seq:
                return message


async def assert_none_received(
    client: socketio.AsyncSimpleClient, event: str, for_s: float = 0.3
) -> None:
    """Assert that a client receives no message of an event."""
    with pytest.raises(TimeoutError):
        await message_from(client, event, 0, for_s)


async def watcher_count(client: socketio.AsyncSimpleClient, expected: int | None = None) -> int:
    """Return the next count of the lamp's watchers, or wait for the expected one."""
    async with asyncio.timeout(WAIT_MAX_S):
        while True:
            name, message = await client.receive()
            if name == "watchers" and expected in (None, message["count"]):
                assert message["item_id"] == "lamp"
                return int(message["count"])


def refusal_code(answer: dict[str, Any]) -> str:
    """Return the code of a refusal."""
    assert answer["ok"] is False, answer
    return str(answer["error"]["code"])

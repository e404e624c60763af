"""The Socket.IO server on a live node: both transports, and leaving the namespace."""

import json

import pytest
import socketio

from tests.integration.sockets.client_steps import BID
from tests.nodes import LiveNode, connected
from tests.raw_socket import raw_socket
from tests.timeouts import eventually


@pytest.mark.parametrize("transport", ["websocket", "polling"])
async def test_both_transports_carry_a_bid(node: LiveNode, transport: str) -> None:
    await node.put_up()
    async with connected(node, node.token("ann"), (transport,)) as ann:
        assert (await ann.call("bid", BID))["ok"] is True


async def test_a_socket_that_leaves_the_namespace_leaves_its_rooms(node: LiveNode) -> None:
    await node.put_up()
    client = socketio.AsyncClient(reconnection=False)
    await client.connect(node.url, transports=["websocket"])
    await client.call("watch", {"item_id": "lamp"})
    assert node.sockets.manager.rooms["/"]
    await client.disconnect()
    await eventually(lambda: not node.sockets.eio.sockets)
    await eventually(lambda: not node.sockets.manager.rooms)


@pytest.mark.parametrize(
    ("step", "session"),
    [("begin", {}), ("find", {"pid": "an-earlier-session"}), ("begin", {"pid": "another-session"})],
)
async def test_a_connect_that_fails_leaves_no_member(
    node: LiveNode, monkeypatch: pytest.MonkeyPatch, step: str, session: dict[str, str]
) -> None:
    lifecycle = node.sockets._lifecycle
    assert lifecycle is not None

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(lifecycle._recovery._sessions, step, fail)
    async with raw_socket(node.url) as raw:
        await raw.text()
        raw.send("40" + json.dumps({"token": node.token("ann"), **session}))
        assert await raw.ended()
    await eventually(lambda: not node.sockets.eio.sockets)
    await eventually(lambda: not node.sockets.manager.rooms)
    assert not lifecycle._identities._identities

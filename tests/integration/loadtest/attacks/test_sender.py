"""The attacker's connections count their bytes, and take refusals."""

import asyncio

from loadtest.attacks.sender import Sender
from tests.nodes import LiveNode
from tests.timeouts import eventually


async def test_a_request_is_counted_with_its_bytes(node: LiveNode) -> None:
    sender = Sender(node.url, node.token("mallory"))
    response = await sender.request("POST", "/bid", b"{}")
    assert response.startswith(b"HTTP/1.1 422 ")
    assert sender.sent == 1
    assert 2 < sender.sent_bytes < 1_000


async def test_a_socket_joins_and_its_end_is_noticed(node: LiveNode) -> None:
    sender = Sender(node.url, node.token("mallory"))
    async with sender.socket() as writer:
        await eventually(lambda: node.sockets.manager.rooms)
        assert not writer.transport.is_closing()
        for connection in list(node.sockets.eio.sockets.values()):
            await connection.close()
        await eventually(writer.transport.is_closing)


async def test_a_node_that_is_gone_answers_nothing() -> None:
    sender = Sender("http://127.0.0.1:1", "token")
    assert await sender.session() == ""
    await asyncio.sleep(0)

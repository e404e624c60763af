"""Binary messages, which the contract does not have: none of their bytes is sent to a socket."""

import json
from typing import Any

import pytest
from engineio.packet import MESSAGE, Packet
from socketio.packet import Packet as SocketPacket

from tests.hostile.polling_session import polling_session
from tests.nodes import LiveNode
from tests.raw_socket import raw_socket


@pytest.mark.parametrize("data", [b"x", {"a": b"x"}, ["y", b"x"]])
async def test_a_binary_message_is_refused_before_a_byte_is_written(
    node: LiveNode, data: Any
) -> None:
    async with raw_socket(node.url) as raw:
        await raw.join()
        await node.sockets.emit("news", data)
        (connection,) = node.sockets.eio.sockets.values()
        with pytest.raises(ValueError, match="binary"):
            await connection.send(Packet(MESSAGE, b"x"))
        with pytest.raises(ValueError, match="binary"):
            await node.sockets._send_packet(connection.sid, SocketPacket(data=["news", b"x"]))
        raw.send('421["clock",{"sent_at":1}]')
        assert json.loads((await raw.text())[3:])[0]["ok"] is True


async def test_a_polling_socket_is_sent_no_binary_packet(node: LiveNode) -> None:
    session = await polling_session(node)
    await session.join()
    with pytest.raises(ValueError, match="binary"):
        await node.sockets.eio.sockets[session.sid].send(Packet(MESSAGE, b"x"))
    await session.send('421["clock",{"sent_at":1}]')
    assert (await session.poll())[1][0].startswith("431[")

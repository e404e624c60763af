"""Delivery: one message to many of this node's sockets, encoded once, and never waited for.

Members are named by their Engine.IO sids, as the rooms map them (`rooms[namespace][room].values()`).
"""

from collections.abc import Hashable, Iterable
from typing import Any

import msgspec
from engineio.packet import MESSAGE, Packet
from socketio.packet import EVENT

_encode = msgspec.json.Encoder().encode


class Delivery:
    """Sends events of the default namespace to sockets of this node."""

    def __init__(self, engine: Any) -> None:
        """`engine`: the node's Engine.IO server, `SocketServer.eio`."""
        self._engine = engine

    def send(
        self, members: Iterable[str], event: str, data: object, *, topic: Hashable = None
    ) -> None:
        """Send an event with one argument to members; those that have left are passed over.

        `topic`: what the message tells the newest state of. A socket that reads too slowly gets only
        the last message of each topic; without a topic it gets every one.
        """
        sockets = self._engine.sockets
        packet = Packet(MESSAGE, f"{EVENT}{_encode([event, data]).decode()}")
        for member in members:
            socket = sockets.get(member)
            if socket is not None and not socket.closed:
                socket.queue.put_nowait(packet)

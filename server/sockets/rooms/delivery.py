"""Delivery: one message to many of this node's sockets, encoded and framed once, and never waited for.

A message to a large room goes out in slices, one per turn of the loop, so that bids are answered in
between. Messages go out in the order in which they were sent; each member gets the same bytes.
"""

import asyncio
from collections import deque
from collections.abc import Hashable, Iterable
from typing import Any

import msgspec
from engineio.packet import MESSAGE, Packet
from socketio.packet import EVENT

from server.sockets.transport.connection import Connection
from server.sockets.transport.frames import text_frame

SLICE = 256
"""Members that are written to in one turn of the loop."""

_encode = msgspec.json.Encoder().encode


class _Message:
    """A message on its way to those members that have not got it yet."""

    __slots__ = ("_packet", "_payload", "frame", "members", "topic")

    def __init__(self, members: Iterable[str], payload: bytes, topic: Hashable) -> None:
        self.members = deque(members)
        self.frame = text_frame(b"%d%b" % (MESSAGE, payload))
        self.topic = topic
        self._payload = payload
        self._packet: Packet | None = None

    @property
    def packet(self) -> Packet:
        """What polling sockets get of it."""
        if self._packet is None:
            self._packet = Packet(MESSAGE, self._payload.decode())
        return self._packet


class Delivery:
    """Sends events of the default namespace to sockets of this node, named by their Engine.IO sids."""

    def __init__(self, engine: Any) -> None:
        """`engine`: the node's Engine.IO server, `SocketServer.eio`."""
        self._engine = engine
        self._messages: deque[_Message] = deque()
        self._all_sent = asyncio.Event()
        self._all_sent.set()

    @property
    def members_waiting(self) -> int:
        """How many writes are still to be made."""
        return sum(len(message.members) for message in self._messages)

    async def all_sent(self) -> None:
        """Wait until everything has been written that was sent until now, or later."""
        await self._all_sent.wait()

    def send(
        self, members: Iterable[str], event: str, data: object, *, topic: Hashable = None
    ) -> None:
        """Send an event with one argument to members; those that have left are passed over.

        `topic`: what the message tells the newest state of. A socket that reads too slowly gets only
        the last message of each topic; without a topic it gets every one.
        """
        payload = b"%d%b" % (EVENT, _encode([event, data]))
        self._messages.append(_Message(members, payload, topic))
        if len(self._messages) == 1:
            self._go_on()

    def _go_on(self) -> None:
        """Write a slice."""
        writes_left = SLICE
        while self._messages and writes_left:
            writes_left -= self._write(self._messages[0], writes_left)
            if not self._messages[0].members:
                self._messages.popleft()
        if self._messages:
            self._all_sent.clear()
            asyncio.get_running_loop().call_soon(self._go_on)
        else:
            self._all_sent.set()

    def _write(self, message: _Message, writes_max: int) -> int:
        """Write to so many members at most; return to how many."""
        count = min(len(message.members), writes_max)
        next_member, sockets = message.members.popleft, self._engine.sockets
        for _ in range(count):
            socket = sockets.get(next_member())
            if type(socket) is Connection:
                socket.deliver(message.frame, message.topic)
            elif socket is not None:
                socket.offer(message.packet)
        return count

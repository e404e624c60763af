"""Delivery: sends one message to many sockets of this node. It is encoded and framed once.

A message to a large room is written in slices, one per turn of the loop, so that bids are answered in
between (0041). Messages are written in the order in which they were sent, and delivery never waits for
a slow reader (0033).
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
"""The number of writes in one turn of the loop."""

_encode = msgspec.json.Encoder().encode


class _Broadcast:
    """A message, and the members to whom it is still to be written."""

    __slots__ = ("_packet", "_payload", "frame", "members", "topic")

    def __init__(self, members: Iterable[str], payload: bytes, topic: Hashable) -> None:
        self.members = deque(members)
        self.frame = text_frame(b"%d%b" % (MESSAGE, payload))
        self.topic = topic
        self._payload = payload
        self._packet: Packet | None = None

    @property
    def packet(self) -> Packet:
        """The message for polling sockets."""
        if self._packet is None:
            self._packet = Packet(MESSAGE, self._payload.decode())
        return self._packet


class Delivery:
    """Sends events of the default namespace to sockets of this node, given by their Engine.IO sids."""

    def __init__(self, engine: Any) -> None:
        """`engine` is the node's Engine.IO server, `SocketServer.eio`."""
        self._engine = engine
        self._broadcasts: deque[_Broadcast] = deque()
        self._all_sent = asyncio.Event()
        self._all_sent.set()

    @property
    def members_waiting(self) -> int:
        """The number of writes that are still to be made."""
        return sum(len(broadcast.members) for broadcast in self._broadcasts)

    async def all_sent(self) -> None:
        """Wait until nothing is left to be written."""
        await self._all_sent.wait()

    def send(
        self, members: Iterable[str], event: str, data: object, *, topic: Hashable = None
    ) -> None:
        """Send an event with one argument to members; members that have left are skipped.

        Messages of the same `topic` replace each other for a socket that reads too slowly: it gets only
        the latest one (0033). A message without a topic is never replaced.
        """
        payload = b"%d%b" % (EVENT, _encode([event, data]))
        self._broadcasts.append(_Broadcast(members, payload, topic))
        # With an earlier broadcast under way, the next slice is scheduled already.
        if len(self._broadcasts) == 1:
            self._write_slice()

    def _write_slice(self) -> None:
        writes_left = SLICE
        while self._broadcasts and writes_left:
            writes_left -= self._write(self._broadcasts[0], writes_left)
            if not self._broadcasts[0].members:
                self._broadcasts.popleft()
        if self._broadcasts:
            self._all_sent.clear()
            asyncio.get_running_loop().call_soon(self._write_slice)
        else:
            self._all_sent.set()

    def _write(self, broadcast: _Broadcast, writes_max: int) -> int:
        """Write to at most `writes_max` members; return the number of writes."""
        count = min(len(broadcast.members), writes_max)
        next_member, sockets = broadcast.members.popleft, self._engine.sockets
        for _ in range(count):
            socket = sockets.get(next_member())
            if type(socket) is Connection:
                socket.deliver(broadcast.frame, broadcast.topic)
            elif socket is not None:
                socket.enqueue(broadcast.packet)
        return count

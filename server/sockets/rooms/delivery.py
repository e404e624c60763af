"""Delivery: sends one message to many sockets of this node. It is encoded and framed once.

A message to a large room is written in slices, one per turn of the loop, so that bids are answered in
between (0041). Messages are written in the order in which they were sent, and delivery never waits for
a slow reader (0033).
"""

import asyncio
from collections import deque
from collections.abc import Collection, Hashable, Iterable
from typing import Any

import msgspec
from engineio.packet import MESSAGE, Packet
from socketio.packet import EVENT

from server.sockets.transport.connection import Connection
from server.sockets.transport.frames import text_frame

SLICE = 256
"""The number of writes in one turn of the loop."""

_HEAD = b"%d%d" % (MESSAGE, EVENT)

_encode = msgspec.json.Encoder().encode


class _Broadcast:
    """A message, and the members to whom it is still to be written."""

    __slots__ = ("_event", "_packet", "frame", "members", "topic")

    def __init__(self, event: bytes, topic: Hashable) -> None:
        self.members: deque[str] = deque()
        self.frame = text_frame(_HEAD + event)
        self.topic = topic
        self._event = event
        self._packet: Packet | None = None

    @property
    def packet(self) -> Packet:
        """The message for polling sockets."""
        if self._packet is None:
            self._packet = Packet(MESSAGE, f"{EVENT}{self._event.decode()}")
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
        self, members: Collection[str], event: str, data: object, *, topic: Hashable = None
    ) -> None:
        """Send an event with one argument to members; members that have left are skipped.

        Messages of the same `topic` replace each other for a socket that reads too slowly: it gets only
        the latest one (0033). A message without a topic is never replaced.
        """
        broadcast = _Broadcast(_encode((event, data)), topic)
        if not self._broadcasts and len(members) <= SLICE:
            self._write(broadcast, members)
            return
        broadcast.members.extend(members)
        self._broadcasts.append(broadcast)
        # With an earlier broadcast under way, the next slice is scheduled already.
        if len(self._broadcasts) == 1:
            self._write_slice()

    def _write_slice(self) -> None:
        writes_left = SLICE
        while self._broadcasts and writes_left:
            broadcast = self._broadcasts[0]
            count = min(len(broadcast.members), writes_left)
            self._write(broadcast, [broadcast.members.popleft() for _ in range(count)])
            writes_left -= count
            if not broadcast.members:
                self._broadcasts.popleft()
        if self._broadcasts:
            self._all_sent.clear()
            asyncio.get_running_loop().call_soon(self._write_slice)
        else:
            self._all_sent.set()

    def _write(self, broadcast: _Broadcast, members: Iterable[str]) -> None:
        find, frame, topic = self._engine.sockets.get, broadcast.frame, broadcast.topic
        for member in members:
            socket = find(member)
            if type(socket) is Connection:
                socket.deliver(frame, topic)
            elif socket is not None:
                socket.enqueue(broadcast.packet)

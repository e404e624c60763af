"""Rooms over all nodes: python-socketio's Redis manager on this product's own bus.

Who is in a room is known on the socket's own node only. What is said to a room goes to the other nodes
as entries of a parcel; a node that has nobody in the room passes them over unread.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection
from typing import Any

import msgspec
import socketio
import structlog

from server.domain.types import ItemId, UserId
from server.sockets.rooms.membership import Membership, Namespace, Room, Sid
from server.sockets.rooms.node_bus import Entry, NodeBus
from server.tasks import cancelled

log = structlog.get_logger(__name__)

NAMESPACE = "/"
_LIBRARY = "socketio"
_LIBRARY_QUEUE_MAX = 1_000
_ITEM = "item:"

Hear = Callable[[str, msgspec.Raw], None]
"""Takes the room and the encoded body of an entry. Plain, not async, so that entries keep their order."""


def item_room(item_id: ItemId) -> str:
    """Name the room of an item's watchers."""
    return f"{_ITEM}{item_id}"


def user_room(user_id: UserId) -> str:
    """Name the room of all of a user's sockets."""
    return f"user:{user_id}"


def room_item(room: str) -> ItemId | None:
    """Return the item whose room this is, if it is an item's."""
    return ItemId(room.removeprefix(_ITEM)) if room.startswith(_ITEM) else None


class Rooms(Membership, socketio.AsyncRedisManager):  # type: ignore[misc]
    """The rooms of this node, and the way to those of the others."""

    thread: asyncio.Task[None] | None = None

    def __init__(self, bus: NodeBus) -> None:
        super().__init__()
        self.emptied: Callable[[str], None] = _ignore
        self._nodes = bus
        self._kinds: dict[str, Hear] = {}
        self._said: asyncio.Queue[bytes] = asyncio.Queue(_LIBRARY_QUEUE_MAX)

    def hear(self, kind: str, hear: Hear) -> None:
        """Have `hear` called with what other nodes say of this kind to rooms with members here."""
        self._kinds[kind] = hear

    def receive(self, entries: list[Entry]) -> None:
        """Take in a parcel of another node."""
        rooms = self.rooms.get(NAMESPACE, {})
        for room, kind, body in entries:
            if kind == _LIBRARY:
                self._receive_library(body)
            elif room in rooms and kind in self._kinds:
                self._kinds[kind](room, body)

    def listeners(self, room: str) -> Collection[str]:
        """Return the Engine.IO sids of a room's sockets on this node, as they are now."""
        return tuple(self.members(NAMESPACE, room).values())

    def size(self, room: str) -> int:
        """Return how many sockets of this node are in a room."""
        return len(self.members(NAMESPACE, room))

    async def close(self) -> None:
        """Stop listening to what the library says."""
        if self.thread is not None:
            await cancelled(self.thread)

    def _leave(self, sid: Sid, namespace: Namespace, room: Room) -> None:
        super()._leave(sid, namespace, room)
        if room is not None and not self.size(room):
            self.emptied(room)

    async def _publish(self, data: Any) -> None:
        """Send what the library itself has to say to the other nodes, such as a disconnect."""
        await self._nodes.publish([("", _LIBRARY, self.json.dumps(data))])

    async def _listen(self) -> AsyncIterator[bytes]:
        """Yield what the library of another node has said."""
        while True:
            yield await self._said.get()

    def _receive_library(self, body: msgspec.Raw) -> None:
        try:
            self._said.put_nowait(msgspec.msgpack.decode(body))
        except asyncio.QueueFull:
            log.warning("library_message_dropped")


def _ignore(room: str) -> None:
    """Do nothing when a room becomes empty."""

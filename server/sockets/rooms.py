"""Rooms over all nodes: python-socketio's Redis manager on this product's own channel.

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
from server.sockets.channel import Channel, Entry

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


class Rooms(socketio.AsyncRedisManager):  # type: ignore[misc]
    """The rooms of this node, and the way to those of the others."""

    def __init__(self, channel: Channel) -> None:
        super().__init__()
        self.emptied: Callable[[str], None] = _ignore
        self._nodes = channel
        self._kinds: dict[str, Hear] = {}
        self._rooms_of: dict[str, set[str]] = {}
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

    def members(self, room: str) -> Collection[str]:
        """Return the Engine.IO sids of a room's sockets on this node, as they are now."""
        there = self.rooms.get(NAMESPACE, {}).get(room)
        return () if there is None else tuple(there.values())

    def size(self, room: str) -> int:
        """Return how many sockets of this node are in a room."""
        return len(self.rooms.get(NAMESPACE, {}).get(room, ()))

    async def close(self) -> None:
        """Stop listening to what the library says."""
        thread = getattr(self, "thread", None)
        if thread is not None:
            thread.cancel()
            await asyncio.wait([thread])

    def get_rooms(self, sid: str, namespace: str) -> list[str]:  # noqa: ARG002 - there is one
        """Return the rooms that a socket is in."""
        return list(self._rooms_of.get(sid, ()))

    def basic_enter_room(
        self, sid: str, namespace: str, room: str | None, eio_sid: str | None = None
    ) -> None:
        """Put a socket into a room, None being the room of all."""
        super().basic_enter_room(sid, namespace, room, eio_sid=eio_sid)
        if room is not None:
            self._rooms_of.setdefault(sid, set()).add(room)

    def basic_leave_room(self, sid: str, namespace: str, room: str | None) -> None:
        """Take a socket out of a room."""
        super().basic_leave_room(sid, namespace, room)
        if room is not None and sid in self._rooms_of:
            self._rooms_of[sid].discard(room)
        if room is not None and not self.size(room):
            self.emptied(room)

    def basic_disconnect(self, sid: str, namespace: str, **_: Any) -> None:
        """Let a socket go from its own rooms; the library would look for it in everybody's."""
        for room in self._rooms_of.pop(sid, set()):
            self.basic_leave_room(sid, namespace, room)
        self.basic_leave_room(sid, namespace, None)
        self.callbacks.pop(sid, None)
        for pending in (self.pending_connect, self.pending_disconnect):
            if sid in pending.get(namespace, ()):
                pending[namespace].remove(sid)
                if not pending[namespace]:
                    del pending[namespace]

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

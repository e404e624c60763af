"""The rooms of a node, and python-socketio's way to the rooms of the others.

`Rooms` is an `AsyncRedisManager` because the library's own messages between nodes, such as the
disconnect of a socket that another node serves, need a manager with a way through Redis; that way is
the node bus here. Broadcasts do not pass through it: they are entries of the bus themselves (0040).
This module and `membership` are the ones that override the library's managers.

The members of a room are known on the node of their sockets only. A node that has no members in a room
passes over the entries for it without decoding them, unless it follows the room's item for a sale.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
import socketio
import structlog

from server.domain.types import AuctionId, ItemId, UserId
from server.sockets.rooms.membership import Membership, Namespace, Room, Sid
from server.sockets.rooms.node_bus import Entry, NodeBus
from server.tasks import cancelled

log = structlog.get_logger(__name__)

NAMESPACE = "/"
_LIBRARY = "socketio"
_LIBRARY_QUEUE_MAX = 1_000
_ITEM = "item:"
_SALE = "sale:"
SALES_PER_SOCKET = 20
"""Sales that a socket may watch at a time."""

Receive = Callable[[str, str, msgspec.Raw], None]
"""Takes the room, the kind and the encoded body of an entry. It is not async: entries keep their order."""


def item_room(item_id: ItemId) -> str:
    """Name the room of an item's watchers."""
    return f"{_ITEM}{item_id}"


def sale_room(auction_id: AuctionId) -> str:
    """Name the room of a sale's watchers."""
    return f"{_SALE}{auction_id}"


def room_sale(room: str) -> AuctionId | None:
    """Return the sale whose room this is, if it is a sale's."""
    return AuctionId(room.removeprefix(_SALE)) if room.startswith(_SALE) else None


def user_room(user_id: UserId) -> str:
    """Name the room of all of a user's sockets."""
    return f"user:{user_id}"


def room_item(room: str) -> ItemId | None:
    """Return the item whose room this is, if it is an item's."""
    return ItemId(room.removeprefix(_ITEM)) if room.startswith(_ITEM) else None


class Rooms(Membership, socketio.AsyncRedisManager):  # type: ignore[misc]
    """The rooms of this node."""

    thread: asyncio.Task[None] | None = None

    def __init__(self, bus: NodeBus, *, items_per_socket: int | None = None) -> None:
        """With `items_per_socket` None a socket may watch any number of items and sales."""
        super().__init__()
        self._items_per_socket = items_per_socket
        self._bus = bus
        self._emptied: list[Callable[[str], None]] = []
        self.followed: set[str] = set()
        """Rooms whose entries are delivered even while they have no members here."""
        self._library_messages: asyncio.Queue[bytes] = asyncio.Queue(_LIBRARY_QUEUE_MAX)

    @contextmanager
    def reporting(self, emptied: Callable[[str], None]) -> Iterator[None]:
        """Call `emptied` with each room that its last member leaves, while inside."""
        self._emptied.append(emptied)
        try:
            yield
        finally:
            self._emptied.remove(emptied)

    def receive(self, deliver: Receive, entries: list[Entry]) -> None:
        """Pass another node's entries on: the library's to it, those for rooms here to `deliver`."""
        rooms = self.rooms.get(NAMESPACE, {})
        for room, kind, body in entries:
            if kind == _LIBRARY:
                self._receive_library(body)
            elif room in rooms or room in self.followed:
                deliver(room, kind, body)

    def member(self, eio_sid: str) -> str | None:
        """Return the sid of an Engine.IO socket that is in the namespace; None if it is not."""
        sid = self.sid_from_eio_sid(eio_sid, NAMESPACE)
        return sid if sid is not None and self.is_connected(sid, NAMESPACE) else None

    def enter(self, sid: str, room: str) -> bool:
        """Put a socket of this node in a room; return whether it was not in it before.

        A socket that has left enters none.
        """
        if self.eio_sid_from_sid(sid, NAMESPACE) is None or sid in self.members(NAMESPACE, room):
            return False
        self.basic_enter_room(sid, NAMESPACE, room)
        return True

    def may_enter(self, sid: str, room: str) -> bool:
        """Return whether a socket is in an item's or a sale's room, or may watch one more of them."""
        if self._items_per_socket is None or sid in self.members(NAMESPACE, room):
            return True
        kind, most = (_ITEM, self._items_per_socket)
        if room.startswith(_SALE):
            kind, most = (_SALE, SALES_PER_SOCKET)
        return sum(each.startswith(kind) for each in self.get_rooms(sid, NAMESPACE)) < most

    def leave(self, sid: str, room: str) -> None:
        """Take a socket out of a room, if it is in it."""
        self.basic_leave_room(sid, NAMESPACE, room)

    def listeners(self, room: str) -> Collection[str]:
        """Return the Engine.IO sids of a room's sockets on this node, as they are now."""
        members = self.members(NAMESPACE, room)
        return tuple(members.values()) if members else ()

    def size(self, room: str) -> int:
        """Return how many sockets of this node are in a room."""
        return len(self.members(NAMESPACE, room))

    async def close(self) -> None:
        """Stop reading the library's messages."""
        if self.thread is not None:
            await cancelled(self.thread)

    def _leave(self, sid: Sid, namespace: Namespace, room: Room) -> None:
        super()._leave(sid, namespace, room)
        if room is not None and self._emptied and not self.size(room):
            for emptied in self._emptied:
                emptied(room)

    async def _publish(self, data: Any) -> None:
        """Send a message of the library to the other nodes."""
        await self._bus.publish([("", _LIBRARY, self.json.dumps(data))])

    async def _listen(self) -> AsyncIterator[bytes]:
        """Yield the messages of the other nodes' libraries."""
        while True:
            yield await self._library_messages.get()

    def _receive_library(self, body: msgspec.Raw) -> None:
        try:
            self._library_messages.put_nowait(msgspec.msgpack.decode(body))
        except asyncio.QueueFull:
            log.warning("library_message_dropped")

"""Who is in which room of this node, for python-socketio's managers.

Replaces the bookkeeping of `socketio.base_manager.BaseManager`, whose disconnect looks through every
room of the namespace: a node's clients that leave at once would cost the square of their number. Here
each member knows its rooms. A member's own room, named by its sid, is not kept at all.

`rooms[namespace][room]` maps sids to Engine.IO sids; the room None has all members of the namespace.
"""

from collections.abc import Iterable, Iterator, KeysView
from typing import Any

Namespace = str
Sid = str
EngineSid = str
Room = str | None


class Membership:
    """A mixin that goes before the manager whose bookkeeping it replaces."""

    rooms: dict[Namespace, dict[Room, dict[Sid, EngineSid]]]
    server: Any
    callbacks: dict[Sid, Any]

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._rooms_of: dict[tuple[Namespace, Sid], list[Room]] = {}
        self._sids: dict[tuple[Namespace, EngineSid], Sid] = {}
        self._connecting: set[tuple[Namespace, Sid]] = set()
        self._disconnecting: set[tuple[Namespace, Sid]] = set()

    def get_namespaces(self) -> KeysView[Namespace]:
        """Return the namespaces that have members."""
        return self.rooms.keys()

    def members(self, namespace: Namespace, room: Room) -> dict[Sid, EngineSid]:
        """Return a room's members on this node: the mapping itself, not to be changed."""
        return self.rooms.get(namespace, {}).get(room, {})

    def get_participants(
        self, namespace: Namespace, room: Room | Iterable[str]
    ) -> Iterator[tuple[Sid, EngineSid]]:
        """Give the members of a room, or once each those of several; a sid is a room of one."""
        names = [room] if room is None or isinstance(room, str) else list(room)
        found: dict[Sid, EngineSid] = {}
        for name in names:
            own = self.eio_sid_from_sid(name, namespace) if name is not None else None
            found.update({name: own} if name is not None and own else self.members(namespace, name))
        yield from found.items()

    def is_sid_room(self, namespace: Namespace, room: Room) -> bool:
        """Whether a room is a member's own."""
        return room in self.members(namespace, None)

    def sid_from_eio_sid(self, eio_sid: EngineSid, namespace: Namespace) -> Sid | None:
        """Return the member that an Engine.IO socket is, or is becoming."""
        return self._sids.get((namespace, eio_sid))

    def eio_sid_from_sid(self, sid: Sid, namespace: Namespace) -> EngineSid | None:
        """Return a member's Engine.IO socket."""
        return self.members(namespace, None).get(sid)

    def is_pre_connected(self, sid: Sid, namespace: Namespace) -> bool:
        """Whether it is still being decided whether a socket may come in."""
        return (namespace, sid) in self._connecting

    def is_connected(self, sid: Sid, namespace: Namespace) -> bool:
        """Whether a socket is in, and not about to leave."""
        key = (namespace, sid)
        return key in self._rooms_of and not (key in self._connecting or key in self._disconnecting)

    async def pre_connect(self, eio_sid: EngineSid, namespace: Namespace) -> Sid | None:
        """Make a socket a member that is not let in yet; None if it is one already."""
        if (namespace, eio_sid) in self._sids:
            return None
        sid: Sid = self.server.eio.generate_id()
        self._sids[namespace, eio_sid] = sid
        self._connecting.add((namespace, sid))
        self.basic_enter_room(sid, namespace, None, eio_sid=eio_sid)
        return sid

    async def connect(self, sid: Sid, namespace: Namespace) -> Sid:
        """Let a member in."""
        self._connecting.discard((namespace, sid))
        return sid

    def pre_disconnect(self, sid: Sid, namespace: Namespace) -> EngineSid | None:
        """Note that a member is about to leave, while its handler is told so."""
        self._disconnecting.add((namespace, sid))
        return self.eio_sid_from_sid(sid, namespace)

    def basic_disconnect(self, sid: Sid, namespace: Namespace, **_: Any) -> None:
        """Forget a member; costs as many steps as it has rooms."""
        key = (namespace, sid)
        eio_sid = self.eio_sid_from_sid(sid, namespace)
        for room in self._rooms_of.pop(key, []):
            self._leave(sid, namespace, room)
        if eio_sid is not None:
            self._sids.pop((namespace, eio_sid), None)
        self._connecting.discard(key)
        self._disconnecting.discard(key)
        self.callbacks.pop(sid, None)

    def basic_enter_room(
        self, sid: Sid, namespace: Namespace, room: Room, eio_sid: EngineSid | None = None
    ) -> None:
        """Put a member in a room; raises ValueError for one that is none, or another's own room."""
        if room == sid:
            return
        if self.is_sid_room(namespace, room):
            raise ValueError("cannot enter a sid room")
        eio_sid = eio_sid or self.eio_sid_from_sid(sid, namespace)
        if eio_sid is None:
            raise ValueError("sid is not connected to requested namespace")
        members = self.rooms.setdefault(namespace, {}).setdefault(room, {})
        if sid not in members:
            members[sid] = eio_sid
            self._rooms_of.setdefault((namespace, sid), []).append(room)

    def basic_leave_room(self, sid: Sid, namespace: Namespace, room: Room) -> None:
        """Take a member out of a room, if it is in it."""
        if sid in self.members(namespace, room):
            self._rooms_of[namespace, sid].remove(room)
            self._leave(sid, namespace, room)

    def basic_close_room(self, room: Room, namespace: Namespace) -> None:
        """Take everybody out of a room."""
        for sid in list(self.members(namespace, room)):
            self.basic_leave_room(sid, namespace, room)

    def get_rooms(self, sid: Sid, namespace: Namespace) -> list[str]:
        """Return the rooms that a member is in, its own among them."""
        rooms = self._rooms_of.get((namespace, sid), [])
        return [sid if room is None else room for room in rooms]

    def _leave(self, sid: Sid, namespace: Namespace, room: Room) -> None:
        rooms = self.rooms[namespace]
        del rooms[room][sid]
        if not rooms[room]:
            del rooms[room]
        if not rooms:
            del self.rooms[namespace]

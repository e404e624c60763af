"""The members of this node's rooms, for python-socketio's managers (0034).

`Membership` replaces the bookkeeping of `socketio.base_manager.BaseManager`, whose disconnect searches
every room of the namespace, so that the cost of n clients that leave at once grows with the square of n.
Here each member has a list of its rooms. The library's room for each sid is not stored.

`rooms[namespace][room]` maps sids to Engine.IO sids. The room None has all members of the namespace.
"""

from collections.abc import Iterable, Iterator, KeysView
from typing import Any

Namespace = str
Sid = str
EngineSid = str
Room = str | None


class Membership:
    """A mixin, placed before the manager whose bookkeeping it replaces."""

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
        """Return the namespaces with members."""
        return self.rooms.keys()

    def members(self, namespace: Namespace, room: Room) -> dict[Sid, EngineSid]:
        """Return a room's members on this node. The caller must not change the mapping."""
        return self.rooms.get(namespace, {}).get(room, {})

    def get_participants(
        self, namespace: Namespace, room: Room | Iterable[str]
    ) -> Iterator[tuple[Sid, EngineSid]]:
        """Yield the members of a room or of several, each once. A sid is the room of this one member."""
        names = [room] if room is None or isinstance(room, str) else list(room)
        found: dict[Sid, EngineSid] = {}
        for name in names:
            own = self.eio_sid_from_sid(name, namespace) if name is not None else None
            found.update({name: own} if name is not None and own else self.members(namespace, name))
        yield from found.items()

    def is_sid_room(self, namespace: Namespace, room: Room) -> bool:
        """Return whether a room's name is the sid of a member."""
        return room in self.members(namespace, None)

    def sid_from_eio_sid(self, eio_sid: EngineSid, namespace: Namespace) -> Sid | None:
        """Return the sid of an Engine.IO socket that is or is becoming a member."""
        return self._sids.get((namespace, eio_sid))

    def eio_sid_from_sid(self, sid: Sid, namespace: Namespace) -> EngineSid | None:
        """Return a member's Engine.IO sid."""
        return self.members(namespace, None).get(sid)

    def is_pre_connected(self, sid: Sid, namespace: Namespace) -> bool:
        """Return whether a member's connect handler has not accepted it yet."""
        return (namespace, sid) in self._connecting

    def is_connected(self, sid: Sid, namespace: Namespace) -> bool:
        """Return whether a member has been accepted and is not disconnecting."""
        key = (namespace, sid)
        return key in self._rooms_of and not (key in self._connecting or key in self._disconnecting)

    def begin(self, eio_sid: EngineSid, namespace: Namespace) -> Sid | None:
        """Add a member that is not accepted yet and return its sid; None if the socket has one."""
        if (namespace, eio_sid) in self._sids:
            return None
        sid: Sid = self.server.eio.generate_id()
        self._sids[namespace, eio_sid] = sid
        self._connecting.add((namespace, sid))
        self.basic_enter_room(sid, namespace, None, eio_sid=eio_sid)
        return sid

    def accept(self, sid: Sid, namespace: Namespace) -> None:
        """Accept a member."""
        self._connecting.discard((namespace, sid))

    async def pre_connect(self, eio_sid: EngineSid, namespace: Namespace) -> Sid | None:
        """Add a member, as `begin` does, for the library."""
        return self.begin(eio_sid, namespace)

    async def connect(self, sid: Sid, namespace: Namespace) -> Sid:
        """Accept a member, for the library."""
        self.accept(sid, namespace)
        return sid

    def pre_disconnect(self, sid: Sid, namespace: Namespace) -> EngineSid | None:
        """Note that a member is disconnecting; its disconnect handler runs next."""
        self._disconnecting.add((namespace, sid))
        return self.eio_sid_from_sid(sid, namespace)

    def basic_disconnect(self, sid: Sid, namespace: Namespace, **_: Any) -> None:
        """Remove a member, in as many steps as it has rooms (0034)."""
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
        """Put a member in a room; raises ValueError if it is no member or the room is another's sid."""
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
        """Take all members out of a room."""
        for sid in list(self.members(namespace, room)):
            self.basic_leave_room(sid, namespace, room)

    def get_rooms(self, sid: Sid, namespace: Namespace) -> list[str]:
        """Return a member's rooms, with its sid among them as in the library."""
        rooms = self._rooms_of.get((namespace, sid), [])
        return [sid if room is None else room for room in rooms]

    def _leave(self, sid: Sid, namespace: Namespace, room: Room) -> None:
        rooms = self.rooms[namespace]
        del rooms[room][sid]
        if not rooms[room]:
            del rooms[room]
        if not rooms:
            del self.rooms[namespace]

"""Changed grants of clerks on the node bus, so that no node acts on what it has read before (0161)."""

import msgspec

from server.domain.types import UserId
from server.sockets.rooms.manager import Receive, Rooms
from server.sockets.rooms.node_bus import NodeBus
from server.use_cases.saleroom.clerks import ClerkGrants

CLERKS = "clerks"
"""Name of the room and the kind of the entries. The room has no members."""


class GrantsBus:
    """Has every node forget the grants of a user that have changed."""

    def __init__(self, bus: NodeBus, rooms: Rooms, grants: ClerkGrants) -> None:
        self._bus = bus
        self._grants = grants
        rooms.followed.add(CLERKS)

    async def publish(self, user_id: UserId) -> None:
        """Have the other nodes forget a user's grants; raises RedisError."""
        await self._bus.publish([(CLERKS, CLERKS, user_id)])

    def before(self, deliver: Receive) -> Receive:
        """Return a receiver of entries that takes those of grants, and passes the others on."""

        def receive(room: str, kind: str, body: msgspec.Raw) -> None:
            if kind == CLERKS:
                self._grants.forget(UserId(msgspec.msgpack.decode(body, type=str)))
            else:
                deliver(room, kind, body)

        return receive

"""Probes: pings to the sockets of an item's room on this node, and how many have been answered.

The proof has three steps (0171). When the room has been sent everything up to a position and nothing waits
to be written, each of its sockets has these messages, or its answer to `watch`, in its stream. A ping is
written after them. Its pong proves that the client has received what came before the ping, because a
stream keeps its order.

A socket gets no ping, and does not count as reached, while its `watch` is not answered, while it reads
too slowly, or while it polls.
"""

from collections import deque
from collections.abc import Callable, Mapping

from server.domain.types import ItemId, Position
from server.sockets.broadcast.fanout import Fanout
from server.sockets.broadcast.feed import Feed
from server.sockets.rooms.delivery import SLICE, Delivery
from server.sockets.rooms.manager import NAMESPACE, Rooms, item_room
from server.sockets.transport.connection import Connection
from server.use_cases.reach import Reached

UNSENT = Position(0, 0)

_Member = tuple[str, str]
"""A socket's sid and Engine.IO sid."""


class _Probe:
    """The numbers of the pings that were sent after the room had been sent everything up to `position`."""

    __slots__ = ("pings", "position", "waiting")

    def __init__(self) -> None:
        self.position: Position | None = None
        self.pings: dict[str, int] = {}
        self.waiting: deque[_Member] = deque()
        """The members that are still to be sent their ping, bidders first."""


class Probes:
    """The probes of the items that somebody asks about."""

    def __init__(
        self,
        rooms: Rooms,
        fanout: Fanout,
        delivery: Delivery,
        sockets: Mapping[str, object],
        *,
        is_settled: Callable[[str], bool],
        is_bidder: Callable[[str], bool],
    ) -> None:
        """`sockets` are the node's, by Engine.IO sid.

        `is_settled` returns whether a socket has been answered all it asked, `is_bidder` whether it is a
        bidder's; both are given its sid.
        """
        self._rooms = rooms
        self._fanout = fanout
        self._delivery = delivery
        self._sockets = sockets
        self._is_settled = is_settled
        self._is_bidder = is_bidder
        self._probes: dict[ItemId, _Probe] = {}

    def probe(self, item_id: ItemId) -> int:
        """Send a ping to up to SLICE sockets that have not had one since the room's last message.

        Bidders come first. Returns the number of pings.
        """
        position = self._written(item_id)
        if position is None:
            return 0
        probe = self._probes.setdefault(item_id, _Probe())
        if position != probe.position:
            probe.position = position
            probe.pings.clear()
            probe.waiting.clear()
        if not probe.waiting:
            probe.waiting = self._without_ping(item_id, probe)
        some = [probe.waiting.popleft() for _ in range(min(SLICE, len(probe.waiting)))]
        return sum(self._ping(probe, sid, eio_sid) for sid, eio_sid in some)

    def count(self, item_id: ItemId) -> Reached:
        """Return how many sockets are in the room, and how many have answered their ping."""
        probe, position = self._probes.get(item_id), self._written(item_id)
        current = probe is not None and position is not None and probe.position == position
        pings = probe.pings if probe is not None and current else {}
        watchers = bidders = watchers_reached = bidders_reached = 0
        for sid, eio_sid in self._rooms.members(NAMESPACE, item_room(item_id)).items():
            number, socket = pings.get(eio_sid), self._sockets.get(eio_sid)
            reached = (
                number is not None and isinstance(socket, Connection) and socket.pongs >= number
            )
            bidder = self._is_bidder(sid)
            watchers += 1
            watchers_reached += reached
            bidders += bidder
            bidders_reached += bidder and reached
        return Reached(position or UNSENT, watchers, watchers_reached, bidders, bidders_reached)

    def forget(self, item_id: ItemId) -> None:
        """Forget an item that nobody asks about any more."""
        self._probes.pop(item_id, None)

    def _written(self, item_id: ItemId) -> Position | None:
        """Return the position up to which everything has been written to the room; None during a turn."""
        feed: Feed | None = self._fanout.feed(item_id)
        if feed is None or feed.queued or feed.ready or self._delivery.members_waiting:
            return None
        return feed.position

    def _without_ping(self, item_id: ItemId, probe: _Probe) -> deque[_Member]:
        members = self._rooms.members(NAMESPACE, item_room(item_id)).items()
        without = [member for member in members if member[1] not in probe.pings]
        return deque(sorted(without, key=lambda member: not self._is_bidder(member[0])))

    def _ping(self, probe: _Probe, sid: str, eio_sid: str) -> bool:
        socket = self._sockets.get(eio_sid)
        if eio_sid in probe.pings or not isinstance(socket, Connection):
            return False
        if socket.closed or socket.behind or not self._is_settled(sid):
            return False
        probe.pings[eio_sid] = socket.ping()
        return True

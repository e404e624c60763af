"""Recovery of a connection's state: a client that comes back has its rooms again and gets what it missed.

The official JavaScript client has its half built in: it is given a `pid` as it connects, shows it as it
comes back, and takes the connection for recovered if it is given the same again. It is given the same
only if nothing is missing of any item that it watched; else it begins anew, and watches again.
"""

import secrets
from dataclasses import dataclass

import msgspec
import structlog
from redis import RedisError

from server.bidding.hot_state.hot_state import HotState, Seen
from server.domain.types import ItemId
from server.identity.identity import Identity
from server.sockets.broadcast.fanout import Fanout
from server.sockets.broadcast.news import outbid, snapshot
from server.sockets.recovery.sessions import Known, Sessions
from server.sockets.rooms.delivery import Delivery
from server.sockets.rooms.manager import NAMESPACE, Rooms, item_room
from server.use_cases.bidding import History, MissedBids, missed_bids
from server.wire.errors import Refused

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Missed:
    """What a client has missed of one item: its bids since, and how it stands."""

    seen: Seen
    since: int
    what: MissedBids
    lost_lead: bool


class Recovery:
    """Keeps the sessions of this node's sockets, and takes them up again as clients come back."""

    def __init__(
        self,
        rooms: Rooms,
        sessions: Sessions,
        hot_state: HotState,
        *,
        history: History,
        fanout: Fanout,
        delivery: Delivery,
    ) -> None:
        self._rooms = rooms
        self._sessions = sessions
        self._hot_state = hot_state
        self._history = history
        self._fanout = fanout
        self._delivery = delivery
        self._missed: dict[str, list[_Missed]] = {}
        self.recovered = 0
        self.not_recovered = 0

    def pid(self, sid: str) -> str | None:
        """Return what a socket is told on connecting; None if nothing is recovered here."""
        return self._sessions.pid(sid)

    async def begin(self, sid: str, pid: object, identity: Identity | None) -> None:
        """Begin the session of a connecting socket: the one of `pid` if it can be made whole.

        Then the socket is in its rooms, and `send_missed` has to be called once it is connected.
        """
        known = await self._sessions.find(pid)
        missed = None if known is None else await self._rejoin(sid, known, identity)
        if known is None or missed is None:
            self.not_recovered += pid is not None
            self._sessions.begin(sid, secrets.token_urlsafe(18), {})
            return
        self.recovered += 1
        self._sessions.begin(sid, str(pid), known)
        self._missed[sid] = missed

    def send_missed(self, sid: str) -> None:
        """Send a recovered socket what it has missed."""
        eio_sid = self._rooms.eio_sid_from_sid(sid, NAMESPACE)
        members = [] if eio_sid is None else [eio_sid]
        for missed in self._missed.pop(sid, ()):
            item, now = missed.seen.item, missed.seen.now
            news = snapshot(item, missed.since + 1, (), missed.what.retracted, now=now)
            news = msgspec.structs.replace(news, bids=[dict(bid) for bid in missed.what.bids])
            new_bid = news.new_bid()
            if new_bid is not None:
                self._delivery.send(members, "new_bid", new_bid)
            # Whether anything has happened is nobody's business where some of it is secret.
            if item.seq > missed.since or news.standing["seq"] < item.seq:
                self._delivery.send(members, "item", news.item_at(now))
            if missed.lost_lead:
                self._delivery.send(members, "outbid", outbid(item, now))

    async def watched(self, sid: str, item_id: ItemId, seq: int) -> None:
        """Note that a socket has entered an item's room and is told the item as of `seq`."""
        self._fanout.joined(item_id, seq)
        await self._sessions.watched(sid, item_id, seq)

    def unwatched(self, sid: str, item_id: ItemId) -> None:
        """Note that a socket has left an item's room."""
        self._sessions.unwatched(sid, item_id)

    def end(self, sid: str, *, wanted: bool) -> None:
        """End a socket's session for now, or for good if the client `wanted` to leave."""
        self._missed.pop(sid, None)
        self._sessions.end(sid, wanted=wanted)

    async def _rejoin(
        self, sid: str, known: Known, identity: Identity | None
    ) -> list[_Missed] | None:
        """Enter the rooms of a session and return what was missed in each; None if any lacks something."""
        for item_id in known:
            # First the room, then the look: nothing can happen between them unseen.
            self._rooms.enter(sid, item_room(item_id))
        missed = await self._all_missed(known, identity)
        for item_id in known:
            if missed is None:
                self._rooms.leave(sid, item_room(item_id))
        for each in missed or ():
            self._fanout.joined(each.seen.item.listing.item_id, each.seen.item.seq)
        return missed

    async def _all_missed(self, known: Known, identity: Identity | None) -> list[_Missed] | None:
        try:
            seen = await self._hot_state.look(list(known), bids_max=self._hot_state.recent_bids_max)
            missed = [
                await self._missed_of(seen[item_id], since, identity)
                for item_id, since in known.items()
                if item_id in seen
            ]
        except (RedisError, Refused) as error:
            log.info("not_recovered", error=repr(error))
            return None
        whole = [each for each in missed if each is not None]
        return whole if len(whole) == len(known) else None

    async def _missed_of(self, seen: Seen, since: int, identity: Identity | None) -> _Missed | None:
        if seen.item.seq < since:
            return None  # The store has been restored: what the client knows is not true any more.
        bids = await missed_bids(self._history, seen, since)
        if bids is None:
            return None
        return _Missed(seen, since, bids, identity is not None and _lost(seen, since, identity))


def _lost(seen: Seen, since: int, identity: Identity) -> bool:
    """Say whether a user led at `since` or afterwards, as far as the latest bids tell, and doesn't now."""
    leader = seen.item.leader
    if leader is None or leader.user_id == identity.user_id:
        return False
    retracted = seen.retracted()
    bids = [bid for bid in seen.bids if bid.seq not in retracted]
    first = max((bid.seq for bid in bids if bid.seq <= since), default=since + 1)
    return any(bid.seq >= first and bid.bidder.user_id == identity.user_id for bid in bids)

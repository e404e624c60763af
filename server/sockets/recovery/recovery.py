"""Recovery of a connection's state: a returning client is in its rooms again and gets what it missed.

The official JavaScript client has its half built in (0042). It is given a `pid` as it connects, presents
it as it comes back, and counts the connection as recovered if it is given the same `pid` again. It gets
the same one only if nothing is missing of any item that it watched. Otherwise it begins anew and watches
its items again.
"""

import secrets
from dataclasses import dataclass

import msgspec
import structlog
from redis import RedisError

from server.bidding.archive import LIVE_WAIT_S, Archive, ArchiveUnavailable, answering_within
from server.bidding.hot_state.hot_state import HotState
from server.bidding.hot_state.replies import Snapshot
from server.domain.types import ItemId, Position
from server.domain.view import view_standing
from server.identity.identity import Identity
from server.sockets.broadcast.fanout import Fanout
from server.sockets.broadcast.news import outbid, snapshot
from server.sockets.recovery.lost_bids import LostBidNotices
from server.sockets.recovery.sales import SaleRecovery, items_of
from server.sockets.recovery.sessions import Known, Sessions
from server.sockets.rooms.delivery import Delivery
from server.sockets.rooms.manager import NAMESPACE, Rooms, item_room
from server.use_cases.watching import MissedBids, is_past, missed_bids
from server.wire.errors import Refused

log = structlog.get_logger(__name__)

PID_BYTES = 18
"""Random bytes in the name of a session, which nobody may guess."""


@dataclass(frozen=True, slots=True)
class _Missed:
    """An item that a client has missed a part of: the bids after event `since`, and the item itself."""

    seen: Snapshot
    since: int
    bids: MissedBids
    lost_lead: Position | None
    """The bid that took the lead from the client."""


class Recovery:
    """Begins and ends the sessions of this node's sockets, and recovers those of returning clients."""

    def __init__(
        self,
        rooms: Rooms,
        sessions: Sessions,
        hot_state: HotState,
        *,
        archive: Archive,
        fanout: Fanout,
        delivery: Delivery,
        notices: LostBidNotices,
        sales: SaleRecovery,
    ) -> None:
        self._notices = notices
        self._sales = sales
        self._rooms = rooms
        self._sessions = sessions
        self._hot_state = hot_state
        self._archive = archive
        self._fanout = fanout
        self._delivery = delivery
        self._missed: dict[str, tuple[list[_Missed], list[msgspec.Raw]]] = {}
        self.recovered = 0
        self.not_recovered = 0

    def pid(self, sid: str) -> str | None:
        """Return the name of a socket's session; None if sessions are not kept."""
        return self._sessions.pid(sid)

    async def begin(self, sid: str, pid: object, identity: Identity | None) -> None:
        """Begin the session of a connecting socket: that of `pid` if nothing is missing, else a new one.

        A recovered socket is then in its rooms, and `send_missed` has to be called once it is connected.
        """
        known = await self._sessions.find(pid)
        missed = None if known is None else await self._rejoin(sid, known, identity)
        if known is None or missed is None:
            self.not_recovered += pid is not None
            self.begin_new(sid)
            return
        self.recovered += 1
        self._sessions.begin(sid, str(pid), known)
        self._missed[sid] = missed

    def begin_new(self, sid: str) -> None:
        """Begin a new session of a connecting socket."""
        self._sessions.begin(sid, secrets.token_urlsafe(PID_BYTES), {})

    def is_pending(self, sid: str) -> bool:
        """Return whether a recovered socket has not been sent what it missed yet."""
        return sid in self._missed

    def send_missed(self, sid: str) -> None:
        """Send a recovered socket what it has missed; do nothing for any other."""
        eio_sid = self._rooms.eio_sid_from_sid(sid, NAMESPACE)
        members = [] if eio_sid is None else [eio_sid]
        items, sales = self._missed.pop(sid, ([], []))
        for message in sales:
            self._delivery.send(members, "sale", message)
        for missed in items:
            item, now = missed.seen.item, missed.seen.now
            news = snapshot(
                item,
                missed.since + 1,
                (),
                missed.bids.retracted,
                now=now,
                epoch=missed.seen.epoch,
            )
            news = msgspec.structs.replace(news, bids=[dict(bid) for bid in missed.bids.bids])
            new_bid = news.new_bid()
            if new_bid is not None:
                self._delivery.send(members, "new_bid", new_bid)
            # An item with secret events is always sent: that nothing has changed is secret, too (0012).
            if item.seq > missed.since or news.standing["seq"] < item.seq:
                self._delivery.send(members, "item", news.item_at(now))
            if missed.lost_lead is not None:
                shown = view_standing(item, now)
                lost = outbid(news.item_id, shown, missed.lost_lead)
                self._delivery.send(members, "outbid", lost)
            self._notices.returned(sid, item.listing.item_id, missed.seen.epoch)

    async def watched(
        self, sid: str, item_id: ItemId, position: Position, *, received: int | None = None
    ) -> None:
        """Note that a socket has entered an item's room and is sent the item's state at `position`.

        `received` is the event up to which its client has everything, where the rest comes later.
        """
        self._fanout.joined(item_id, position)
        known = position if received is None else Position(position.epoch, received)
        await self._sessions.watched(sid, item_id, known)
        self._notices.returned(sid, item_id, position.epoch)

    def identified(self, sid: str) -> None:
        """Note that an open socket belongs to another user than before."""
        for item_id in items_of(self._sessions.known(sid)):
            sent = self._fanout.sent(item_id)
            if sent is not None:
                self._notices.returned(sid, item_id, sent.epoch)

    def unwatched(self, sid: str, item_id: ItemId) -> None:
        """Note that a socket has left an item's room."""
        self._sessions.unwatched(sid, item_id)

    def end(self, sid: str, *, wanted: bool) -> None:
        """Close a socket's session; it can be recovered unless the client `wanted` to leave."""
        self._missed.pop(sid, None)
        self._sessions.end(sid, wanted=wanted)

    async def _rejoin(
        self, sid: str, known: Known, identity: Identity | None
    ) -> tuple[list[_Missed], list[msgspec.Raw]] | None:
        """Enter the rooms of a session and return what was missed of each item and sale.

        Returns None, and leaves the rooms, if anything is missing of any of them.
        """
        sales = await self._sales.rejoin(sid, known)
        if sales is None:
            return None
        items = await self._rejoin_items(sid, items_of(known), identity)
        if items is None:
            self._sales.leave(sid, known)
            return None
        return items, sales

    async def _rejoin_items(
        self, sid: str, known: Known, identity: Identity | None
    ) -> list[_Missed] | None:
        # The rooms are entered before the items are read, so that no event between them is missed.
        entered = [item_id for item_id in known if self._rooms.enter(sid, item_room(item_id))]
        missed = None
        try:
            missed = await self._all_missed(known, identity)
        finally:
            if missed is None:
                for item_id in entered:
                    self._rooms.leave(sid, item_room(item_id))
        for each in missed or ():
            self._fanout.joined(each.seen.item.listing.item_id, each.seen.position)
        return missed

    async def _all_missed(self, known: Known, identity: Identity | None) -> list[_Missed] | None:
        try:
            seen = await self._hot_state.read(list(known), bids_max=self._hot_state.recent_bids_max)
            async with answering_within(LIVE_WAIT_S):
                missed = [
                    await self._missed_of(seen[item_id], since, identity)
                    for item_id, since in known.items()
                    if item_id in seen
                ]
        except (RedisError, Refused, ArchiveUnavailable) as error:
            log.debug("not_recovered", error=repr(error))
            return None
        whole = [each for each in missed if each is not None]
        return whole if len(whole) == len(known) else None

    async def _missed_of(
        self, seen: Snapshot, since: Position, identity: Identity | None
    ) -> _Missed | None:
        if is_past(seen, since):
            return None
        bids = await missed_bids(self._archive, seen, since.seq)
        if bids is None:
            return None
        lost_lead = None if identity is None else _lost_lead(seen, since.seq, identity)
        return _Missed(seen, since.seq, bids, lost_lead)


def _lost_lead(seen: Snapshot, since: int, identity: Identity) -> Position | None:
    """Return the bid that took the lead from a user who led at event `since` or later and leads no more.

    The answer is read from the latest bids, so a lead that is older than these is not found.
    """
    leader = seen.item.leader
    if leader is None or leader.user_id == identity.user_id:
        return None
    retracted = seen.retracted()
    bids = [bid for bid in seen.bids if bid.seq not in retracted]
    first = max((bid.seq for bid in bids if bid.seq <= since), default=since + 1)
    own = [bid.seq for bid in bids if bid.seq >= first and bid.bidder.user_id == identity.user_id]
    took = [bid.seq for bid in bids if own and bid.seq > own[-1]]
    return Position(seen.epoch, took[0]) if took else None

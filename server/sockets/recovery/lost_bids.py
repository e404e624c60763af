"""Notices of lost bids: their users are notified at once, and when they watch the item again (0120).

A loss is announced on the node that has found it, and its users may be on any node. Users who were away
are notified as they return. So are those on a node that comes back to the node bus, because pub/sub has
lost the announcements of that time. That node also announces its own losses again, because it may have used
a former primary, on whose bus it was alone. The archive and Redis know which of the lost bids have not been
accepted again. Nothing waits for a notice: they are read and sent by a task, for many sockets at once.
A connection is sent each notice once, however often it is announced and the item watched.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterable
from contextlib import AbstractAsyncContextManager

import msgspec
from redis import RedisError

from server.bidding.archive import ArchiveUnavailable, LostBid
from server.domain.types import BidId, ItemId
from server.identity.identity import Identity
from server.outage import Outage
from server.sockets.rooms.delivery import Delivery
from server.sockets.rooms.manager import NAMESPACE, Rooms, user_room
from server.sockets.rooms.node_bus import NodeBus
from server.tasks import repeating
from server.use_cases.losses import LostBids
from server.wire.messages import BidLost, bid_lost

BID_LOST = "bid_lost"
GATHER_S = 0.05
"""How long requests gather for one query."""
RETRY_S = 1.0
WAITING_MAX = 20_000
"""Lost bids, and items of returned sockets, that wait for a notice. Any more wait for the next return."""
MISSED_MARGIN_S = 5.0
"""How long before a silence of the node bus a loss may have been archived whose notice came during it."""
ENTRIES_MAX = 500
"""Notices that one call publishes."""
SENT_MAX = 20_000
"""Notices that are remembered as sent, the latest ones."""

_Bid = tuple[ItemId, BidId, int]


class LostBidNotices:
    """Sends `bid_lost` to the sockets of this node, and to the other nodes."""

    def __init__(
        self,
        lost_bids: LostBids,
        bus: NodeBus,
        rooms: Rooms,
        delivery: Delivery,
        identity_of: Callable[[str], Identity | None],
    ) -> None:
        """`identity_of` returns the user of a socket."""
        self._lost_bids = lost_bids
        self._bus = bus
        self._rooms = rooms
        self._delivery = delivery
        self._identity_of = identity_of
        self._announced: set[_Bid] = set()
        self._returned: set[tuple[str, ItemId]] = set()
        self._published: set[_Bid] = set()
        self._sent = OrderedDict[tuple[str, _Bid], None]()
        self._missed_s = 0.0
        self._any = asyncio.Event()
        self._outage = Outage("losses_wait_for_stores", "losses_are_sent_again")

    def running(self) -> AbstractAsyncContextManager[None]:
        """Send notices while inside."""
        return repeating(self._step, name="lost-bid-notices")

    def announce(self, bids: Iterable[LostBid]) -> None:
        """Have the users of bids that turned out to be lost notified; never waits and never fails."""
        for bid in bids:
            if len(self._announced) < WAITING_MAX:
                self._announced.add((bid.item_id, bid.bid_id, bid.seq))
        self._any.set()

    def returned(self, sid: str, item_id: ItemId, epoch: int) -> None:
        """Have a socket that watches an item from now on notified of its user's lost bids."""
        # 0119: an item in epoch 0 has never been restored, and has lost nothing.
        if epoch and len(self._returned) < WAITING_MAX and self._identity_of(sid) is not None:
            self._returned.add((sid, item_id))
            self._any.set()

    def resumed(self, silent_s: float) -> None:
        """Have the users of this node's sockets notified of losses that others may have announced.

        Nothing has come through the node bus for `silent_s`. What this node has announced so far may have
        reached nobody, and is announced again.
        """
        self._announced |= self._published
        self._missed_s = max(self._missed_s, silent_s + MISSED_MARGIN_S)
        self._any.set()

    def receive(self, room: str, body: msgspec.Raw) -> None:
        """Send a notice that another node has published to the sockets here."""
        self._send(self._rooms.listeners(room), msgspec.msgpack.decode(body, type=BidLost))

    async def _step(self) -> None:
        await self._any.wait()
        await asyncio.sleep(GATHER_S)
        self._any.clear()
        announced, returned = self._announced, self._returned
        missed_s, self._missed_s = self._missed_s, 0.0
        self._announced, self._returned = set(), set()
        try:
            if missed_s:
                self._send_here(await self._lost_bids.latest(missed_s))
            await self._notify(announced, returned)
            self._outage.succeeded()
        except (ArchiveUnavailable, RedisError) as error:
            self._outage.failed(error=repr(error))
            self._announced |= announced
            self._returned |= returned
            if missed_s:
                self._missed_s = max(self._missed_s, missed_s + RETRY_S)
            await asyncio.sleep(RETRY_S)
            self._any.set()

    async def _notify(self, announced: set[_Bid], returned: set[tuple[str, ItemId]]) -> None:
        items = {item_id for item_id, _, _ in announced} | {item_id for _, item_id in returned}
        lost = await self._lost_bids.read(sorted(items))
        await self._send_to_all([bid for bid in lost if _key(bid) in announced])
        by_item: dict[ItemId, list[LostBid]] = {}
        for bid in lost:
            by_item.setdefault(bid.item_id, []).append(bid)
        for sid, item_id in returned:
            identity = self._identity_of(sid)
            eio_sid = self._rooms.eio_sid_from_sid(sid, NAMESPACE)
            if identity is None or eio_sid is None:
                continue
            for bid in by_item.get(item_id, ()):
                if bid.bidder == identity.user_id:
                    self._send([eio_sid], bid_lost(bid))

    async def _send_to_all(self, lost: list[LostBid]) -> None:
        """Send lost bids to all sockets of their users; published first, because that may fail."""
        entries = [(user_room(bid.bidder), BID_LOST, bid_lost(bid)) for bid in lost]
        for first in range(0, len(entries), ENTRIES_MAX):
            await self._bus.publish(entries[first : first + ENTRIES_MAX])
        self._send_here(lost)
        free = WAITING_MAX - len(self._published)
        self._published.update(map(_key, lost[:free]))

    def _send_here(self, lost: Iterable[LostBid]) -> None:
        """Send lost bids to the sockets that their users have on this node."""
        for bid in lost:
            self._send(self._rooms.listeners(user_room(bid.bidder)), bid_lost(bid))

    def _send(self, members: Iterable[str], notice: BidLost) -> None:
        """Send a notice to those connections that have not been sent it."""
        bid = (ItemId(notice["item_id"]), BidId(notice["bid_id"]), notice["seq"])
        new = [member for member in members if (member, bid) not in self._sent]
        if new:
            self._delivery.send(new, BID_LOST, notice)
        self._sent.update(dict.fromkeys((member, bid) for member in new))
        while len(self._sent) > SENT_MAX:
            self._sent.popitem(last=False)


def _key(bid: LostBid) -> _Bid:
    return bid.item_id, bid.bid_id, bid.seq

"""The sales of a session: a returning client is in their rooms again and gets what it missed (0170).

A session keeps the room of a sale beside its items, with the moment before which the client certainly
knows everything, in seconds, as a position in epoch 0.
"""

import msgspec
import structlog

from server.domain.types import AuctionId, ItemId, Millis, Position
from server.sockets.recovery.sessions import Known, Sessions
from server.sockets.rooms.manager import room_sale, sale_room
from server.sockets.sales.watching import SaleWatching
from server.wire.errors import Refused

log = structlog.get_logger(__name__)

_MS_PER_S = 1_000
_NOTHING = Position(0, 0)


class SaleRecovery:
    """Keeps the sales of the sockets' sessions, and recovers them."""

    def __init__(self, sessions: Sessions, watching: SaleWatching) -> None:
        self._sessions = sessions
        self._watching = watching

    async def watched(self, sid: str, auction_id: AuctionId, as_of: Millis) -> None:
        """Note that a socket watches a sale and is sent everything before `as_of`; 0 while it is not."""
        if self._sessions.known(sid).get(_key(auction_id)) == _NOTHING:
            self._sessions.unwatched(sid, _key(auction_id))
        await self._sessions.watched(sid, _key(auction_id), Position(0, as_of // _MS_PER_S))

    def unwatched(self, sid: str, auction_id: AuctionId) -> None:
        """Note that a socket has left a sale's room."""
        self._sessions.unwatched(sid, _key(auction_id))

    async def rejoin(self, sid: str, known: Known) -> list[msgspec.Raw] | None:
        """Enter the rooms of a session's sales and return the messages that complete them.

        Returns None, and leaves the rooms, if any of them is not completed by one message.
        """
        messages: list[msgspec.Raw] = []
        sales = {sale: since for key, since in known.items() if (sale := room_sale(key))}
        for auction_id, since in sales.items():
            message = await self._missed(sid, auction_id, since.seq * _MS_PER_S)
            if message is None:
                self.leave(sid, known)
                return None
            messages.append(message)
        return messages

    def leave(self, sid: str, known: Known) -> None:
        """Leave the rooms of a session's sales."""
        for key in known:
            auction_id = room_sale(key)
            if auction_id is not None:
                self._watching.leave(sid, auction_id)

    async def _missed(self, sid: str, auction_id: AuctionId, since: Millis) -> msgspec.Raw | None:
        if not since:
            return None
        try:
            return await self._watching.rejoin(sid, auction_id, since)
        except Refused as refused:
            log.debug("not_recovered", error=refused.rejection.message)
            return None


def items_of(known: Known) -> Known:
    """Return the items of a session, without its sales."""
    return {key: position for key, position in known.items() if room_sale(key) is None}


def sent_to_sale(watching: SaleWatching, key: ItemId) -> Position | None:
    """Return how much a sale's room has been sent, as sessions keep it; None for an item."""
    auction_id = room_sale(key)
    as_of = None if auction_id is None else watching.sent_as_of(auction_id)
    return None if as_of is None else Position(0, as_of // _MS_PER_S)


def _key(auction_id: AuctionId) -> ItemId:
    return ItemId(sale_room(auction_id))

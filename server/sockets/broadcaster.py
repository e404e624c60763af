"""The broadcaster: tells rooms what was committed, off the bid's path.

`announce` only notes what happened; one task sends it. What happens to an item while an earlier
message is on its way is merged into the next, so a slow channel makes messages fewer, not later.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypedDict

import socketio
import structlog

from server.bidding.settle import Settlement
from server.domain.events import BidAccepted, UnitsClaimed
from server.domain.formats import quote
from server.domain.item import Item
from server.domain.types import Amount, Millis, UserId
from server.domain.view import BidView, is_secret, view_bid, view_item
from server.sockets.rooms import item_room, user_room
from server.tasks import repeating

log = structlog.get_logger(__name__)

BIDS_MAX = 200
"""Bids that one message carries; beyond it the message begins later, and a watcher sees the gap."""


class NewBid(TypedDict):
    """Covers the events from_seq..seq of an item; the figures are those after event `seq`."""

    item_id: str
    from_seq: int
    seq: int
    price: Amount
    minimum: Amount
    leader: str | None
    bid_count: int
    ends_at: Millis | None
    reserve_met: bool
    remaining: int
    buy_now: Amount | None
    bids: list[BidView]


class Outbid(TypedDict):
    """Tells a user that they have just lost the lead."""

    item_id: str
    seq: int
    price: Amount
    minimum: Amount


@dataclass(slots=True)
class _News:
    """What a room has not been told yet."""

    from_seq: int
    item: Item
    bids: list[BidAccepted] = field(default_factory=list)
    losers: set[UserId] = field(default_factory=set)
    item_changed: bool = False


class Broadcaster:
    """Notes commits and sends them to the rooms of all nodes."""

    def __init__(self, sockets: socketio.AsyncServer, now: Callable[[], Millis]) -> None:
        self._sockets = sockets
        self._now = now
        self._news: list[_News] = []
        self._latest: dict[str, _News] = {}
        self._some = asyncio.Event()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Tell the rooms while inside, and at the end what is still to be told."""
        async with repeating(self._send_next, name="broadcaster"):
            yield
        await self._send(self._take())

    def announce(self, settlement: Settlement) -> None:
        """Note a commit; never waits, never fails."""
        item = settlement.after
        assert item is not None, "what was committed exists"
        news = self._latest.get(item.listing.item_id)
        if news is None or settlement.seq_read != news.item.seq:
            # A commit of another node may lie between: no message claims to cover that.
            news = self._latest[item.listing.item_id] = _News(settlement.seq_read + 1, item)
            self._news.append(news)
        news.item = item
        leader = settlement.before.leader if settlement.before else None
        for event in settlement.events:
            if not isinstance(event, BidAccepted):
                news.item_changed = news.item_changed or not is_secret(event)
                continue
            news.bids.append(event)
            if isinstance(event, UnitsClaimed):
                continue
            if leader is not None and leader != event.bidder:
                news.losers.add(leader.user_id)
            leader = event.bidder
        _trim(news)
        self._some.set()

    async def _send_next(self) -> None:
        await self._some.wait()
        self._some.clear()
        await self._send(self._take())

    def _take(self) -> list[_News]:
        news, self._news, self._latest = self._news, [], {}
        return news

    async def _send(self, news: list[_News]) -> None:
        for each in news:
            try:
                await self._tell(each)
            except Exception:
                log.exception("broadcast_failed", item_id=each.item.listing.item_id)

    async def _tell(self, news: _News) -> None:
        item = news.item
        room = item_room(item.listing.item_id)
        if news.bids:
            await self._sockets.emit("new_bid", _new_bid(news, self._now()), room=room)
        if news.item_changed:
            await self._sockets.emit("item", view_item(item, self._now()), room=room)
        if item.leader is not None:
            news.losers.discard(item.leader.user_id)
        for loser in news.losers:
            await self._sockets.emit("outbid", _outbid(item, self._now()), room=user_room(loser))


def _trim(news: _News) -> None:
    if len(news.bids) > BIDS_MAX:
        news.bids = news.bids[-BIDS_MAX:]
        news.from_seq = news.bids[0].seq


def _new_bid(news: _News, now: Millis) -> NewBid:
    view = view_item(news.item, now)
    return NewBid(
        item_id=view["item_id"],
        from_seq=news.from_seq,
        seq=view["seq"],
        price=view["price"],
        minimum=view["minimum"],
        leader=view["leader"],
        bid_count=view["bid_count"],
        ends_at=view["ends_at"],
        reserve_met=view["reserve_met"],
        remaining=view["remaining"],
        buy_now=view["buy_now"],
        bids=[view_bid(bid) for bid in news.bids],
    )


def _outbid(item: Item, now: Millis) -> Outbid:
    figures = quote(item, now)
    return Outbid(
        item_id=item.listing.item_id,
        seq=figures.seq,
        price=figures.price,
        minimum=figures.minimum,
    )

"""The broadcaster: sends commits of this node to the rooms of all nodes, off the bid's path.

`announce` only notes a commit. Its news goes to this node's rooms directly, so that they depend on no
bus (0040). A task publishes the news to the other nodes, everything that has gathered in one call. News
that cannot be published is merged with later news and published then. A node that is alone publishes none,
and has the next node that it meets read the items instead (0144).
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Protocol, cast

import msgspec
import structlog
from redis import RedisError

from server.bidding.settling.settle import Settlement
from server.domain.types import AuctionId, ItemId, Position, UserId
from server.domain.view import StandingView
from server.sockets.broadcast.fanout import Fanout
from server.sockets.broadcast.news import News, merge_into, news_of, outbid, outbid_users
from server.sockets.broadcast.own_news import own_news
from server.sockets.rooms.delivery import Delivery
from server.sockets.rooms.manager import Rooms, item_room, room_item, sale_room, user_room
from server.sockets.rooms.node_bus import NodeBus
from server.tasks import repeating
from server.wire.bidders.admission import AdmissionView

log = structlog.get_logger(__name__)

NEWS = "news"
OUTBID = "outbid"
MINE = "mine"
ADMISSION = "admission"
EPOCH = "epoch"
NOTICES = {OUTBID, MINE, ADMISSION}
"""Messages to all sockets of a user."""
ANSWERS_FIRST_S = 0.005
"""How long news waits at most for the answers of rounds that end one right after the other."""
PUBLISH_INTERVAL_S = 0.01
PUBLISH_RETRY_S = 0.5

_decode_news = msgspec.msgpack.Decoder(News).decode


class SaleNews(Protocol):
    """The feeds of sales, which pick the news of their items."""

    def accept(self, news: News, /) -> None:
        """Take the news of a commit; it never waits."""
        ...

    def begin_epoch(self, item_id: ItemId, epoch: int, /) -> None:
        """Note that an item has begun an epoch."""
        ...


class Broadcaster:
    """Takes commits of this node and entries of the others, and sends them to the rooms here."""

    def __init__(
        self, bus: NodeBus, rooms: Rooms, fanout: Fanout, delivery: Delivery, sales: SaleNews
    ) -> None:
        self._bus = bus
        self._rooms = rooms
        self._fanout = fanout
        self._delivery = delivery
        self._sales = sales
        self._settlements: list[Settlement] = []
        self._sending: asyncio.Handle | None = None
        self._announced_at = 0.0
        """When the first of the noted commits was announced, on the loop's clock."""
        self._news: dict[ItemId, list[News]] = {}
        self._notices: dict[tuple[str, str, str], object] = {}
        """Messages to users by room, kind and subject. A later one about a subject replaces an earlier."""
        self._epochs: dict[ItemId, int] = {}
        self._was_silent = False
        """Whether news was not published, because this node was alone."""
        self._unpublished = asyncio.Event()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Broadcast commits while inside, and at the end those that are still waiting."""
        async with repeating(self._publish_next, name="broadcaster"):
            yield
        self._send_announced()
        await self._publish()

    def announce(self, settlement: Settlement) -> None:
        """Note a commit; never waits and never fails."""
        self._settlements.append(settlement)
        loop = asyncio.get_running_loop()
        # 0037: behind the answers of every round that ends in this turn of the loop, so that they leave
        # with the news in one write.
        if self._sending is None:
            self._announced_at = loop.time()
        elif loop.time() < self._announced_at + ANSWERS_FIRST_S:
            self._sending.cancel()
        else:
            return
        self._sending = loop.call_soon(self._send_announced)

    def announce_epochs(self, epochs: Mapping[ItemId, int]) -> None:
        """Note epochs that have begun, so that the rooms are sent the items as they stand (0119)."""
        for item_id, epoch in epochs.items():
            self._epochs[item_id] = max(epoch, self._epochs.get(item_id, 0))
            self._begin_epoch(item_id, epoch)
        self._unpublished.set()

    def announce_admission(self, user_id: UserId, admission: AdmissionView) -> None:
        """Notify a user that their standing in a sale has changed; never waits and never fails."""
        self._notify(user_id, ADMISSION, admission["auction_id"], admission)
        self._unpublished.set()

    def met(self) -> None:
        """Note that there is another node again."""
        self._unpublished.set()

    def receive(self, room: str, kind: str, body: msgspec.Raw) -> None:
        """Send another node's entry to a room that has members here."""
        if kind == NEWS:
            self._accept(_decode_news(body))
        elif kind in NOTICES:
            self._delivery.send(self._rooms.listeners(room), kind, msgspec.msgpack.decode(body))
        elif kind == EPOCH:
            item_id = room_item(room)
            assert item_id is not None, "an epoch is an item's"
            self._begin_epoch(item_id, msgspec.msgpack.decode(body, type=int))

    def _send_announced(self) -> None:
        """Send the news of all noted commits to the rooms here, and keep it for the other nodes."""
        self._sending = None
        settlements, self._settlements = self._settlements, []
        for settlement in settlements:
            try:
                self._send(settlement)
            except Exception:
                log.exception("broadcast_failed")
        self._unpublished.set()
        self._fanout.run()

    def _send(self, settlement: Settlement) -> None:
        news = news_of(settlement)
        self._accept(news)
        is_alone = self._bus.is_alone
        if is_alone:
            self._was_silent = True
        else:
            self._keep(news)
        item = settlement.after
        assert item is not None, "a commit leaves an item"
        item_id, lost = item.listing.item_id, outbid_users(settlement)
        shown = cast("StandingView", news.standing)
        for user_id, seq in lost.items():
            message = outbid(item_id, shown, Position(settlement.epoch, seq))
            self._notify(user_id, OUTBID, item_id, message, publish=not is_alone)
        reaches = self._reaches_here if is_alone else _reaches_all
        for user_id, mine in own_news(settlement, lost, shown=shown, reaches=reaches).items():
            self._notify(user_id, MINE, item_id, mine, publish=not is_alone)

    def _reaches_here(self, user_id: UserId) -> bool:
        return self._rooms.size(user_room(user_id)) > 0

    def _notify(
        self, user_id: UserId, kind: str, subject: str, message: object, *, publish: bool = True
    ) -> None:
        """Send a message to the sockets of a user here, and keep it for the other nodes."""
        room = user_room(user_id)
        if publish:
            self._notices[room, kind, subject] = message
        listeners = self._rooms.listeners(room)
        if listeners:
            self._delivery.send(listeners, kind, message)

    def _accept(self, news: News) -> None:
        self._fanout.accept(news)
        self._sales.accept(news)

    def _begin_epoch(self, item_id: ItemId, epoch: int) -> None:
        self._fanout.begin_epoch(item_id, epoch)
        self._sales.begin_epoch(item_id, epoch)

    def _keep(self, news: News) -> None:
        self._news[news.item_id] = merge_into(self._news.get(news.item_id, []), news)

    async def _publish_next(self) -> None:
        await self._unpublished.wait()
        self._unpublished.clear()
        pause_s = PUBLISH_INTERVAL_S if await self._publish() else PUBLISH_RETRY_S
        await asyncio.sleep(pause_s)

    async def _publish(self) -> bool:
        """Publish the news that the other nodes have not been sent; return whether it succeeded."""
        if not await self._end_silence():
            return False
        news, notices, epochs = self._news, self._notices, self._epochs
        if not news and not notices and not epochs:
            return True
        self._news, self._notices, self._epochs = {}, {}, {}
        published = [each for line in news.values() for each in line]
        entries: list[tuple[str, str, object]] = [
            (item_room(each.item_id), NEWS, each) for each in published
        ]
        entries += [(room, NEWS, each) for each in published for room in _rooms_of_new_items(each)]
        entries += [(room, kind, message) for (room, kind, _), message in notices.items()]
        entries += [(item_room(item_id), EPOCH, epoch) for item_id, epoch in epochs.items()]
        try:
            await self._bus.publish(entries)
        except RedisError as error:
            log.warning("broadcast_failed", items=len(news), error=repr(error))
            for each in published:
                self._keep(each)
            self._notices = {**notices, **self._notices}
            self._epochs = {**epochs, **self._epochs}
            self._unpublished.set()
            return False
        return True

    async def _end_silence(self) -> bool:
        """Have other nodes read the items whose news was not published; return whether that succeeded."""
        if not self._was_silent or self._bus.is_alone:
            return True
        try:
            await self._bus.ask_to_resync()
        except RedisError as error:
            log.warning("broadcast_failed", error=repr(error))
            self._unpublished.set()
            return False
        self._was_silent = False
        return True


def _reaches_all(user_id: UserId) -> bool:  # noqa: ARG001 - as the node's own check
    """Return True, because another node may have a socket of the user."""
    return True


def _rooms_of_new_items(news: News) -> list[str]:
    """Return the room of the sale that an item is new to. The sale's watchers do not follow it yet."""
    if news.from_seq != 1 or news.item is None:
        return []
    return [sale_room(AuctionId(news.item["auction_id"]))]

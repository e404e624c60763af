"""The news of a node, put together: the path from a commit to the sockets that watch.

node bus -> rooms -> delivery -> turns -> fan-out, feeds of sales -> broadcaster
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from server.edge.origins import Origins
from server.node.core import Core
from server.node.stores.connect import Stores
from server.settings import Settings
from server.sockets.broadcast.broadcaster import Broadcaster
from server.sockets.broadcast.fanout import Fanout
from server.sockets.broadcast.resync import Resync
from server.sockets.broadcast.turns import Turns
from server.sockets.broadcast.watchers import Watchers
from server.sockets.identities import Identities
from server.sockets.overload.event_pacing import EventPacing
from server.sockets.overload.throttle import Throttle
from server.sockets.rooms.delivery import Delivery
from server.sockets.rooms.manager import Rooms
from server.sockets.rooms.node_bus import NodeBus
from server.sockets.sales.feeds import SaleFeeds
from server.sockets.sales.reader import SaleReader
from server.sockets.server import SocketServer
from server.sockets.transport.rate_limits import Limits, RateLimiter


@dataclass(frozen=True, slots=True)
class News:
    """The sockets of a node, their rooms, and the parts that send to them."""

    bus: NodeBus
    rooms: Rooms
    sockets: SocketServer
    identities: Identities
    delivery: Delivery
    turns: Turns
    fanout: Fanout
    resync: Resync
    watchers: Watchers
    sale_feeds: SaleFeeds
    sale_reader: SaleReader
    broadcaster: Broadcaster

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Send while inside."""
        async with (
            self.watchers.running(),
            self.fanout.running(read_missing=self.resync.read_soon),
            self.resync.running(),
            self.sale_feeds.running(read_soon=self.sale_reader.read_all_soon),
            self.sale_reader.running(),
            self.broadcaster.running(),
        ):
            yield


def news(settings: Settings, stores: Stores, core: Core, origins: Origins) -> News:
    """Put the parts together."""
    hot_state, now = core.hot_state, core.hot_state.clock.now
    bus = NodeBus(hot_state.node, stores.redis, stores.journal)
    limited = settings.rate_limits == "on"
    rooms = Rooms(bus, items_per_socket=settings.items_per_socket if limited else None)
    limiter = _limiter(settings)
    identities = Identities(rooms, limiter)
    sockets = SocketServer(
        rooms,
        origins=origins,
        limiter=limiter,
        throttle=Throttle(core.floor.admission.rounds_waiting),
        pacing=EventPacing(settings.events_per_s if limited else None, identities.is_signed_in),
        session_prefix=settings.session_prefix,
    )
    delivery = Delivery(sockets.eio)
    turns = Turns(delivery, interval_max_ms=settings.broadcast_interval_max_ms)
    fanout = Fanout(rooms, turns, now, core.traces, superseded=core.heard_events.superseded)
    sale_feeds = SaleFeeds(rooms, turns, now)
    return News(
        bus=bus,
        rooms=rooms,
        sockets=sockets,
        identities=identities,
        delivery=delivery,
        turns=turns,
        fanout=fanout,
        resync=Resync(hot_state, fanout),
        watchers=Watchers(stores.redis, hot_state.keys, hot_state.node, rooms, fanout),
        sale_feeds=sale_feeds,
        sale_reader=SaleReader(sale_feeds, hot_state, core.archive, now),
        broadcaster=Broadcaster(bus, rooms, fanout, delivery, sale_feeds),
    )


def _limiter(settings: Settings) -> RateLimiter:
    limits = Limits(
        handshakes_per_s=settings.handshakes_per_s,
        sockets_per_address=settings.sockets_per_address,
        sockets_per_user=settings.sockets_per_user,
        events_per_s=settings.events_per_s,
    )
    holding = limits if settings.rate_limits == "on" else None
    return RateLimiter(holding, trusted_proxies=settings.trusted_proxies)

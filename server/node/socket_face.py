"""The Socket.IO face of a node, put together.

node bus -> rooms -> delivery -> fan-out -> broadcaster
sessions -> recovery -> events -> dispatcher -> Socket.IO server
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import partial

import msgspec

from persistence.sales.bidders import SaleBidders
from persistence.sales.clerks import ClerkStore
from persistence.sales.paddles import PaddleStore
from server.edge.origins import Origins
from server.identity.tokens import Tokens
from server.node.core import Core
from server.node.stores.connect import Stores
from server.settings import Settings
from server.sockets.broadcast.broadcaster import Broadcaster
from server.sockets.broadcast.fanout import Fanout
from server.sockets.broadcast.resync import Resync
from server.sockets.broadcast.turns import Turns
from server.sockets.broadcast.watchers import Watchers
from server.sockets.dispatch import Dispatcher
from server.sockets.events import Events
from server.sockets.identities import Identities
from server.sockets.lifecycle import Lifecycle
from server.sockets.reach.arrivals import Arrivals
from server.sockets.reach.meter import QUESTION, REPORT, ReachMeter
from server.sockets.reach.probes import Probes
from server.sockets.recovery.lost_bids import LostBidNotices
from server.sockets.recovery.recovery import Recovery
from server.sockets.recovery.sales import SaleRecovery, sent_to_sale
from server.sockets.recovery.sessions import Sessions
from server.sockets.rooms.delivery import Delivery
from server.sockets.rooms.grants_bus import GrantsBus
from server.sockets.rooms.manager import Rooms
from server.sockets.rooms.node_bus import NodeBus
from server.sockets.sales.feeds import SaleFeeds
from server.sockets.sales.reader import SaleReader
from server.sockets.sales.standings import OwnStandings
from server.sockets.sales.watching import SaleWatching
from server.sockets.server import SocketServer
from server.sockets.transport.rate_limits import Limits, RateLimiter
from server.use_cases.bidders.admitting import Admitting
from server.use_cases.editing import Editing
from server.use_cases.reach import HammerReach
from server.use_cases.running import Running
from server.use_cases.saleroom.clerks import ClerkGrants, Clerking
from server.use_cases.saleroom.paddles import Paddles
from server.use_cases.saleroom.sale_notices import SaleNotices

REACH_KINDS = (QUESTION, REPORT)


@dataclass(frozen=True, slots=True)
class RoomUseCases:
    """The use cases of those who run a sale, which HTTP shares."""

    grants: ClerkGrants
    running: Running
    paddles: Paddles
    clerking: Clerking
    notices: SaleNotices
    reach: HammerReach


@dataclass(frozen=True, slots=True)
class SocketFace:
    """The Socket.IO server and the parts behind it that are measured."""

    sockets: SocketServer
    serving: Callable[[], AbstractAsyncContextManager[None]]
    """Serves the sockets while inside."""
    bus: NodeBus
    fanout: Fanout
    turns: Turns
    resync: Resync
    recovery: Recovery
    sale_feeds: SaleFeeds
    sale_reader: SaleReader
    room: RoomUseCases
    broadcaster: Broadcaster


@asynccontextmanager
async def running_socket_face(
    settings: Settings, stores: Stores, core: Core, tokens: Tokens, origins: Origins
) -> AsyncIterator[SocketFace]:
    """Send to the rooms of this node while inside; `SocketFace.serving` serves the sockets."""
    keys, node = core.hot_state.keys, core.hot_state.node
    bus = NodeBus(node, stores.redis, stores.journal)
    limited = settings.rate_limits == "on"
    rooms = Rooms(bus, items_per_socket=settings.items_per_socket if limited else None)
    limiter = _limiter(settings)
    sockets = SocketServer(
        rooms,
        origins=origins,
        limiter=limiter,
        session_prefix=settings.session_prefix,
    )
    delivery = Delivery(sockets.eio)
    turns = Turns(delivery, interval_max_ms=settings.broadcast_interval_max_ms)
    fanout = Fanout(rooms, turns, core.hot_state.clock.now)
    sale_feeds = SaleFeeds(rooms, turns, core.hot_state.clock.now)
    broadcaster = Broadcaster(bus, rooms, fanout, delivery, sale_feeds)
    resync = Resync(core.hot_state, fanout)
    watchers = Watchers(stores.redis, keys, node, rooms, fanout)
    identities = Identities(rooms, limiter)
    arrivals = Arrivals()
    sale_reader = SaleReader(sale_feeds, core.hot_state, core.archive, core.hot_state.clock.now)
    sales = SaleWatching(
        rooms, sale_feeds, sale_reader, OwnStandings(core.hot_state), identities.last_known
    )
    sessions = Sessions(
        stores.redis,
        keys,
        lambda key: sent_to_sale(sales, key) or fanout.sent(key),
        window_ms=settings.recovery_window_ms,
        proof_s=sockets.eio.proof_s,
    )
    sale_recovery = SaleRecovery(sessions, sales)
    notices = LostBidNotices(core.lost_bids, bus, rooms, delivery, identities.last_known)
    recovery = Recovery(
        rooms,
        sessions,
        core.hot_state,
        archive=core.archive,
        fanout=fanout,
        delivery=delivery,
        notices=notices,
        sales=sale_recovery,
    )
    probes = Probes(
        rooms,
        fanout,
        delivery,
        sockets.eio.sockets,
        is_settled=lambda sid: not (arrivals.pending(sid) or recovery.is_pending(sid)),
        is_bidder=identities.is_bidder,
    )
    meter = ReachMeter(bus, rooms, probes, core.hot_state, watchers.of_nodes)
    store = ClerkStore(core.pool)
    grants = ClerkGrants(store)
    running = Running(core.floor, grants)
    reach = HammerReach(meter, running, core.hot_state, grants)
    paddles = Paddles(
        core.floor,
        core.hot_state,
        core.archive,
        PaddleStore(core.pool),
        admitting=Admitting(
            core.hot_state, core.archive, SaleBidders(core.pool), broadcaster.announce_admission
        ),
        grants=grants,
        codes=core.codes,
    )
    grants_bus = GrantsBus(bus, rooms, grants)
    events = Events(
        core.floor,
        core.hot_state,
        core.archive,
        tokens,
        Editing(core.floor, core.hot_state, core.archive, core.lots),
        rooms=rooms,
        identities=identities,
        recovery=recovery,
        acting=core.acting,
        sales=sales,
        sale_recovery=sale_recovery,
        arrivals=arrivals,
        reach=reach,
        running=running,
        paddles=paddles,
    )
    dispatcher = Dispatcher(
        events.handlers,
        rooms,
        sockets.handle_packet,
        join=sockets.join,
        refused=sockets.refused,
        spawn=sockets.eio.spawn,
    )
    lifecycle = Lifecycle(tokens, identities, recovery)

    def receive(room: str, kind: str, body: msgspec.Raw) -> None:
        taker = meter if kind in REACH_KINDS else broadcaster
        taker.receive(room, kind, body)

    def resumed() -> None:
        resync.read_all_soon()
        sale_reader.read_all_soon()
        grants.forget()

    async with (
        sessions.running(),
        watchers.running(),
        fanout.running(read_missing=resync.read_soon),
        resync.running(),
        sale_feeds.running(read_soon=sale_reader.read_all_soon),
        sale_reader.running(),
        meter.running(),
        broadcaster.running(),
        notices.running(),
        bus.running(
            partial(rooms.receive, grants_bus.before(receive)),
            resumed=resumed,
            met=broadcaster.met,
        ),
    ):
        with (
            core.announcements.to(broadcaster.announce),
            core.epochs.to(broadcaster.announce_epochs),
            core.losses.to(notices.announce),
        ):
            serving = partial(sockets.running, dispatcher, lifecycle)
            yield SocketFace(
                sockets,
                serving,
                bus,
                fanout,
                turns,
                resync,
                recovery,
                sale_feeds,
                sale_reader,
                RoomUseCases(
                    grants,
                    running,
                    paddles,
                    Clerking(
                        core.archive,
                        store,
                        grants,
                        publish=grants_bus.publish,
                        now=core.hot_state.clock.now,
                    ),
                    SaleNotices(core.floor, core.archive, grants),
                    reach,
                ),
                broadcaster,
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

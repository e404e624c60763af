"""The composition root: builds a node from its settings, starts it in order, stops it in reverse.

stores -> archive queue -> memory -> floor -> wake-ups -> timekeeper -> rooms -> faces -> listening
"""

import socket
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial

import structlog
from aiohttp import web

from persistence.archive import Archive
from persistence.chronicle import Chronicle
from persistence.journal import journals
from persistence.queue import ArchiveQueue
from server.bidding.floor import Floor, FloorLimits
from server.bidding.hot_state.clock import RedisClock
from server.bidding.hot_state.hot_state import HotState
from server.bidding.hot_state.keys import Keys
from server.bidding.restoration.restorer import Restorer
from server.bidding.sequencer import Sequencer
from server.bidding.settling.settle import Settlement
from server.bidding.timekeeper import Timekeeper
from server.bidding.wakeups import receiving_wakeups
from server.domain.types import NodeId
from server.identity.tokens import Tokens
from server.node.metrics import of_archive, of_floor, of_rooms, of_sockets
from server.node.stores import Stores, open_stores
from server.node.token_keys import open_tokens
from server.reference.asyncapi import asyncapi
from server.reference.openapi import openapi
from server.reference.routes import Reference
from server.settings import Settings, SettingsError
from server.sockets.broadcast.broadcaster import Broadcaster
from server.sockets.broadcast.fanout import Fanout
from server.sockets.broadcast.resync import Resync
from server.sockets.broadcast.watchers import Watchers
from server.sockets.namespace import AuctionNamespace
from server.sockets.recovery.recovery import Recovery
from server.sockets.recovery.sessions import Sessions
from server.sockets.rooms.delivery import Delivery
from server.sockets.rooms.manager import Rooms
from server.sockets.rooms.node_bus import NodeBus
from server.sockets.server import SocketServer
from server.sockets.transport.rate_limits import Limits, RateLimiter
from server.web.app import web_app
from server.web.auctions import ITEMS_MAX, Auctions
from server.web.bearer import Bearer
from server.web.bidders import Bidders
from server.web.health import Health
from server.web.items import Items
from server.web.metrics import Metrics
from server.web.page import Page
from server.web.users import Users

log = structlog.get_logger(__name__)

KEEPALIVE_TIMEOUT_S = 60
SHUTDOWN_TIMEOUT_S = 2
SEND_BUFFER_BYTES = 128 * 1024
BACKLOG = 65_535
"""Connections that may wait to be accepted, as far as the kernel allows (`net.core.somaxconn`)."""

Listener = Callable[[Settlement], None]


@dataclass(frozen=True, slots=True)
class Core:
    """A node without faces. `listeners` are called with every commit that changed an item."""

    floor: Floor
    hot_state: HotState
    archive: Archive
    queue: ArchiveQueue
    listeners: list[Listener]


@dataclass(frozen=True, slots=True)
class Face:
    """The Socket.IO face, and those behind it that are asked how they fare."""

    sockets: SocketServer
    bus: NodeBus
    fanout: Fanout
    resync: Resync
    recovery: Recovery


@dataclass(frozen=True, slots=True)
class Node:
    """A node that listens at `url`."""

    url: str
    core: Core
    sockets: SocketServer
    routes: web.UrlDispatcher


@asynccontextmanager
async def running_core(settings: Settings, stores: Stores) -> AsyncIterator[Core]:
    """Settle commands and write them behind to the archive while inside."""
    listeners: list[Listener] = []

    def announce(settlement: Settlement) -> None:
        for listener in listeners:
            listener(settlement)

    keys, node = Keys(settings.shards), NodeId(uuid.uuid4().hex[:12])
    hot_state = HotState(
        stores.redis,
        keys,
        RedisClock(),
        node=node,
        recent_bids_max=settings.recent_bids_max,
    )
    limits = FloorLimits(
        queue_size_max=settings.queue_size_max,
        bid_timeout_ms=settings.bid_timeout_ms,
        lock_ttl_ms=settings.lock_ttl_ms,
    )
    consumer = settings.node or f"{socket.gethostname()}:{settings.port}"
    floor = Floor(hot_state, announce=announce, limits=limits)
    archive = Archive(stores.database)
    order = partial(archive.item_ids, limit=ITEMS_MAX)
    sequencer = Sequencer(hot_state, floor, order)
    timekeeper = Timekeeper(hot_state, floor, sequencer.see)
    listeners.append(timekeeper.notice)
    queue = ArchiveQueue(journals(stores.journal, keys, consumer=consumer), stores.database)
    memory = Restorer(stores.redis, hot_state, Chronicle(stores.database))
    async with (
        queue.running(),
        memory.running(),
        floor.open(),
        receiving_wakeups(stores.journal, keys, node, floor.wake),
        sequencer.running(),
        timekeeper.running(),
    ):
        yield Core(floor, hot_state, archive, queue, listeners)


@asynccontextmanager
async def running_node(settings: Settings) -> AsyncIterator[Node]:
    """Run a whole node while inside. Raises SettingsError or EmbeddedError."""
    async with AsyncExitStack() as stack:
        enter = stack.enter_async_context
        listening = stack.enter_context(_bound(settings.host, settings.port))
        tokens = await enter(open_tokens(settings))
        stores = await enter(open_stores(settings))
        core = await enter(running_core(settings, stores))
        face = await enter(_running_sockets(settings, stores, core, tokens))
        health = Health(
            needed={"redis": core.hot_state.ping},
            useful={"postgres": core.archive.ping, "rooms": face.bus.check},
        )
        app = _web_app(settings, core, tokens, health, face)
        face.sockets.attach(app)
        await enter(_serving(app, face.sockets, health, listening))
        yield Node(f"http://{settings.host}:{settings.port}", core, face.sockets, app.router)


@asynccontextmanager
async def _running_sockets(
    settings: Settings, stores: Stores, core: Core, tokens: Tokens
) -> AsyncIterator[Face]:
    """Have the rooms of this node told while inside; the sockets are served by whoever is inside."""
    bus = NodeBus(core.hot_state.node, stores.redis, stores.journal)
    rooms = Rooms(bus)
    limiter = _limiter(settings)
    sockets = SocketServer(rooms, allowed_origins=settings.allowed_origins or None, limiter=limiter)
    delivery = Delivery(sockets.eio)
    fanout = Fanout(
        rooms,
        delivery,
        core.hot_state.clock.now,
        interval_max_ms=settings.broadcast_interval_max_ms,
    )
    broadcaster = Broadcaster(bus, rooms, fanout, delivery)
    resync = Resync(core.hot_state, fanout)
    keys = core.hot_state.keys
    watchers = Watchers(stores.redis, keys, core.hot_state.node, rooms, fanout)
    sessions = Sessions(
        stores.redis,
        keys,
        fanout.told,
        window_ms=settings.recovery_window_ms,
        proof_s=sockets.proof_s,
    )
    recovery = Recovery(
        rooms, sessions, core.hot_state, history=core.archive, fanout=fanout, delivery=delivery
    )
    sockets.serve(
        AuctionNamespace(
            core.floor, core.hot_state, core.archive, tokens, limiter=limiter, recovery=recovery
        )
    )
    async with (
        sessions.running(),
        watchers.running(),
        fanout.running(),
        resync.running(),
        broadcaster.running(),
        bus.running(rooms.receive, resumed=resync.look_at_all),
    ):
        core.listeners.append(broadcaster.announce)
        yield Face(sockets, bus, fanout, resync, recovery)


def _web_app(
    settings: Settings, core: Core, tokens: Tokens, health: Health, face: Face
) -> web.Application:
    bearer = Bearer(tokens)
    registration = settings.registration_is_open
    measured = [
        partial(of_floor, core.floor),
        partial(of_archive, core.queue),
        partial(of_sockets, face.sockets),
        partial(of_rooms, face.bus, face.fanout, face.resync, face.recovery),
    ]
    return web_app(
        [
            *Items(core.floor, core.hot_state, core.archive, bearer).routes(),
            *Auctions(core.floor, core.hot_state, core.archive, bearer).routes(),
            *Bidders(core.hot_state.admissions, core.archive, bearer).routes(),
            *Users(core.archive, tokens, open_registration=registration).routes(),
            *health.routes(),
            *Metrics(measured).routes(),
            *Reference(openapi(), asyncapi()).routes(),
            *Page(settings.web_dir).routes(),
        ]
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


def _bound(host: str, port: int) -> socket.socket:
    """Take the port before anything is started for it.

    What the kernel keeps for a client that doesn't read is bounded; every connection inherits it.
    """
    try:
        listening = socket.create_server((host, port), backlog=BACKLOG)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
        return listening
    except OSError as error:
        raise SettingsError(
            f"AUCTION_HOST, AUCTION_PORT: can't listen on {host}:{port}: {error.strerror}"
        ) from None


@asynccontextmanager
async def _serving(
    app: web.Application, sockets: SocketServer, health: Health, listening: socket.socket
) -> AsyncIterator[None]:
    """Answer requests while inside; at the end no new ones, then the sockets go, then the rest."""
    runner = web.AppRunner(
        app,
        access_log=None,
        keepalive_timeout=KEEPALIVE_TIMEOUT_S,
        shutdown_timeout=SHUTDOWN_TIMEOUT_S,
    )
    await runner.setup()
    try:
        async with sockets.running():
            site = web.SockSite(runner, listening, backlog=BACKLOG)
            await site.start()
            yield
            health.stop()
            await site.stop()
    finally:
        await runner.cleanup()

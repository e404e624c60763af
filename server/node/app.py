"""The composition root: builds a node from its settings, starts it in order and stops it in reverse.

ports -> tokens -> stores -> core -> socket face -> operations -> HTTP face -> listening
"""

import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial

import structlog
from aiohttp import web

from server.identity.tokens import Tokens
from server.node.core import Core, running_core
from server.node.metrics import archive_metrics, floor_metrics, room_metrics, socket_metrics
from server.node.operations_listener import bound_operations, serving_operations
from server.node.socket_face import SocketFace, running_socket_face
from server.node.stores import open_stores
from server.node.token_keys import open_tokens
from server.reference.asyncapi import asyncapi
from server.reference.openapi import openapi
from server.reference.routes import Reference
from server.settings import Settings, SettingsError
from server.sockets.server import SocketServer
from server.use_cases.selling import Selling
from server.use_cases.users import Registration
from server.web.app import web_app
from server.web.auctions import Auctions
from server.web.bearer import Bearer
from server.web.health import Dependency, Health
from server.web.items import Items
from server.web.metrics import Metrics
from server.web.operations import hidden_behind_proxies
from server.web.page import Page
from server.web.users import Users

log = structlog.get_logger(__name__)

KEEPALIVE_TIMEOUT_S = 60
SHUTDOWN_TIMEOUT_S = 2
SEND_BUFFER_BYTES = 128 * 1024
BACKLOG = 65_535
"""Connections that may wait to be accepted, as far as the kernel allows (`net.core.somaxconn`)."""


@dataclass(frozen=True, slots=True)
class Node:
    """A node that listens at `url`."""

    url: str
    core: Core
    sockets: SocketServer
    routes: web.UrlDispatcher


@asynccontextmanager
async def running_node(settings: Settings) -> AsyncIterator[Node]:
    """Run a whole node while inside. Raises SettingsError or EmbeddedError."""
    async with AsyncExitStack() as stack:
        enter = stack.enter_async_context
        listening = stack.enter_context(_bound(settings.host, settings.port))
        operations = stack.enter_context(bound_operations(settings))
        tokens = await enter(open_tokens(settings))
        stores = await enter(open_stores(settings))
        core = await enter(running_core(settings, stores))
        tokens = replace(tokens, codes=core.codes)
        face = await enter(running_socket_face(settings, stores, core, tokens))
        health = Health(
            needed={"redis": Dependency(core.hot_state.ping, "no reply from Redis")},
            useful={
                "postgres": Dependency(core.archive.ping, "no reply from PostgreSQL"),
                "rooms": Dependency(face.bus.check, "nothing arrives from the node bus"),
            },
        )
        metrics = _metrics(core, face)
        internal = [*health.operations_routes(), *metrics.operations_routes()]
        beside = hidden_behind_proxies(internal) if operations is None else []
        app = _web_app(settings, core, tokens, [*health.routes(), *beside])
        face.sockets.attach(app)
        await enter(serving_operations(operations, [*health.routes(), *internal]))
        await enter(_serving(app, face, health, listening))
        yield Node(f"http://{settings.host}:{settings.port}", core, face.sockets, app.router)


def _metrics(core: Core, face: SocketFace) -> Metrics:
    return Metrics(
        [
            partial(floor_metrics, core.floor),
            partial(archive_metrics, core.queue),
            partial(socket_metrics, face.sockets),
            partial(room_metrics, face.bus, face.fanout, face.resync, face.recovery),
        ]
    )


def _web_app(
    settings: Settings, core: Core, tokens: Tokens, about_node: list[web.RouteDef]
) -> web.Application:
    bearer = Bearer(tokens)
    selling = Selling(core.floor, core.hot_state, core.archive)
    registration = Registration(core.archive, tokens, is_open=settings.registration_is_open)
    return web_app(
        [
            *Items(core.floor, core.hot_state, core.archive, bearer).routes(),
            *Auctions(selling, bearer).routes(),
            *Users(registration).routes(),
            *about_node,
            *Reference(openapi(), asyncapi()).routes(),
            *Page(settings.web_dir).routes(),
        ]
    )


def _bound(host: str, port: int) -> socket.socket:
    """Bind the port before anything is started for it; raises SettingsError.

    Every connection inherits the socket's send buffer, which bounds what the kernel keeps for a client
    that does not read.
    """
    try:
        listening = socket.create_server((host, port), backlog=BACKLOG)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
        return listening
    except OSError as error:
        raise SettingsError(
            f"AUCTION_HOST, AUCTION_PORT: cannot listen on {host}:{port}: {error.strerror}"
        ) from None


@asynccontextmanager
async def _serving(
    app: web.Application, face: SocketFace, health: Health, listening: socket.socket
) -> AsyncIterator[None]:
    """Answer requests while inside.

    At the end no new requests are taken, then the sockets are closed, then the running requests end.
    """
    runner = web.AppRunner(
        app,
        access_log=None,
        keepalive_timeout=KEEPALIVE_TIMEOUT_S,
        shutdown_timeout=SHUTDOWN_TIMEOUT_S,
    )
    await runner.setup()
    try:
        async with face.serving():
            site = web.SockSite(runner, listening, backlog=BACKLOG)
            await site.start()
            yield
            health.stop()
            await site.stop()
    finally:
        await runner.cleanup()

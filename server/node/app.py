"""The composition root: builds a node from its settings, starts it in order and stops it in reverse.

ports -> tokens -> stores -> core -> socket face -> operations -> HTTP face -> listening
"""

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import structlog
from aiohttp import web

from server.edge.origins import Origins
from server.node.core import Core, running_core
from server.node.http_face import http_face
from server.node.operations_listener import serving_operations, taken_operations
from server.node.process.loop_lag import LoopLag
from server.node.process.ports import Port, taken
from server.node.socket_face import SocketFace, running_socket_face
from server.node.stores.connect import Stores, open_stores
from server.node.token_keys import open_tokens
from server.node.traces import open_traces
from server.node.webhooks import running_webhooks
from server.settings import Settings
from server.sockets.server import SocketServer
from server.tasks import check_tasks
from server.web.health import Dependency, Health
from server.web.transport.connections import HttpRunner

log = structlog.get_logger(__name__)

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
    drain: Callable[[], Coroutine[Any, Any, None]]
    """Lets the balancer see that the node is leaving, then sends its sockets away (0201)."""


@asynccontextmanager
async def running_node(settings: Settings) -> AsyncIterator[Node]:
    """Run a whole node while inside. Raises SettingsError or EmbeddedError."""
    async with AsyncExitStack() as stack:
        enter = stack.enter_async_context
        port = stack.enter_context(_taken(settings))
        operations = stack.enter_context(taken_operations(settings))
        tokens = await enter(open_tokens(settings))
        stores = await enter(open_stores(settings, may_lack_archive=True))
        traces = await enter(open_traces(settings))
        lag = LoopLag()
        await enter(lag.running())
        core = await enter(running_core(settings, stores, traces, lag_s=lag.present_s))
        webhooks = await enter(running_webhooks(settings, core.pool))
        tokens = replace(tokens, codes=core.codes)
        origins = Origins(settings.allowed_origins)
        face = await enter(running_socket_face(settings, stores, core, tokens, origins))
        health = _health(stores, core, face)
        http = http_face(
            settings, core, tokens, health, face, origins=origins, deliverer=webhooks, lag=lag
        )
        await enter(serving_operations(operations, http.operations))
        await enter(_serving(http.runner, face, health, port))
        yield Node(
            f"http://{settings.host}:{settings.port}",
            core,
            face.news.sockets,
            http.routes,
            drain=partial(_drain, settings, health, face),
        )


def _health(stores: Stores, core: Core, face: SocketFace) -> Health:
    needed = {
        "redis": Dependency(
            core.hot_state.ping,
            "no reply from Redis",
            lambda: stores.redis_condition.trouble,
        ),
        "journal": Dependency(
            core.backlog.check, "the journal is full, because the archive is too far behind"
        ),
    }
    if core.replication is not None:
        needed["replica"] = Dependency(core.replication.check, "no replica has the latest writes")
    useful = {
        "postgres": Dependency(
            core.archive.ping,
            "no reply from PostgreSQL",
            lambda: stores.database_condition.trouble,
        ),
        "clock": Dependency(core.hot_state.timed.check, "Redis' clock is wrong"),
        "histories": Dependency(
            core.losses.check, "two histories of an item have met; one was set aside"
        ),
        "rooms": Dependency(face.news.bus.subscription.check, "nothing arrives from the node bus"),
        "tasks": Dependency(check_tasks, "a background task fails"),
        "wakeups": Dependency(
            core.wakeups.check, "nothing arrives when a lock is kept for this node"
        ),
    }
    return Health(needed, useful, durability=core.durability.view)


async def _drain(settings: Settings, health: Health, face: SocketFace) -> None:
    sockets = face.news.sockets.eio.sockets
    began = time.monotonic()
    log.info("draining", sockets=len(sockets), delay_s=settings.drain_delay_s)
    health.stop()
    await asyncio.sleep(settings.drain_delay_s)
    await face.draining.send_all_away(settings.drain_s)
    took_ms = round((time.monotonic() - began) * 1000)
    log.info("drained", sockets=len(sockets), took_ms=took_ms)


@contextmanager
def _taken(settings: Settings) -> Iterator[Port]:
    """Take the port before anything is started for it; raises SettingsError.

    Every connection inherits the socket's send buffer, which bounds what the kernel keeps for a client
    that does not read.
    """
    with taken("AUCTION_HOST, AUCTION_PORT", settings.host, settings.port) as port:
        port.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
        yield port


@asynccontextmanager
async def _serving(
    runner: HttpRunner, face: SocketFace, health: Health, port: Port
) -> AsyncIterator[None]:
    """Answer requests while inside.

    At the end no new requests are taken, then the sockets are closed, then the running requests end.
    """
    await runner.setup()
    try:
        async with face.serving():
            site = await port.listen(runner, backlog=BACKLOG)
            yield
            health.stop()
            await site.stop()
    finally:
        await runner.cleanup()

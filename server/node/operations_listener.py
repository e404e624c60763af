"""The operations port of a node: `/readyz`, `/metrics` and `/healthz` for the balancer and the monitoring.

0100: it is bound before the stores are opened, and answers until the node's other port is closed.
"""

import socket
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager

from aiohttp import web

from server.settings import Settings, SettingsError
from server.web.operations import operations_app

_BACKLOG = 128
_KEEPALIVE_TIMEOUT_S = 60
_SHUTDOWN_TIMEOUT_S = 1


@contextmanager
def bound_operations(settings: Settings) -> Iterator[socket.socket | None]:
    """Bind the operations port, if there is one, until the end; raises SettingsError."""
    if settings.operations_port is None:
        yield None
        return
    host, port = settings.operations_host or settings.host, settings.operations_port
    try:
        listening = socket.create_server((host, port), backlog=_BACKLOG)
    except OSError as error:
        raise SettingsError(
            "AUCTION_OPERATIONS_HOST, AUCTION_OPERATIONS_PORT: "
            f"cannot listen on {host}:{port}: {error.strerror}"
        ) from None
    with listening:
        yield listening


@asynccontextmanager
async def serving_operations(
    listening: socket.socket | None, routes: Sequence[web.RouteDef]
) -> AsyncIterator[None]:
    """Answer requests on the operations port while inside, if there is one."""
    if listening is None:
        yield
        return
    runner = web.AppRunner(
        operations_app(routes),
        access_log=None,
        auto_decompress=False,
        keepalive_timeout=_KEEPALIVE_TIMEOUT_S,
        shutdown_timeout=_SHUTDOWN_TIMEOUT_S,
    )
    await runner.setup()
    try:
        await web.SockSite(runner, listening, backlog=_BACKLOG).start()
        yield
    finally:
        await runner.cleanup()

"""The operations port of a node: `/readyz`, `/metrics` and `/healthz` for the balancer and the monitoring.

0100: it is taken before the stores are opened, and answers until the node's other port is closed.
"""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager

from aiohttp import web

from server.node.process.ports import Port, taken
from server.settings import Settings
from server.web.operations import operations_app

_BACKLOG = 128
_KEEPALIVE_TIMEOUT_S = 60
_SHUTDOWN_TIMEOUT_S = 1


@contextmanager
def taken_operations(settings: Settings) -> Iterator[Port | None]:
    """Take the operations port, if there is one, until the end; raises SettingsError."""
    if settings.operations_port is None:
        yield None
        return
    names = "AUCTION_OPERATIONS_HOST, AUCTION_OPERATIONS_PORT"
    host = settings.operations_host or settings.host
    with taken(names, host, settings.operations_port) as port:
        yield port


@asynccontextmanager
async def serving_operations(
    port: Port | None, routes: Sequence[web.RouteDef]
) -> AsyncIterator[None]:
    """Answer requests on the operations port while inside, if there is one."""
    if port is None:
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
        await port.listen(runner, backlog=_BACKLOG)
        yield
    finally:
        await runner.cleanup()

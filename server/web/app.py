"""The aiohttp application: the resources' routes, without any middleware (`transport.entrance`)."""

from collections.abc import Iterable

from aiohttp import web

from server.wire.requests import BODY_BYTES_MAX


def web_app(routes: Iterable[web.AbstractRouteDef]) -> web.Application:
    """Build the application from the resources' routes."""
    app = web.Application(client_max_size=BODY_BYTES_MAX)
    app.add_routes(routes)
    return app

"""The aiohttp application: the resources' routes behind one middleware."""

from collections.abc import Iterable

from aiohttp import web

from server.web.errors import problems
from server.wire.requests import BODY_BYTES_MAX


def web_app(routes: Iterable[web.AbstractRouteDef]) -> web.Application:
    """Build the application from the resources' routes."""
    app = web.Application(middlewares=[problems], client_max_size=BODY_BYTES_MAX)
    app.add_routes(routes)
    return app

"""The routes for operators, `/readyz` and `/metrics`: on a port of their own, or beside the others.

0100: beside the others they are hidden from requests that came through a proxy.
"""

from collections.abc import Awaitable, Callable, Iterable
from functools import wraps

from aiohttp import web
from aiohttp.typedefs import Handler

from server.web.errors import problems
from server.web.transport.entrance import complete

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_FORWARDED = ("Forwarded", "X-Forwarded-For")


def operations_app(routes: Iterable[web.RouteDef]) -> web.Application:
    """Build the application of the operations port."""
    app = web.Application(middlewares=[_answered])
    app.add_routes(routes)
    return app


@web.middleware
async def _answered(request: web.Request, handler: Handler) -> web.StreamResponse:
    response = await problems(request, handler)
    complete(response)
    return response


def hidden_behind_proxies(routes: Iterable[web.RouteDef]) -> list[web.RouteDef]:
    """List the same routes, which answer 404 to every request that a proxy has forwarded."""
    return [
        web.RouteDef(route.method, route.path, _hidden(route.handler), route.kwargs)
        for route in routes
    ]


def _hidden(handler: _Handler) -> _Handler:
    @wraps(handler)
    async def direct_only(request: web.Request) -> web.StreamResponse:
        if any(name in request.headers for name in _FORWARDED):
            raise web.HTTPNotFound
        return await handler(request)

    return direct_only

"""The application has the resources' routes behind the middleware, and a limit for bodies."""

from aiohttp import web

from server.web.app import web_app
from server.web.errors import problems
from server.wire.requests import BODY_BYTES_MAX


async def test_an_application_has_its_routes_the_middleware_and_the_limit() -> None:
    async def handler(_: web.Request) -> web.StreamResponse:
        return web.Response()

    app = web_app([web.get("/here", handler)])
    assert [resource.canonical for resource in app.router.resources()] == ["/here"]
    assert list(app.middlewares) == [problems]
    assert app._client_max_size == BODY_BYTES_MAX

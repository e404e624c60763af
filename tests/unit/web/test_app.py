"""The application has the resources' routes, no middleware, and a limit for bodies."""

from aiohttp import web

from server.web.app import web_app
from server.wire.requests import BODY_BYTES_MAX


async def test_an_application_has_its_routes_and_the_limit_of_bodies() -> None:
    async def handler(_: web.Request) -> web.StreamResponse:
        return web.Response()

    app = web_app([web.get("/here", handler)])
    assert [resource.canonical for resource in app.router.resources()] == ["/here"]
    assert not app.middlewares
    assert app._client_max_size == BODY_BYTES_MAX

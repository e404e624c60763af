"""Operators' routes answer direct requests, and are hidden from those that a proxy has forwarded."""

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from server.web.operations import hidden_behind_proxies, operations_app


async def answer(request: web.Request) -> web.Response:
    return web.Response(text="internal")


ROUTES = [web.get("/readyz", answer)]


async def test_a_hidden_route_answers_only_what_no_proxy_has_forwarded() -> None:
    async with TestClient(TestServer(operations_app(hidden_behind_proxies(ROUTES)))) as client:
        assert await (await client.get("/readyz")).text() == "internal"
        for name in ("X-Forwarded-For", "forwarded"):
            response = await client.get("/readyz", headers={name: ""})
            assert response.status == 404


async def test_the_operations_port_answers_whoever_reaches_it() -> None:
    async with TestClient(TestServer(operations_app(ROUTES))) as client:
        response = await client.get("/readyz", headers={"X-Forwarded-For": "192.0.2.1"})
        assert (response.status, await response.text()) == (200, "internal")
        assert response.headers["Server"] == "auction"

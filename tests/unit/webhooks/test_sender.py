"""A request is signed, bounded, follows no redirect, and goes to no address that is refused."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from server.webhooks.addresses import Addresses
from server.webhooks.records import Attempt, Claimed
from server.webhooks.sender import open_sender
from server.webhooks.signatures import signature

LOOPBACK = Addresses(["127.0.0.0/8"])
SECRET = b"secret"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def claimed(url: str) -> Claimed:
    return Claimed(1, "hook", url, SECRET, "msg_1", '{"a":1}', attempts=1, failures=0)


@asynccontextmanager
async def receiver(handler: Handler) -> AsyncIterator[str]:
    """Serve a webhook; yield its URL."""
    app = web.Application()
    app.router.add_post("/hook", handler)
    async with TestServer(app) as server:
        yield str(server.make_url("/hook"))


async def attempted(
    url: str, *, addresses: Addresses = LOOPBACK, timeout_s: float = 5.0
) -> Attempt:
    async with open_sender(addresses, timeout_s=timeout_s) as sender:
        return await sender.send(claimed(url))


async def test_a_request_carries_the_body_and_its_signature() -> None:
    seen: list[tuple[web.Request, bytes]] = []

    async def receive(request: web.Request) -> web.Response:
        seen.append((request, await request.read()))
        return web.Response(status=204)

    async with receiver(receive) as url:
        assert await attempted(url) == Attempt(204)
    ((request, body),) = seen
    assert body == b'{"a":1}'
    assert request.headers["webhook-id"] == "msg_1"
    timestamp_s = int(request.headers["webhook-timestamp"])
    signed = signature(SECRET, "msg_1", timestamp_s, body)
    assert request.headers["webhook-signature"] == signed
    assert request.content_type == "application/json"


async def test_a_redirect_is_not_followed() -> None:
    async def redirect(request: web.Request) -> web.Response:
        return web.Response(status=307, headers={"Location": str(request.url)})

    async with receiver(redirect) as url:
        assert await attempted(url) == Attempt(307)


async def test_a_server_that_asks_for_time_is_understood() -> None:
    async def wait(_: web.Request) -> web.Response:
        return web.Response(status=503, headers={"Retry-After": "120"})

    async with receiver(wait) as url:
        assert await attempted(url) == Attempt(503, asked_s=120)


async def test_a_server_that_hangs_is_left_after_the_timeout() -> None:
    async def hang(_: web.Request) -> web.Response:
        await asyncio.sleep(30)
        return web.Response()

    async with receiver(hang) as url:
        attempt = await attempted(url, timeout_s=0.05)
    assert (attempt.status, attempt.error) == (None, "no answer within 0.05 s")


async def test_an_endless_answer_is_not_read_to_its_end() -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while request.transport is not None:
            await response.write(b"x" * 65_536)
        return response

    async with receiver(endless) as url:
        assert (await attempted(url)).status == 200


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "127.1", "[::1]"])
async def test_an_internal_address_is_not_connected_to_under_any_name(host: str) -> None:
    called = []

    async def receive(_: web.Request) -> web.Response:
        called.append(1)
        return web.Response()

    async with receiver(receive) as url:
        port = url.split(":")[2]
        attempt = await attempted(f"http://{host}:{port}", addresses=Addresses())
    assert (attempt.status, called) == (None, [])


async def test_a_host_that_nobody_serves_is_a_failure() -> None:
    async def receive(_: web.Request) -> web.Response:
        return web.Response()

    async with receiver(receive) as url:
        pass
    assert await attempted(url) == Attempt(error="no connection")
    assert (await attempted("ftp://127.0.0.1/x")).status is None

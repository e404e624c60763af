"""Deadlines, the bound on connections and broken HTTP, on a server without a node."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from unittest.mock import Mock

import pytest
from aiohttp import web

from server.edge.origins import Origins
from server.web.app import web_app
from server.web.transport.checks import Checks
from server.web.transport.connections import HttpConnection, HttpRunner, HttpServer
from server.web.transport.counters import HttpCounters
from server.web.transport.cross_origin import CrossOrigin
from server.web.transport.entrance import Entrance
from server.web.transport.pacing import Pacing
from server.web.transport.rate_limits import RequestRates
from tests.raw_socket import RawSocket, raw_connection
from tests.timeouts import WAIT_MAX_S

HEAD = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n"


async def reads(request: web.Request) -> web.Response:
    return web.Response(body=await request.read())


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def serving(
    handler: Handler = reads,
    connections_max: int = 10,
    runners: list[HttpRunner] | None = None,
    address_requests_per_s: int | None = None,
) -> AsyncIterator[tuple[str, HttpCounters]]:
    """Serve one handler; yield the address and the counters."""
    app = web_app([web.get("/", handler), web.post("/", handler)])
    counters, origins = HttpCounters(), Origins()
    entrance = Entrance(
        app._handle,
        Checks(origins, counters),
        RequestRates(None, counters),
        CrossOrigin(origins),
        counters,
    )
    runner = HttpRunner(
        app,
        entrance,
        counters,
        lambda _transport, _data: False,
        pacing=Pacing(address_requests_per_s, counters),
        connections_max=connections_max,
        access_log=None,
        lingering_time=0.1,
        shutdown_timeout=0.1,
    )
    if runners is not None:
        runners.append(runner)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        yield f"http://{host}:{port}", counters
    finally:
        await runner.cleanup()


async def status(raw: RawSocket) -> int:
    """Return the status of the next response, whose body is read too."""
    async with asyncio.timeout(WAIT_MAX_S):
        head = await raw.reader.readuntil(b"\r\n\r\n")
        size = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0] or 0)
        await raw.reader.readexactly(size)
    return int(head.split()[1])


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(WAIT_MAX_S):
        while not holds():
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\nHo"])
async def test_a_head_that_is_late_ends_its_connection(
    monkeypatch: pytest.MonkeyPatch, sent: bytes
) -> None:
    monkeypatch.setattr("server.web.transport.connections.HEAD_TIMEOUT_S", 0.1)
    monkeypatch.setattr("server.web.transport.new_connections.FIRST_BYTES_TIMEOUT_S", 0.1)
    async with serving() as (url, counters), raw_connection(url) as raw:
        raw.send_bytes(sent)
        assert await raw.ended()
        assert counters.refused["late"] == 1


async def test_a_head_after_an_answer_has_a_deadline_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.web.transport.connections.HEAD_TIMEOUT_S", 0.1)
    async with serving() as (url, counters), raw_connection(url) as raw:
        raw.send_bytes(HEAD)
        assert await status(raw) == 200
        raw.send_bytes(HEAD[:10])
        assert await raw.ended()
        assert counters.refused["late"] == 1


async def test_a_body_that_is_late_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.web.transport.connections.BODY_TIMEOUT_S", 0.1)
    async with serving() as (url, counters), raw_connection(url) as raw:
        raw.send_bytes(POST + b"begun")
        assert await status(raw) == 408
        assert await raw.ended()
        assert counters.refused["late"] == 1


async def test_a_request_in_time_and_a_quiet_connection_have_no_deadline() -> None:
    runners: list[HttpRunner] = []
    async with serving(runners=runners) as (url, counters), raw_connection(url) as raw:
        assert isinstance(runners[0].server, HttpServer)
        for _ in range(3):
            for part in (POST[:20], POST[20:] + b"a" * 50, b"a" * 50):
                raw.send_bytes(part)
                await asyncio.sleep(0.02)
            assert await status(raw) == 200
            [connection] = runners[0].server.connections
            assert isinstance(connection, HttpConnection)
            assert connection._deadline is None
        assert not any(counters.refused.values())


async def test_a_full_server_closes_an_idle_connection_for_a_new_one() -> None:
    async with serving(connections_max=1) as (url, counters), raw_connection(url) as idle:
        idle.send_bytes(HEAD)
        assert await status(idle) == 200
        async with raw_connection(url) as new:
            new.send_bytes(HEAD)
            assert await status(new) == 200
            assert await idle.ended()
        assert counters.refused["connections"] == 0
        await until(lambda: counters.connections == 0)


async def test_a_server_full_of_running_requests_refuses_a_new_connection() -> None:
    entered, finish = asyncio.Event(), asyncio.Event()

    async def waits(_: web.Request) -> web.Response:
        entered.set()
        await finish.wait()
        return web.Response()

    async with serving(waits, 1) as (url, counters), raw_connection(url) as busy:
        busy.send_bytes(HEAD)
        await entered.wait()
        async with raw_connection(url) as new:
            assert await new.ended()
        assert counters.refused["connections"] == 1
        finish.set()
        assert await status(busy) == 200


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01 no HTTP\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: x\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -3\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 20_000 + b"\r\n\r\n",
    ],
)
async def test_what_is_no_http_is_refused_and_leaves_no_line(
    sent: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    async with serving() as (url, counters), raw_connection(url) as raw:
        raw.send_bytes(sent)
        assert await status(raw) == 400
        assert await raw.ended()
        assert counters.refused["malformed"] == 1
    assert not [each for each in caplog.records if each.levelname == "ERROR"]


async def test_a_client_that_leaves_within_its_body_leaves_no_line(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with serving() as (url, counters):
        async with raw_connection(url) as raw:
            raw.send_bytes(POST + b"begun")
            await until(lambda: counters.connections == 1)
            await asyncio.sleep(0.05)
        await until(lambda: counters.refused["left"] == 1)
    assert not [each for each in caplog.records if each.levelname == "ERROR"]


async def test_a_body_is_never_decompressed() -> None:
    async with serving() as (url, _), raw_connection(url) as raw:
        raw.send_bytes(
            b"POST / HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc"
        )
        assert await status(raw) == 415


async def test_what_an_address_sends_in_quick_succession_waits_for_turns(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("server.edge.rates.time", Mock(monotonic=lambda: 0.0))
    begun: list[str] = []

    async def notes(request: web.Request) -> web.Response:
        begun.append(request.query["name"])
        return web.Response()

    def head(name: str) -> bytes:
        return HEAD.replace(b"/", f"/?name={name}".encode(), 1)

    # Two are begun at once; the first request of a connection counts once.
    async with serving(notes, address_requests_per_s=40) as (url, counters):
        async with raw_connection(url) as first, raw_connection(url) as second:
            for name in ("first", "again"):
                first.send_bytes(head(name))
                assert await status(first) == 200
            assert counters.waited == 0
            first.send_bytes(head("second"))
            second.send_bytes(head("third"))
            assert [await status(raw) for raw in (first, second)] == [200, 200]
        assert counters.waited == 2
    assert set(begun) == {"first", "again", "second", "third"}


async def test_a_request_that_ends_with_the_time_of_the_shutdown_is_answered_and_leaves_no_line(
    caplog: pytest.LogCaptureFixture,
) -> None:
    begun = asyncio.Event()

    async def ends_late(request: web.Request) -> web.Response:
        begun.set()
        connection = request.protocol
        await until(lambda: connection._handler_waiter is not None)
        assert connection._handler_waiter is not None
        # As the timeout of the shutdown does, in the turn in which this request ends.
        connection._handler_waiter.cancel()
        return web.Response(text="late")

    runners: list[HttpRunner] = []
    async with serving(ends_late, runners=runners) as (url, _), raw_connection(url) as raw:
        raw.send_bytes(HEAD)
        await begun.wait()
        assert (await asyncio.gather(status(raw), runners[0].cleanup()))[0] == 200
    assert not [each for each in caplog.records if each.levelname == "ERROR"]

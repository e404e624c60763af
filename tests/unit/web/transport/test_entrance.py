"""Every request is counted and checked, and every response has its headers, its origin and its bound."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web
from structlog.contextvars import get_contextvars

from server.edge.origins import Origins
from server.web.errors import BodyLateError
from server.web.transport.checks import Checks
from server.web.transport.counters import HttpCounters
from server.web.transport.cross_origin import CrossOrigin
from server.web.transport.entrance import Entrance
from server.web.transport.rate_limits import RequestLimits, RequestRates
from server.wire.errors import ERROR_BYTES_MAX
from tests.unit.web.requests import body_of, request

Application = Callable[[web.Request], Awaitable[web.StreamResponse]]


def raises(error: Exception) -> Application:
    async def application(_: web.Request) -> web.StreamResponse:
        raise error

    return application


def answers(response: web.Response) -> Application:
    async def application(_: web.Request) -> web.StreamResponse:
        return response

    return application


def entrance(
    application: Application, limits: RequestLimits | None = None
) -> tuple[Entrance, HttpCounters]:
    counters, origins = HttpCounters(), Origins()
    rates = RequestRates(limits, counters)
    checks, cross_origin = Checks(origins, counters), CrossOrigin(origins)
    return Entrance(application, checks, rates, cross_origin, counters), counters


async def answered(application: Application, **headers: str) -> web.StreamResponse:
    return await entrance(application)[0].handle(request(**headers))


async def test_a_response_is_private_and_names_no_version() -> None:
    response = await answered(answers(web.Response()))
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Server"] == "auction"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")


async def test_a_response_keeps_the_headers_that_it_has() -> None:
    response = await answered(answers(web.Response(headers={"Cache-Control": "no-cache"})))
    assert response.headers.getall("Cache-Control") == ["no-cache"]


@pytest.mark.parametrize(
    ("error", "status", "reason"),
    [
        (BodyLateError(), 408, "late"),
        (web.RequestPayloadError(), 400, "malformed"),
    ],
)
async def test_a_clients_mistake_is_counted(error: Exception, status: int, reason: str) -> None:
    handler, counters = entrance(raises(error))
    response = await handler.handle(request())
    assert (response.status, counters.refused[reason]) == (status, 1)
    assert response.content_type == "application/problem+json"


async def test_a_client_that_has_left_is_counted_and_a_lost_store_is_not() -> None:
    handler, counters = entrance(raises(ConnectionResetError()))
    here = request()
    assert (await handler.handle(here)).status == 500
    gone: Any = request()
    gone.protocol.transport = None
    assert (await handler.handle(gone)).status == 400
    assert counters.refused["left"] == 1


async def test_a_refusal_has_the_headers_too() -> None:
    response = await answered(raises(web.HTTPNotFound()))
    assert (response.status, response.headers["Server"]) == (404, "auction")


async def test_a_request_above_the_rate_never_reaches_the_application() -> None:
    limits = RequestLimits(address_requests_per_s=1)
    handler, _ = entrance(answers(web.Response()), limits)
    statuses = [(await handler.handle(request())).status for _ in range(3)]
    assert statuses == [200, 200, 429]


async def test_a_librarys_error_that_repeats_much_is_replaced() -> None:
    response = await answered(answers(web.Response(status=400, body=b"x" * (ERROR_BYTES_MAX + 1))))
    assert (response.status, body_of(response)["code"]) == (400, "invalid")
    kept = await answered(answers(web.Response(status=400, body=b"x" * ERROR_BYTES_MAX)))
    assert isinstance(kept, web.Response)
    assert kept.body == b"x" * ERROR_BYTES_MAX


async def test_the_log_lines_of_a_request_have_its_id_and_so_has_the_response() -> None:
    seen: list[dict[str, Any]] = []

    async def application(_: web.Request) -> web.StreamResponse:
        seen.append(get_contextvars())
        return web.Response()

    response = await answered(application, **{"X-Request-Id": "abc-1"})
    assert seen == [{"request_id": "abc-1"}]
    assert response.headers["X-Request-Id"] == "abc-1"
    assert get_contextvars() == {}

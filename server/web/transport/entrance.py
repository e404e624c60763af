"""The entrance, which checks each request before the application and completes each response after it.

It stands before the application because aiohttp answers some requests without calling any middleware.
"""

import time
from collections.abc import Awaitable, Callable
from http import HTTPStatus

from aiohttp import web
from structlog.contextvars import bound_contextvars

from server.domain.rejection import Code
from server.web.errors import BodyLateError, problem_of, problems
from server.web.transport.checks import Checks
from server.web.transport.counters import HttpCounters
from server.web.transport.cross_origin import CrossOrigin, options
from server.web.transport.rate_limits import RequestRates
from server.web.transport.request_ids import HEADER, id_of
from server.wire.errors import ERROR_BYTES_MAX

Application = Callable[[web.Request], Awaitable[web.StreamResponse]]

POLLS = "/socket.io/"
"""The path of polls, which are held open until there is something to send."""
HEADERS = {
    "Server": "auction",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""The headers of a response whose handler sets no others. aiohttp would name its version in `Server`."""


class Entrance:
    """Handles every request of a node."""

    def __init__(
        self,
        application: Application,
        checks: Checks,
        rates: RequestRates,
        cross_origin: CrossOrigin,
        counters: HttpCounters,
    ) -> None:
        self._application = application
        self._checks = checks
        self._rates = rates
        self._cross_origin = cross_origin
        self._counters = counters

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer a request."""
        began, request_id = time.perf_counter(), id_of(request)
        with bound_contextvars(request_id=request_id):
            response = _short(await problems(request, self._answer))
        took_s = None
        if not response.prepared:
            complete(response)
            response.headers[HEADER] = request_id
            self._cross_origin.permit(request, response)
            if not request.path.startswith(POLLS):
                took_s = time.perf_counter() - began
        self._counters.answer(response.status, took_s)
        return response

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self._rates.request(request)
        self._checks.check(request)
        try:
            return await self._application(request)
        except web.HTTPMethodNotAllowed as error:
            if request.method == "OPTIONS":
                return options(error)
            raise
        except BodyLateError:
            self._counters.refuse("late")
            raise web.HTTPRequestTimeout(reason="the body did not arrive in time") from None
        except web.RequestPayloadError:
            self._counters.refuse("malformed")
            raise web.HTTPBadRequest(reason="the body is not valid HTTP") from None
        except ConnectionError:
            if request.transport is not None:
                raise
            # Nobody reads the answer: the client has left in the middle of its request.
            self._counters.refuse("left")
            raise web.HTTPBadRequest(reason="the body is not complete") from None


def _short(response: web.StreamResponse) -> web.StreamResponse:
    """Replace a library's error that repeats what the client sent at length."""
    if (
        response.status < HTTPStatus.BAD_REQUEST
        or not isinstance(response, web.Response)
        or not isinstance(response.body, bytes)
        or len(response.body) <= ERROR_BYTES_MAX
    ):
        return response
    return problem_of(HTTPStatus(response.status), Code.INVALID, response.reason or "")


def complete(response: web.StreamResponse) -> None:
    """Add the headers that a response lacks."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)

"""Connections with deadlines and a bound on their number, and the answers to clients that break HTTP.

aiohttp closes idle connections, but lets a body take any time, accepts any number of connections, and logs
the mistakes of clients as errors. These are the only classes that override its server (0083).
"""

import asyncio
from itertools import islice
from typing import Any

import structlog
from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.streams import StreamReader

from server.edge.address_turns import Begin
from server.edge.addresses import peer_of
from server.web.errors import BodyLateError, http_problem
from server.web.transport.counters import HttpCounters
from server.web.transport.entrance import Entrance, complete
from server.web.transport.new_connections import NewConnection, OpenWebsocket
from server.web.transport.pacing import Pacing

log = structlog.get_logger(__name__)

HEAD_TIMEOUT_S = 10.0
"""How long the head of a request may take, that of a connection's first one from the connection on."""
BODY_TIMEOUT_S = 10.0
"""How long the body of a request may take after its head."""
LOOKED_AT_MAX = 16
"""How many connections are looked at to find an idle one when there are too many."""


class HttpConnection(web.RequestHandler):
    """A connection whose requests have deadlines."""

    __slots__ = ("_body", "_counters", "_deadline", "_waited_s", "begun")

    def __init__(
        self,
        manager: web.Server,
        *,
        counters: HttpCounters,
        waited_s: float,
        loop: Any,
        **options: Any,
    ) -> None:
        """Serve a connection that is `waited_s` old."""
        super().__init__(manager, loop=loop, **options)
        self._waited_s = waited_s
        self.begun = False
        """Whether the first request, whose turn is that of its connection, has begun."""
        self._counters = counters
        self._body: StreamReader | None = None
        self._deadline: asyncio.TimerHandle | None = None

    @property
    def idle(self) -> bool:
        """Whether the connection waits for a request."""
        return self._waiter is not None and not self._waiter.done() and not self._messages

    def allow_body(self, timeout_s: float) -> None:
        """Let the rest of the present body take this time instead."""
        if self._body is not None and not self._body.is_eof():
            self._stop()
            self._start(timeout_s)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait for the rest of the first head."""
        super().connection_made(transport)
        self._start(max(HEAD_TIMEOUT_S - self._waited_s, 0.0))

    def connection_lost(self, exc: BaseException | None) -> None:
        """End the deadline with the connection, or with its upgrade to a websocket."""
        self._stop()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Receive a part of a request, and set a deadline if the request is still incomplete."""
        heads = self._request_count
        super().data_received(data)
        if self._request_count > heads:
            self._stop()
            self._body = self._messages[-1][1] if self._messages else None
        if self._body is None:
            # aiohttp calls this without data to have it parse what it has kept.
            if data and self._request_count == heads:
                self._start(HEAD_TIMEOUT_S)
        elif self._body.is_eof():
            self._stop()
            self._body = None
        else:
            self._start(BODY_TIMEOUT_S)

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Answer a request that is not valid HTTP, without repeating it and without a line in the log."""
        if not isinstance(exc, HttpProcessingError):
            return super().handle_error(request, status, exc, message)
        self._broken(exc)
        response = http_problem(web.HTTPBadRequest(reason="the request is not valid HTTP"))
        complete(response)
        response.force_close()
        return response

    def log_exception(self, *args: Any, **kw: Any) -> None:
        """Log a defect of the server; a mistake of the client is only counted."""
        error = kw.get("exc_info")
        if isinstance(error, web.RequestPayloadError | ConnectionError):
            self._broken(error)
        elif isinstance(error, asyncio.InvalidStateError) and self._force_close:
            # A request ended in the turn in which the shutdown had waited for it long enough: aiohttp
            # sets the result of a future that its timeout has cancelled. The answer is written by then.
            log.debug("request_ended_late")
        else:
            super().log_exception(*args, **kw)

    def _broken(self, error: BaseException) -> None:
        self._counters.refuse("left" if isinstance(error, ConnectionError) else "malformed")
        log.debug("request_malformed", error=type(error).__name__)

    def _start(self, timeout_s: float) -> None:
        if self._deadline is None and self.transport is not None:
            self._deadline = self._loop.call_later(timeout_s, self._late)

    def _stop(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _late(self) -> None:
        """Close a connection whose head is late; have the reader of a late body raise BodyLateError."""
        self._deadline = None
        if self._body is None:
            self._counters.refuse("late")
            self.force_close()
        elif not self._body.is_eof():
            self._body.set_exception(BodyLateError())


class HttpServer(web.Server):
    """A server with at most `connections_max` connections; upgraded ones are no longer its own."""

    def __init__(
        self,
        entrance: Entrance,
        counters: HttpCounters,
        open_websocket: OpenWebsocket,
        *,
        pacing: Pacing,
        connections_max: int,
        **options: Any,
    ) -> None:
        # Bodies are never decompressed: a few bytes would cost seconds and any amount of RAM (0082).
        super().__init__(self._handle, auto_decompress=False, **options)  # type: ignore[arg-type]
        self._entrance = entrance
        self._pacing = pacing
        self._counters = counters
        self._open_websocket = open_websocket
        self._connections_max = connections_max
        self._new: dict[NewConnection, None] = {}

    def __call__(self) -> NewConnection:  # type: ignore[override]
        """Make the protocol of a new connection."""
        return NewConnection(self)

    def opened(self, connection: NewConnection) -> None:
        """Accept a connection; in a full server it takes the place of an idle one, or is closed."""
        self._counters.connections += 1
        full = len(self._connections) + len(self._new) >= self._connections_max
        self._new[connection] = None
        if full and not self._made_room(connection):
            self._counters.refuse("connections")
            connection.close()

    def closed(self, connection: NewConnection) -> None:
        """Forget a connection that has been closed, or that something else serves now."""
        self._counters.connections -= 1
        del self._new[connection]

    def late(self, connection: NewConnection) -> None:  # noqa: ARG002 - as the host of connections
        """Count a connection that was closed because it sent nothing in time."""
        self._counters.refuse("late")

    def has_to_wait(self, transport: asyncio.Transport, data: bytes, begin: Begin) -> bool:
        """Return whether a connection with these first bytes has to wait, for a turn that begins it."""
        return self._pacing.connection_waits(peer_of(transport), data, begin)

    def serve(self, transport: asyncio.Transport, data: bytes, waited_s: float) -> None:
        """Open a websocket by the first bytes of a connection, or let aiohttp serve it."""
        if self._open_websocket(transport, data):
            return
        assert self._loop is not None
        http = HttpConnection(
            self, counters=self._counters, waited_s=waited_s, loop=self._loop, **self._kwargs
        )
        transport.set_protocol(http)
        http.connection_made(transport)
        http.data_received(data)

    async def shutdown(self, timeout: float | None = None) -> None:  # noqa: ASYNC109 - the library's
        """Close all connections."""
        for connection in list(self._new):
            connection.close()
        await super().shutdown(timeout)

    def connection_made(self, handler: web.RequestHandler, transport: asyncio.Transport) -> None:
        """Count a connection that aiohttp serves."""
        super().connection_made(handler, transport)
        self._counters.connections += 1

    def connection_lost(
        self, handler: web.RequestHandler, exc: BaseException | None = None
    ) -> None:
        """Forget a connection that is closed or upgraded."""
        self._counters.connections -= 1
        super().connection_lost(handler, exc)

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        connection = request.protocol
        assert isinstance(connection, HttpConnection)
        if connection.begun:
            await self._pacing.request(request)
        connection.begun = True
        return await self._entrance.handle(request)

    def _made_room(self, but: NewConnection) -> bool:
        """Close the connection that has been idle for longest, as far as a short look tells.

        Those that have sent nothing yet are the last to go, the oldest of them first, and `but` never.
        """
        for handler in list(islice(self._connections, LOOKED_AT_MAX)):
            if isinstance(handler, HttpConnection) and handler.idle:
                handler.force_close()
                del self._connections[handler]
                return True
            # Busy ones go to the end, so that the next look begins behind them.
            self._connections[handler] = self._connections.pop(handler)
        oldest = next(iter(self._new))
        if oldest is but:
            return False
        oldest.close()
        return True


class HttpRunner(web.AppRunner):
    """Runs an application behind an entrance."""

    __slots__ = ("_connections_max", "_counters", "_entrance", "_open_websocket", "_pacing")

    def __init__(
        self,
        app: web.Application,
        entrance: Entrance,
        counters: HttpCounters,
        open_websocket: OpenWebsocket,
        *,
        pacing: Pacing,
        connections_max: int,
        **options: Any,
    ) -> None:
        super().__init__(app, **options)
        self._entrance = entrance
        self._pacing = pacing
        self._open_websocket = open_websocket
        self._counters = counters
        self._connections_max = connections_max

    async def _make_server(self) -> web.Server:
        made = await super()._make_server()
        return HttpServer(
            self._entrance,
            self._counters,
            self._open_websocket,
            pacing=self._pacing,
            connections_max=self._connections_max,
            request_factory=made.request_factory,
            **made._kwargs,
        )

"""python-engineio's server with a websocket transport of our own (0030).

Requests, polling and the checks of origin and version are python-engineio's. A websocket becomes a
`Connection`, which stands in the table of sockets where the library would have put its own. This module
and `polling` are the ones that override python-engineio.
"""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any
from urllib.parse import parse_qs

import engineio
from aiohttp import web
from engineio.packet import OPEN, Packet

from server.sockets.overload.event_pacing import EventPacing
from server.sockets.overload.fair_reading import FairReading
from server.sockets.overload.throttle import Throttle
from server.sockets.transport.connection import Connection, RefuseHeld
from server.sockets.transport.frames import FrameReader
from server.sockets.transport.handshakes.greeting import greeting, opening
from server.sockets.transport.handshakes.handshake import (
    HandshakeError,
    VersionError,
    answer,
    take_over,
)
from server.sockets.transport.handshakes.refusals import (
    UNSUPPORTED_VERSION,
    stopping,
    too_many,
    upgrade_required,
)
from server.sockets.transport.liveness import FIRST_PING_S, JOIN_TIMEOUT_S, Liveness
from server.sockets.transport.pipeline import Begin, Pipeline
from server.sockets.transport.polling import PollingSocket
from server.sockets.transport.rate_limits import RateLimiter
from server.sockets.transport.slow_readers import SlowReaders
from server.sockets.transport.timer_wheel import TimerWheel
from server.sockets.transport.write_coalescer import WriteCoalescer
from server.tasks import Tasks

CLOSE_TIMEOUT_S = 1.0
PROOF_MARGIN_S = 5.0


class Engine(engineio.AsyncServer):  # type: ignore[misc]
    """The node's Engine.IO server. `sockets` holds the `Connection` or `PollingSocket` of each session."""

    def __init__(
        self,
        *,
        limiter: RateLimiter,
        throttle: Throttle,
        pacing: EventPacing,
        has_joined: Callable[[str], bool],
        opened: Callable[[str], None],
        session_prefix: str = "",
        **options: Any,
    ) -> None:
        """`has_joined` says whether the socket with an Engine.IO sid is in the namespace.

        `opened` is called with the sid of each new session.
        """
        super().__init__(monitor_clients=False, **options)
        self.limiter = limiter
        self.has_joined = has_joined
        self.tasks = Tasks()
        self._opened = opened
        self._session_prefix = session_prefix
        self.wheel = TimerWheel()
        self.coalescer = WriteCoalescer()
        self.slow_readers = SlowReaders()
        self.throttle = throttle
        self.pacing = pacing
        self.fair_reading = FairReading()
        self.begin: Begin = _not_running
        self.refuse_held: RefuseHeld = _refuse_nothing
        self.refused: Counter[str] = Counter()
        """Packets that were not answered or not read, by reason."""
        self.admits = True
        """Whether new sessions are opened. A node that is stopping opens none."""

    @property
    def proof_s(self) -> float:
        """How long after a write a socket that is still open has certainly received it.

        It has answered a ping that was sent after the write.
        """
        return float(self.ping_interval + self.ping_timeout + PROOF_MARGIN_S)

    @asynccontextmanager
    async def running(self, begin: Begin, refuse_held: RefuseHeld) -> AsyncIterator[None]:
        """Serve sockets while inside; `begin` begins each packet of a websocket.

        `refuse_held` refuses bids of throttled ones.
        """
        self.begin = begin
        self.refuse_held = refuse_held
        async with self.wheel.running():
            yield

    async def handle_request(self, *args: Any, **kwargs: Any) -> web.StreamResponse:
        """Handle a request, whose session is unknown to the library once it is closed."""
        request: web.Request = args[0]
        for sid in parse_qs(request.query_string).get("sid", ())[:1]:
            # The library fails on a POST to a session that is closed and still in the table.
            if sid in self.sockets and self.sockets[sid].closed:
                del self.sockets[sid]
        response: web.StreamResponse = await super().handle_request(*args, **kwargs)
        return response

    def stop_admitting(self) -> None:
        """Refuse new sessions from now on. Those that are open stay."""
        self.admits = False

    def owes_answers(self, sid: str) -> bool:
        """Return whether a websocket has sent packets that are not answered yet."""
        socket = self.sockets.get(sid)
        return isinstance(socket, Connection) and socket.pipeline is not None

    async def close_all(self) -> None:
        """Close every socket and wait, for a bounded time, until each has left its rooms."""
        leaving = [each.close(wait=False) for each in list(self.sockets.values())]
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_TIMEOUT_S):
                await asyncio.gather(*leaving, return_exceptions=True)
                await self.tasks.ended()

    def behind(self) -> int:
        """Return the number of websockets whose clients leave more unread than they may."""
        return sum(isinstance(each, Connection) and each.behind for each in self.sockets.values())

    def is_open(self, sid: str) -> bool:
        """Return whether a session is open: it exists and neither side has closed it."""
        socket = self.sockets.get(sid)
        return socket is not None and not (socket.closed or socket.closing)

    def cut(self, sid: str) -> None:
        """Close a socket that has sent something malformed."""
        socket = self.sockets.get(sid)
        if isinstance(socket, Connection):
            socket.cut()
        elif socket is not None:
            self.tasks.spawn(socket.close(abort=True, reason=self.reason.TRANSPORT_ERROR))

    def try_upgrade(
        self, environ: dict[str, Any], polling: PollingSocket
    ) -> web.StreamResponse | dict[str, Any]:
        """Open a websocket that may take over a polling socket's session, one at a time (0085)."""
        if polling.probed or not self.is_open(polling.sid):
            refusal: dict[str, Any] = self._bad_request("The session has an upgrade under way")
            return refusal
        wait_ms = self.limiter.handshake()
        if wait_ms:
            return too_many(wait_ms)
        return self._open(environ["aiohttp.request"], polling.sid, polling.address, polling)

    def open_directly(
        self, transport: asyncio.Transport, address: str, accept: str, early: bytes
    ) -> None:
        """Open a session for a request that is no request of the library's, and that is admitted (0135)."""
        sid = self._new_sid()
        make = partial(self._connection, sid, address, None)
        answer(transport, make, accept, greeting(self, sid), early)
        self._opened(sid)

    def upgraded(self, connection: Connection) -> None:
        """Put a connection in the place of the polling socket whose session it takes over."""
        self.sockets[connection.sid] = connection

    def closed(self, polling: PollingSocket, linger_s: float) -> None:
        """Forget a closed polling socket after `linger_s`."""
        self.limiter.release(polling.address)
        self.wheel.add(partial(self._forget, polling), linger_s)

    def lost(self, connection: Liveness, reason: str) -> None:
        """Forget a connection that is closed, and take it out of the namespace."""
        self.limiter.release(connection.address)
        self.sockets.pop(connection.sid, None)
        self.tasks.spawn(self._disconnect(connection, reason))

    async def _disconnect(self, connection: Liveness, reason: str) -> None:
        # A handler that is still running may enter a room: the socket leaves its rooms after it.
        pipeline = connection.pipeline
        if pipeline is not None and pipeline.task is not None:
            await asyncio.wait([pipeline.task])
        await self._trigger_event("disconnect", connection.sid, reason)

    async def _handle_connect(
        self, environ: dict[str, Any], transport: str, jsonp_index: int | None = None
    ) -> web.StreamResponse | dict[str, Any]:
        """Open a session, if the rate limits admit it."""
        if not self.admits:
            return stopping()
        request = environ["aiohttp.request"]
        address = self._address(request)
        wait_ms = self.limiter.admit(address)
        if wait_ms:
            return too_many(wait_ms)
        sid = self._new_sid()
        if transport == "polling":
            self._opened(sid)
            return await self._poll(sid, address, jsonp_index)
        response = self._open(request, sid, address)
        if isinstance(response, web.StreamResponse):
            self._opened(sid)
        else:
            self.limiter.release(address)
        return response

    def _address(self, request: web.Request) -> str:
        forwarded = ",".join(request.headers.getall("X-Forwarded-For", ()))
        return self.limiter.address(request.remote or "", forwarded)

    def _open(
        self,
        request: web.Request,
        sid: str,
        address: str,
        polling: PollingSocket | None = None,
    ) -> web.StreamResponse | dict[str, Any]:
        """Turn a request's connection into a websocket; a refusal is a dict, as the library has it."""
        make = partial(self._connection, sid, address, polling)
        try:
            return take_over(request, make, b"" if polling else greeting(self, sid))
        except VersionError as error:
            return upgrade_required(str(error))
        except (HandshakeError, ConnectionResetError) as error:
            refusal: dict[str, Any] = self._bad_request(str(error))
            return refusal

    def _connection(
        self, sid: str, address: str, polling: PollingSocket | None, transport: asyncio.Transport
    ) -> Connection:
        """Make the connection of a session, which is a new one without `polling`."""
        reader = FrameReader(self.max_http_buffer_size)
        made = Connection(self, transport, reader, sid=sid, address=address, polling=polling)
        made.start_timers()
        if polling is None:
            self.sockets[sid] = made
        else:
            polling.probed = True
        return made

    def _new_sid(self) -> str:
        # 0101: a balancer routes the requests of a session by the name of its node.
        return self._session_prefix + str(self.generate_id())

    async def _poll(self, sid: str, address: str, jsonp_index: int | None) -> dict[str, Any]:
        """Open a session over polling."""
        socket = self.sockets[sid] = PollingSocket(self, sid, address)
        self.wheel.add(socket.check_joined, JOIN_TIMEOUT_S)
        self.wheel.add(socket.keep_alive, random.uniform(*FIRST_PING_S))  # noqa: S311
        socket.enqueue(Packet(OPEN, opening(self, sid, ["websocket"])))
        socket.connected = True
        response: dict[str, Any] = self._ok(await socket.poll(), jsonp_index=jsonp_index)
        return response

    def _bad_request(self, message: str | None = None) -> dict[str, Any]:
        """Build a refusal, that of another protocol version in the official server's form."""
        refusal: dict[str, Any] = super()._bad_request(message)
        if message is not None and message.startswith("The client is using an unsupported version"):
            refusal["headers"] = [("Content-Type", "application/json")]
            refusal["response"] = UNSUPPORTED_VERSION
        return refusal

    def _forget(self, polling: PollingSocket) -> None:
        if self.sockets.get(polling.sid) is polling:
            del self.sockets[polling.sid]


def _not_running(pipeline: Pipeline, peer: Any, packet: bytes, wait_ms: int) -> None:
    """Drop a packet: sockets are served inside `running`."""


def _refuse_nothing(_: Connection, __: bytes, start: int) -> tuple[int, int, bytes]:
    """Refuse no bid: sockets are served inside `running`."""
    return 0, start, b""

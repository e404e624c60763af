"""python-engineio's server with a websocket transport of our own: sessions, from their request on.

Requests, polling and the checks of origin and version are python-engineio's. A websocket becomes a
`Connection`, which takes the place of python-engineio's socket under its sid.
"""

import asyncio
from functools import partial
from http import HTTPStatus
from typing import Any

import engineio
from aiohttp import web
from engineio.packet import OPEN, Packet

from server.sockets.transport.connection import CONNECT_TIMEOUT_S, Connection, Host
from server.sockets.transport.frames import FrameReader, text_frame
from server.sockets.transport.handshake import HandshakeError, take_over
from server.sockets.transport.polling import PollingSocket
from server.sockets.transport.rate_limits import RateLimiter


class Engine(engineio.AsyncServer):  # type: ignore[misc]
    """The node's Engine.IO server. `sockets` holds each session's `Connection` or `PollingSocket`."""

    def __init__(self, *, host: Host, limiter: RateLimiter, **options: Any) -> None:
        super().__init__(monitor_clients=False, **options)
        self.host = host
        self.limiter = limiter

    def try_upgrade(
        self, environ: dict[str, Any], polling: PollingSocket
    ) -> web.StreamResponse | dict[str, Any]:
        """Open a websocket that may take over a polling socket's session."""
        return self._open(environ["aiohttp.request"], polling.sid, polling.address, polling)

    def upgraded(self, connection: Connection) -> None:
        """Put a connection in the place of the polling socket whose session it takes over."""
        self.sockets[connection.sid] = connection

    def closed(self, polling: PollingSocket, farewell_s: float) -> None:
        """Forget a polling socket that is closed, after a while."""
        self.limiter.leave(polling.address)
        self.host.wheel.add(partial(self._forget, polling), farewell_s)

    def lost(self, connection: Connection) -> None:
        """Forget a connection that is over."""
        self.limiter.leave(connection.address)
        self.sockets.pop(connection.sid, None)

    async def _handle_connect(
        self, environ: dict[str, Any], transport: str, jsonp_index: int | None = None
    ) -> web.StreamResponse | dict[str, Any]:
        """Open a session, as python-engineio asks for it."""
        request = environ["aiohttp.request"]
        address = self._address(request)
        wait_ms = self.limiter.admit(address)
        if wait_ms:
            return _too_many(wait_ms)
        sid = self.generate_id()
        if transport == "polling":
            await self._trigger_event("connect", sid, environ)
            return await self._poll(sid, address, jsonp_index)
        response = self._open(request, sid, address)
        if isinstance(response, web.StreamResponse):
            await self._trigger_event("connect", sid, environ)
        else:
            self.limiter.leave(address)
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
        """Make a request's connection a websocket; a refusal is a dict, as python-engineio has it."""

        def connection(transport: asyncio.Transport) -> Connection:
            reader = FrameReader(self.max_http_buffer_size)
            made = Connection(
                self.host, transport, reader, sid=sid, address=address, polling=polling
            )
            if polling is None:
                self.sockets[sid] = made
            return made

        greeting = b"" if polling else text_frame(self._opening(sid, []).encode().encode())
        try:
            return take_over(request, connection, greeting)
        except (HandshakeError, ConnectionResetError) as error:
            refusal: dict[str, Any] = self._bad_request(str(error))
            return refusal

    async def _poll(self, sid: str, address: str, jsonp_index: int | None) -> dict[str, Any]:
        """Open a session over polling."""
        socket = self.sockets[sid] = PollingSocket(self, sid, address)
        self.host.wheel.add(socket.beat, CONNECT_TIMEOUT_S)
        socket.offer(self._opening(sid, ["websocket"]))
        socket.connected = True
        response: dict[str, Any] = self._ok(await socket.poll(), jsonp_index=jsonp_index)
        return response

    def _opening(self, sid: str, upgrades: list[str]) -> Packet:
        return Packet(
            OPEN,
            {
                "sid": sid,
                "upgrades": upgrades,
                "pingTimeout": int(self.ping_timeout * 1000),
                "pingInterval": int(self.ping_interval * 1000),
                "maxPayload": self.max_http_buffer_size,
            },
        )

    def _forget(self, polling: PollingSocket) -> None:
        if self.sockets.get(polling.sid) is polling:
            del self.sockets[polling.sid]


def _too_many(wait_ms: int) -> dict[str, Any]:
    """Build the refusal of a handshake, as python-engineio has it."""
    status = HTTPStatus.TOO_MANY_REQUESTS
    return {
        "status": f"{status.value} {status.phrase}",
        "headers": [("Content-Type", "text/plain"), ("Retry-After", str(-(-wait_ms // 1000)))],
        "response": b"Too many sockets",
    }

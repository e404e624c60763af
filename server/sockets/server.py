"""python-socketio's server on this product's transport, rooms and dispatcher.

This is the one module that overrides `socketio.AsyncServer`. An event of a websocket never comes
here: it goes from its connection to the dispatcher. All other packets, and everything that arrives by
polling, take the library's way and reach the dispatcher or the lifecycle from it.
"""

import logging
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import socketio
from socketio.packet import ACK, BINARY_ACK, BINARY_EVENT, CONNECT

from server.edge.origins import Origins
from server.sockets.dispatch import MALFORMED, Dispatcher
from server.sockets.lifecycle import Lifecycle
from server.sockets.rooms.manager import NAMESPACE, Rooms
from server.sockets.transport.encoding import PacketJson
from server.sockets.transport.engine import Engine
from server.sockets.transport.rate_limits import RateLimiter

MESSAGE_BYTES_MAX = 64 * 1024

_BINARY = (str(BINARY_EVENT), str(BINARY_ACK))


class SocketServer(socketio.AsyncServer):  # type: ignore[misc]
    """The node's Socket.IO server."""

    def __init__(
        self, rooms: Rooms, *, origins: Origins, limiter: RateLimiter, session_prefix: str = ""
    ) -> None:
        """`session_prefix` begins the id of every Engine.IO session."""
        super().__init__(
            async_mode="aiohttp",
            client_manager=rooms,
            cors_allowed_origins=partial(_allowed, origins),
            async_handlers=False,
            json=PacketJson,
            logger=logging.getLogger("socketio"),
            engineio_logger=logging.getLogger("engineio"),
            max_http_buffer_size=MESSAGE_BYTES_MAX,
            limiter=limiter,
            has_joined=self._has_joined,
            session_prefix=session_prefix,
        )
        self.limiter = limiter
        self.left: Counter[str] = Counter()
        """Sockets that have left, by python-engineio's reason."""
        self.dispatcher: Dispatcher | None = None
        self._lifecycle: Lifecycle | None = None

    @asynccontextmanager
    async def running(self, dispatcher: Dispatcher, lifecycle: Lifecycle) -> AsyncIterator[None]:
        """Serve sockets while inside; at the end close all of them."""
        self.dispatcher = dispatcher
        self._lifecycle = lifecycle
        self.on("connect", lifecycle.connect)
        self.on("disconnect", self._disconnected)
        async with self.eio.running(dispatcher.begin):
            try:
                yield
            finally:
                await self.close()

    async def close(self) -> None:
        """Close every socket, then stop the background tasks."""
        await self.eio.close_all()
        await self.shutdown()
        await self.manager.close()

    async def handle_packet(self, eio_sid: str, packet: str) -> None:
        """Handle a packet of a websocket that is no event."""
        await self._handle_eio_message(eio_sid, packet)

    def _has_joined(self, eio_sid: str) -> bool:
        return self.manager.sid_from_eio_sid(eio_sid, NAMESPACE) is not None

    async def _disconnected(self, sid: str, reason: str) -> None:
        assert self._lifecycle is not None, "sockets are served inside `running`"
        self._lifecycle.disconnected(sid, wanted=reason == self.reason.CLIENT_DISCONNECT)

    def _engineio_server_class(self) -> type[Engine]:
        return Engine

    async def _handle_eio_connect(self, eio_sid: str, environ: Mapping[str, Any]) -> None:  # noqa: ARG002
        """Register a new session, without keeping its request."""
        await super()._handle_eio_connect(eio_sid, {})

    async def _handle_eio_disconnect(self, eio_sid: str, reason: str) -> None:
        """Take a lost connection out of the namespace.

        A closed connection is not a clean disconnect; only a DISCONNECT packet is.
        """
        self.left[reason] += 1
        closed = reason == self.reason.CLIENT_DISCONNECT
        await super()._handle_eio_disconnect(
            eio_sid, self.reason.TRANSPORT_CLOSE if closed else reason
        )

    async def _handle_connect(self, eio_sid: str, namespace: str | None, data: Any) -> None:
        """Let a socket in, and send a returning one the messages that it missed.

        The library takes only members out of the namespace, so a socket that closed while it joined is
        taken out here.
        """
        repeated = self.manager.sid_from_eio_sid(eio_sid, NAMESPACE) is not None
        if not self.eio.is_open(eio_sid):
            return
        await super()._handle_connect(eio_sid, namespace, data)
        sid = self.manager.sid_from_eio_sid(eio_sid, NAMESPACE)
        if repeated or sid is None or self._lifecycle is None:
            return
        if self.eio.is_open(eio_sid):
            self._lifecycle.connected(sid)
        else:
            self._lifecycle.disconnected(sid, wanted=False)
            await self.manager.disconnect(sid, NAMESPACE, ignore_queue=True)

    async def _send_packet(self, eio_sid: str, pkt: Any) -> None:
        """Send a packet, a CONNECT packet with the name of the socket's session."""
        if pkt.packet_type == CONNECT and self._lifecycle is not None:
            pkt.data |= self._lifecycle.greeting(pkt.data["sid"])
        await super()._send_packet(eio_sid, pkt)

    async def _handle_event(
        self,
        eio_sid: str,
        namespace: str | None,
        id: int | None,  # noqa: A002 - the library's name
        data: Any,
    ) -> None:
        """Have the dispatcher answer an event that arrived by polling."""
        if not isinstance(data, list):
            raise TypeError("the data of an event is a list")
        if self.dispatcher is None or namespace not in (None, NAMESPACE):
            return
        wait_ms = self.limiter.event(self.eio.sockets[eio_sid])
        body = await self.dispatcher.answer(eio_sid, data, wait_ms)
        if body is not None and id is not None:
            packet = self.packet_class(ACK, namespace=namespace, id=id, data=[body])
            await self._send_packet(eio_sid, packet)

    async def _handle_eio_message(self, eio_sid: str, data: str | bytes) -> None:
        """Handle a packet; close a socket that sends a malformed or a binary one.

        The contract has no binary packets.
        """
        try:
            if isinstance(data, bytes) or data.startswith(_BINARY):
                raise ValueError("binary")
            await super()._handle_eio_message(eio_sid, data)
        except MALFORMED as error:
            self.eio.cut(eio_sid, error)


def _allowed(origins: Origins, origin: str, environ: Mapping[str, Any]) -> bool:  # noqa: ARG001
    """Tell whether a page may connect; the signature is python-engineio's."""
    return origins.allow(environ["aiohttp.request"].headers)

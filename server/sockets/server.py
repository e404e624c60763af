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
import structlog
from socketio.exceptions import ConnectionRefusedError as ConnectRefused
from socketio.packet import (
    ACK,
    BINARY_ACK,
    BINARY_EVENT,
    CONNECT,
    CONNECT_ERROR,
    DISCONNECT,
    EVENT,
    Packet,
)

from server.edge.origins import Origins
from server.sockets.dispatch import EVENT_BYTES_MAX, EVENT_HEAD, MALFORMED, Dispatcher
from server.sockets.lifecycle import Lifecycle
from server.sockets.overload.event_pacing import EventPacing
from server.sockets.overload.throttle import Throttle
from server.sockets.rooms.manager import NAMESPACE, Rooms
from server.sockets.transport.encoding import PacketJson
from server.sockets.transport.engine import Engine
from server.sockets.transport.rate_limits import FloodError, RateLimiter

MESSAGE_BYTES_MAX = 64 * 1024

NAMESPACE_CHARS_MAX = 100

_OF_SOCKETS = (str(CONNECT), str(DISCONNECT))
_OF_NAMESPACES = (*_OF_SOCKETS, str(EVENT), str(ACK))

log = structlog.get_logger(__name__)


class SocketServer(socketio.AsyncServer):  # type: ignore[misc]
    """The node's Socket.IO server."""

    def __init__(
        self,
        rooms: Rooms,
        *,
        origins: Origins,
        limiter: RateLimiter,
        throttle: Throttle,
        pacing: EventPacing,
        session_prefix: str = "",
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
            throttle=throttle,
            pacing=pacing,
            has_joined=self._has_joined,
            opened=self._opened,
            session_prefix=session_prefix,
        )
        self.limiter = limiter
        self.refused = self.eio.refused
        """Packets that were not answered or not read, by reason."""
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
        async with self.eio.running(dispatcher.begin, dispatcher.busy_bids.refuse_held):
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
        """Handle a packet that is no event of the default namespace; raises one of MALFORMED.

        The contract has one namespace, no binary packets, and no event that a client acknowledges.
        """
        kind, namespace = packet[:1], _namespace(packet)
        if len(packet) > EVENT_BYTES_MAX or len(namespace) > NAMESPACE_CHARS_MAX:
            raise ValueError("too long")
        if namespace != NAMESPACE and kind in _OF_NAMESPACES:
            self.refused["namespace"] += 1
            if kind == str(CONNECT):
                await self._send_packet(eio_sid, _invalid_namespace(namespace))
        elif kind == str(ACK):
            self.refused["acknowledgement"] += 1
        elif kind in _OF_SOCKETS:
            await super()._handle_eio_message(eio_sid, packet)
        else:
            raise ValueError("not a packet of the contract")

    def join(self, eio_sid: str, packet: bytes) -> bytes | None:
        """Answer the CONNECT packet of a socket that can be let in, or refused, in the same turn.

        Returns None, with nothing done, for every other packet. Raises one of MALFORMED.
        """
        lifecycle, auth = self._lifecycle, packet[1:]
        if lifecycle is None or len(packet) > EVENT_BYTES_MAX or auth[:1] not in (b"", b"{"):
            return None
        decoded = PacketJson.loads(auth) if auth else None
        sid = self.manager.begin(eio_sid, NAMESPACE)
        if sid is None:
            return None
        joined = False
        try:
            joined = lifecycle.connect_at_once(sid, decoded)
        except ConnectRefused as refused:
            return _connect_packet(CONNECT_ERROR, refused.error_args)
        finally:
            if not joined:
                self.manager.basic_disconnect(sid, NAMESPACE)
        if not joined:
            return None
        self.manager.accept(sid, NAMESPACE)
        return _connect_packet(CONNECT, {"sid": sid, **lifecycle.greeting(sid)})

    def _has_joined(self, eio_sid: str) -> bool:
        return self.manager.sid_from_eio_sid(eio_sid, NAMESPACE) is not None

    async def _disconnected(self, sid: str, reason: str) -> None:
        assert self._lifecycle is not None, "sockets are served inside `running`"
        self._lifecycle.disconnected(sid, wanted=reason == self.reason.CLIENT_DISCONNECT)

    def _engineio_server_class(self) -> type[Engine]:
        return Engine

    def _opened(self, eio_sid: str) -> None:
        """Register a new session as the library does, without its request, and in the same turn."""
        if not self.manager_initialized:  # type: ignore[has-type]
            self.manager_initialized = True
            self.manager.initialize()
        self.environ[eio_sid] = {}

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
        try:
            await super()._handle_connect(eio_sid, namespace, data)
        except BaseException:
            if not repeated:  # a CONNECT that fails leaves no member
                await self._leave_namespace(eio_sid)
            raise
        sid = self.manager.sid_from_eio_sid(eio_sid, NAMESPACE)
        if repeated or sid is None or self._lifecycle is None:
            return
        if self.eio.is_open(eio_sid):
            self._lifecycle.connected(sid)
        else:
            self._lifecycle.disconnected(sid, wanted=False)
            await self._leave_namespace(eio_sid)

    async def _leave_namespace(self, eio_sid: str) -> None:
        sid = self.manager.sid_from_eio_sid(eio_sid, NAMESPACE)
        if sid is not None:
            await self.manager.disconnect(sid, NAMESPACE, ignore_queue=True)

    async def _send_packet(self, eio_sid: str, pkt: Any) -> None:
        """Send a packet, a CONNECT packet with the name of the socket's session.

        Raises ValueError for a packet with binary attachments, before any part of it is sent.
        """
        if pkt.packet_type in (BINARY_EVENT, BINARY_ACK):
            raise ValueError("the contract has no binary packets")
        if pkt.packet_type == CONNECT and self._lifecycle is not None:
            pkt.data |= self._lifecycle.greeting(pkt.data["sid"])
        await super()._send_packet(eio_sid, pkt)

    async def _send_eio_packet(self, eio_sid: str, eio_pkt: Any) -> None:
        """Send a packet that `emit` has encoded; neither part of a binary one is sent."""
        if eio_pkt.binary or eio_pkt.data[:1] in (str(BINARY_EVENT), str(BINARY_ACK)):
            log.error("binary_packet_refused")
            return
        await super()._send_eio_packet(eio_sid, eio_pkt)

    async def _handle_eio_message(self, eio_sid: str, data: str | bytes) -> None:
        """Handle a packet that arrived by polling; close a socket that sends a malformed one."""
        try:
            if isinstance(data, bytes):
                raise TypeError("binary")
            await self._handle_polled(eio_sid, data.encode())
        except MALFORMED:
            self.refused["malformed"] += 1
            self.eio.cut(eio_sid)
        except Exception:
            log.exception("packet_failed")
            self.eio.cut(eio_sid)

    async def _handle_polled(self, eio_sid: str, packet: bytes) -> None:
        socket = self.eio.sockets[eio_sid]
        wait_ms = self.limiter.event(socket)
        await self.eio.pacing.turn(socket, packet, wait_ms)
        if self.dispatcher is not None and EVENT_HEAD.match(packet):
            send = partial(self._send_answer, eio_sid)
            answer = await self.dispatcher.answer(socket, packet, wait_ms, send)
            if answer:
                await send(answer)
        elif wait_ms:
            raise FloodError
        else:
            await self.handle_packet(eio_sid, packet.decode())

    async def _send_answer(self, eio_sid: str, packet: bytes) -> None:
        await self.eio.send(eio_sid, packet.decode())


def _connect_packet(kind: int, data: object) -> bytes:
    return f"{kind}{PacketJson.dumps(data)}".encode()


def _namespace(packet: str) -> str:
    """Return the namespace of a packet, without a query."""
    if packet[1:2] != "/":
        return NAMESPACE
    return packet[1:].partition(",")[0].partition("?")[0]


def _invalid_namespace(namespace: str) -> Packet:
    """Build the refusal of a namespace, as the official server does."""
    return Packet(CONNECT_ERROR, {"message": "Invalid namespace"}, namespace=namespace)


def _allowed(origins: Origins, origin: str, environ: Mapping[str, Any]) -> bool:  # noqa: ARG001
    """Return whether a page may connect; the signature is python-engineio's."""
    return origins.allow(environ["aiohttp.request"].headers)

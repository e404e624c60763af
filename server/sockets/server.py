"""python-socketio's server with a lean way in: only the contract's events reach a handler.

An event on a websocket goes from its frame to its handler and back without python-socketio; all other
packets, and all that comes by polling, go the library's own way.

Concurrency: a socket's events are answered in the order in which they came. Its bids are on the floor
together; any other event is handled alone.
"""

import asyncio
import logging
import re
from collections import Counter
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any

import msgspec
import socketio
import structlog
from socketio.packet import ACK, BINARY_ACK, BINARY_EVENT, CONNECT, EVENT

from server.domain.rejection import Code, Rejection
from server.sockets.namespace import AuctionNamespace
from server.sockets.rooms.manager import Rooms
from server.sockets.transport.connection import Connection
from server.sockets.transport.encoding import PacketJson
from server.sockets.transport.engine import Engine
from server.sockets.transport.frames import text_frame
from server.sockets.transport.pipeline import Outcome, Pipeline
from server.sockets.transport.rate_limits import FloodError, RateLimiter
from server.sockets.transport.timer_wheel import TimerWheel
from server.sockets.transport.write_coalescer import WriteCoalescer
from server.wire.errors import Refused, refusal

log = structlog.get_logger(__name__)

MESSAGE_BYTES_MAX = 64 * 1024
CLOSE_TIMEOUT_S = 1.0
HEARTBEAT_MARGIN_S = 5.0

_EVENT = re.compile(rb"%d([0-9]{0,15})(?=\[)" % EVENT)
_BINARY = (str(BINARY_EVENT), str(BINARY_ACK))
_MALFORMED = (ValueError, TypeError, LookupError, RecursionError, FloodError)
_NO_SUCH_EVENT = refusal(Rejection(Code.INVALID, "there is no such event"))
_TRANSPORT_ERROR = socketio.AsyncServer.reason.TRANSPORT_ERROR
_encode = msgspec.json.Encoder().encode
_decode_event = msgspec.json.Decoder(list[Any]).decode


class SocketServer(socketio.AsyncServer):  # type: ignore[misc]
    """The node's Socket.IO server."""

    def __init__(
        self, rooms: Rooms, *, allowed_origins: list[str] | None, limiter: RateLimiter
    ) -> None:
        """`allowed_origins` None: pages of the node's own origin only."""
        self.wheel = TimerWheel()
        self.coalescer = WriteCoalescer()
        self.limiter = limiter
        super().__init__(
            async_mode="aiohttp",
            client_manager=rooms,
            cors_allowed_origins=allowed_origins,
            async_handlers=False,
            json=PacketJson,
            logger=logging.getLogger("socketio"),
            engineio_logger=logging.getLogger("engineio"),
            max_http_buffer_size=MESSAGE_BYTES_MAX,
            host=self,
            limiter=self.limiter,
        )
        self.ping_interval: float = self.eio.ping_interval
        self.ping_timeout: float = self.eio.ping_timeout
        self._namespace: AuctionNamespace | None = None
        self.left: Counter[str] = Counter()
        """Sockets that have gone, by python-engineio's reason."""
        self._tasks: set[asyncio.Task[Any]] = set()

    @property
    def proof_s(self) -> float:
        """How long after a write a socket that is still here has surely got it: it has answered a ping."""
        return self.ping_interval + self.ping_timeout + HEARTBEAT_MARGIN_S

    def serve(self, namespace: AuctionNamespace) -> None:
        """Have `namespace` answer the events of the default namespace."""
        self._namespace = namespace
        self.register_namespace(namespace)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Keep the sockets' time while inside; at the end send every socket away."""
        async with self.wheel.turning():
            try:
                yield
            finally:
                await self.close()

    async def close(self) -> None:
        """Send every socket away, then stop what runs in the background."""
        leaving = [each.close(wait=False) for each in list(self.eio.sockets.values())]
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_TIMEOUT_S):
                await asyncio.gather(*leaving, return_exceptions=True)
                while self._tasks:
                    await asyncio.wait(self._tasks)
        await self.shutdown()
        await self.manager.close()

    def received(self, connection: Connection, message: bytes) -> None:
        """Take a packet that has come by websocket."""
        wait_ms = self.limiter.event(connection)
        if connection.pipeline is None:
            connection.pipeline = Pipeline(connection, self._begin)
        connection.pipeline.take(message, wait_ms)

    def upgraded(self, connection: Connection) -> None:
        """Let a connection take over its polling socket's session."""
        self.eio.upgraded(connection)

    def lost(self, connection: Connection, reason: str) -> None:
        """Take a connection that is over out of its rooms."""
        self.eio.lost(connection)
        self.spawn(self._depart(connection, reason))

    def has_joined(self, sid: str) -> bool:
        """Whether an Engine.IO socket is in the default namespace."""
        return self.manager.sid_from_eio_sid(sid, "/") is not None

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something in a task that ends by itself."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _engineio_server_class(self) -> type[Engine]:
        return Engine

    def _begin(
        self, pipeline: Pipeline, connection: Connection, message: bytes, wait_ms: int
    ) -> None:
        """Begin a packet; one that is malformed cuts its socket."""
        try:
            event = _EVENT.match(message)
            if event is not None:
                data = _decode_event(message[event.end() :])
                self._begin_event(pipeline, connection, event[1], data, wait_ms)
            elif wait_ms:
                raise FloodError
            else:
                pipeline.work(self._other_packet(connection, message.decode()))
        except _MALFORMED as error:
            self._cut(connection, error)

    def _begin_event(
        self, pipeline: Pipeline, connection: Connection, ack: bytes, data: list[Any], wait_ms: int
    ) -> None:
        name, *arguments = data
        sid = self.manager.sid_from_eio_sid(connection.sid, "/")
        if self._namespace is None or not self.manager.is_connected(sid, "/"):
            return
        frame = partial(_answer, ack)
        if wait_ms:
            pipeline.reply(frame(_too_early(wait_ms)))
        elif name not in self._namespace.events:
            pipeline.reply(frame(_NO_SUCH_EVENT))
        elif name == "bid":
            try:
                pipeline.settle(self._namespace.begin_bid(sid, arguments), frame)
            except Refused as refused:
                pipeline.reply(frame(refused.rejection))
        else:
            pipeline.work(self._work(frame, name, sid, arguments))

    async def _work(
        self, frame: partial[bytes], name: str, sid: str, arguments: list[Any]
    ) -> bytes:
        assert self._namespace is not None
        return frame(await self._namespace.trigger_event(name, sid, *arguments))

    async def _other_packet(self, connection: Connection, message: str) -> bytes:
        await self._handle_eio_message(connection.sid, message)
        return b""

    async def _depart(self, connection: Connection, reason: str) -> None:
        """Tell of a connection's end, after what it was doing: no member is left behind."""
        if connection.pipeline is not None and connection.pipeline.task is not None:
            await asyncio.wait([connection.pipeline.task])
        await self._handle_eio_disconnect(connection.sid, reason)

    async def _handle_eio_connect(self, eio_sid: str, _: Mapping[str, Any]) -> None:
        """Note a new session; the request is not kept with it."""
        await super()._handle_eio_connect(eio_sid, {})

    async def _handle_eio_disconnect(self, eio_sid: str, reason: str) -> None:
        """Take a lost connection out; that the client has closed it is no goodbye, that is a packet."""
        self.left[reason] += 1
        closed = reason == self.reason.CLIENT_DISCONNECT
        await super()._handle_eio_disconnect(
            eio_sid, self.reason.TRANSPORT_CLOSE if closed else reason
        )

    async def _handle_connect(self, eio_sid: str, namespace: str | None, data: Any) -> None:
        """Let a socket in, and tell one that has come back what it has missed."""
        await super()._handle_connect(eio_sid, namespace, data)
        sid = self.manager.sid_from_eio_sid(eio_sid, "/")
        if sid is not None and self._namespace is not None:
            self._namespace.go_on(sid)

    async def _send_packet(self, eio_sid: str, pkt: Any) -> None:
        """Send a packet; the one that lets a socket in also names its session, for recovery."""
        if pkt.packet_type == CONNECT and self._namespace is not None:
            pkt.data |= self._namespace.session(pkt.data["sid"])
        await super()._send_packet(eio_sid, pkt)

    async def _handle_event(
        self,
        eio_sid: str,
        namespace: str | None,
        id: int | None,  # noqa: A002 - the name that python-socketio gives it
        data: list[object],
    ) -> None:
        """Refuse an event that comes too early or that the contract doesn't have.

        python-socketio would run its own `connect` and `disconnect` handlers for a client that
        names them.
        """
        name = data[0]
        wait_ms = self.limiter.event(self.eio.sockets[eio_sid])
        if wait_ms:
            ack = _too_early(wait_ms)
        elif self._namespace is not None and name in self._namespace.events:
            await super()._handle_event(eio_sid, namespace, id, data)
            return
        else:
            ack = _NO_SUCH_EVENT
        if id is not None:
            packet = self.packet_class(ACK, namespace=namespace, id=id, data=[ack])
            await self._send_packet(eio_sid, packet)

    async def _handle_eio_message(self, eio_sid: str, data: str | bytes) -> None:
        """Cut a socket that sends what is no packet, or a binary one: the contract has none."""
        try:
            if isinstance(data, bytes) or data.startswith(_BINARY):
                raise ValueError("binary")
            await super()._handle_eio_message(eio_sid, data)
        except _MALFORMED as error:
            self._cut(self.eio.sockets.get(eio_sid), error)

    def _cut(self, socket: Any, error: BaseException) -> None:
        log.debug("malformed_packet", error=type(error).__name__)
        if isinstance(socket, Connection):
            socket.cut()
        elif socket is not None:
            self.spawn(socket.close(abort=True, reason=_TRANSPORT_ERROR))


def _answer(ack: bytes, outcome: Outcome) -> bytes:
    """Frame an event's acknowledgement; nothing if it asked for none."""
    body = refusal(outcome) if isinstance(outcome, Rejection) else outcome
    return text_frame(b"4%d%b[%b]" % (ACK, ack, _encode(body))) if ack else b""


def _too_early(wait_ms: int) -> dict[str, Any]:
    details: dict[str, object] = {"retry_after_ms": wait_ms}
    return refusal(Rejection(Code.RATE_LIMITED, "too many events", details))

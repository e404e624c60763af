"""The SDK's Socket.IO client on a model of TCP, in the place of python-socketio's.

It speaks Engine.IO 4 and Socket.IO 5 in the frames of a websocket, as far as the SDK needs it. Everything
above it is the SDK's own: reconnecting, the detection of silence, `watch` and `since`, and the view.
"""

import asyncio
from collections.abc import Callable, Mapping
from itertools import count
from types import SimpleNamespace
from typing import Any, Protocol

import msgspec

from auction_client.connecting import connection
from loadtest.swarm.wire.frames import TEXT, FrameReader, frame
from tests.simulation.sockets.tcp import TcpConnection

_HEAD_END = b"\r\n\r\n"
OPEN, CLOSE, PING, MESSAGE = b"0", b"1", b"2", b"4"
CONNECT, DISCONNECT, EVENT, ACK, CONNECT_ERROR = b"0", b"1", b"2", b"3", b"4"


class Dialler(Protocol):
    """Opens a connection to some node."""

    async def dial(
        self, receive: Callable[[bytes], None], lost: Callable[[], None]
    ) -> TcpConnection:
        """Connect; raises OSError."""
        ...


class SocketClient:
    """One socket, with the methods of python-socketio's client that the SDK calls."""

    def __init__(self, *, http_session: Dialler, **_: Any) -> None:
        self.pid: str | None = None
        self.eio = SimpleNamespace(
            state="disconnected",
            disconnect=self._abort,
            read_loop_task=None,
            write_loop_task=None,
            ws=None,
        )
        self._dialler = http_session
        self._handlers: dict[str, Callable[..., None]] = {}
        self._line: TcpConnection | None = None
        self._auth: object = None
        self._head: bytes | None = b""
        self._reader = FrameReader()
        self._joined: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._calls = count()
        self._callbacks: dict[int, Callable[..., None]] = {}

    def on(self, event: str, handler: Callable[..., None]) -> None:
        """Have `handler` called with every message of a kind; `*` stands for all of the server's."""
        self._handlers[event] = handler

    async def connect(self, _: str, *, auth: object, **__: Any) -> None:
        """Open the socket and join the namespace; raises OSError."""
        self._auth = auth
        self._line = await self._dialler.dial(self._receive, self._lost)
        await self._joined
        self.eio.state = "connected"

    async def emit(
        self,
        event: str,
        argument: Mapping[str, object],
        callback: Callable[..., None] | None = None,
    ) -> None:
        """Send an event; `callback` gets its acknowledgement."""
        number = b""
        if callback is not None:
            call = next(self._calls)
            self._callbacks[call], number = callback, b"%d" % call
        self._send(MESSAGE + EVENT + number + msgspec.json.encode((event, argument)))

    async def disconnect(self) -> None:
        """Leave the namespace and close."""
        self._send(MESSAGE + DISCONNECT)
        await self._abort()

    async def _abort(self, abort: bool = True) -> None:
        if self._line is not None:
            self._line.reset()

    def _send(self, packet: bytes) -> None:
        if self._line is not None and not self._line.is_lost:
            self._line.send(frame(packet))

    def _receive(self, data: bytes) -> None:
        if self._head is not None:
            self._head += data
            if _HEAD_END not in self._head:
                return
            data, self._head = self._head.partition(_HEAD_END)[2], None
        for opcode, payload in self._reader.feed(data):
            if opcode == TEXT:
                self._take(payload[:1], payload[1:])

    def _take(self, kind: bytes, packet: bytes) -> None:
        if kind == OPEN:
            auth = b"" if self._auth is None else msgspec.json.encode(self._auth)
            self._send(MESSAGE + CONNECT + auth)
        elif kind == PING:
            self._send(b"3")
        elif kind == MESSAGE:
            self._take_message(packet[:1], packet[1:])

    def _take_message(self, kind: bytes, content: bytes) -> None:
        if kind == CONNECT:
            self.pid = msgspec.json.decode(content).get("pid")
            if not self._joined.done():
                self._joined.set_result(None)
        elif kind == CONNECT_ERROR:
            self._handlers["connect_error"](msgspec.json.decode(content))
            self._fail(ConnectionRefusedError("the namespace refuses the socket"))
        elif kind == EVENT:
            event, *arguments = msgspec.json.decode(content)
            self._handlers["*"](event, *arguments)
        elif kind == ACK:
            number, _, arguments = content.partition(b"[")
            callback = self._callbacks.pop(int(number))
            callback(*msgspec.json.decode(b"[" + arguments))

    def _lost(self) -> None:
        self.eio.state = "disconnected"
        self._fail(ConnectionResetError("the connection was lost"))
        self._handlers["disconnect"]("transport close")

    def _fail(self, error: OSError) -> None:
        if not self._joined.done():
            self._joined.set_exception(error)
            self._joined.exception()


def use_simulated_sockets() -> None:
    """Have the SDK's connections use this client."""
    library: Any = connection
    library._SocketClient = SocketClient

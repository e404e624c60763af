"""A socket of the swarm: opens the WebSocket, joins the namespace, answers pings, hands on what comes.

One object per connection and no task: everything happens in the callbacks of the event loop. A link
whose server breaks the protocol is cut and counted as lost, like one whose server hangs up.
"""

import asyncio
import socket
import struct
from abc import ABC, abstractmethod
from collections.abc import Callable
from enum import Enum
from typing import cast

from loadtest.swarm.sockets.run_state import Node, RunState
from loadtest.swarm.wire.frames import (
    CLOSE,
    PING,
    PONG,
    TEXT,
    FrameReader,
    ProtocolError,
    TooManyError,
    frame,
    new_key,
    opened,
    opening,
)
from loadtest.swarm.wire.packets import (
    CLOSE_PACKET,
    PING_PACKET,
    PONG_FRAME,
    News,
    WatchAnswer,
    connect_frame,
    hello,
    is_ack,
    split_ack,
)

PATH = "/socket.io/?EIO=4&transport=websocket"
NODE_COOKIE = "AUCTION_NODE"
"""The cookie in which the balancer names the node that it has chosen (deploy/haproxy.cfg)."""
HEAD_BYTES_MAX = 16 * 1024
_NO_LINGER = struct.pack("ii", 1, 0)
"""With it, to close a socket is to reset its connection."""


class LinkLostError(Exception):
    """The connection ended before it was ready."""


class Stage(Enum):
    """How far a link has come; the value says what is awaited."""

    ABSENT = "TCP"
    OPENING = "the WebSocket"
    GREETED = "the server's first packet"
    JOINING = "the namespace"
    JOINED = "the answer to watch"


class Link(asyncio.Protocol, ABC):
    """A connection to a node. Subclasses say what they do once they have joined."""

    __slots__ = (
        "_head",
        "_key",
        "_why",
        "node",
        "reader",
        "ready",
        "retry_after_s",
        "stage",
        "state",
        "token",
        "transport",
    )

    def __init__(self, state: RunState, node: Node, token: str | None = None) -> None:
        self.state = state
        self.node = node
        self.token = token
        self.transport: asyncio.Transport
        self.ready: asyncio.Future[None] | None = None
        self.begin_anew()

    def begin_anew(self) -> None:
        """Be ready for a connection, whatever became of the one before."""
        self.stage = Stage.ABSENT
        self.reader = FrameReader()
        self.retry_after_s = 0.0
        self._head = b""
        self._key = ""
        self._why = ""

    @abstractmethod
    def joined(self) -> None:
        """Begin: the server knows who this is."""

    @abstractmethod
    def heard(self, news: News) -> None:
        """Take a message of the server's own accord."""

    @abstractmethod
    def acknowledged(self, ack: int, arguments: bytes) -> None:
        """Take the answer to event number `ack`."""

    @property
    def is_here(self) -> bool:
        """Tell whether it is connected and known to the server."""
        return self.stage is Stage.JOINED and not self.transport.is_closing()

    def watch_later(
        self, refused: WatchAnswer, watch: Callable[[int], None], argument: int
    ) -> None:
        """Watch again once the server may be able to; raises ProtocolError if that can't help."""
        if refused.error is None or not refused.error.is_undecided:
            raise ProtocolError(f"the server answered a watch with {refused}")
        self.state.tally.watches_repeated += 1
        asyncio.get_running_loop().call_later(refused.error.retry_s, watch, argument)

    def become_ready(self) -> None:
        """Tell whoever waits for it that this link takes part from now on."""
        if self.ready is not None and not self.ready.done():
            self.ready.set_result(None)

    def leave(self) -> None:
        """Hang up as is proper, if there is a connection."""
        if self.is_here:
            self.transport.write(frame(b"", CLOSE))
            self.transport.close()
        else:
            self.cut("")

    def reset(self) -> None:
        """Break the connection as a power cut does: no goodbye, and nothing more is read or sent."""
        connection = self.transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
        self.transport.abort()
        self.node.joined -= 1

    def cut(self, why: str) -> bool:
        """Hang up at once; return whether there was a connection."""
        self._why = self._why or why
        if self.stage is Stage.ABSENT:
            return False
        self.transport.abort()
        return True

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for a WebSocket."""
        self.transport = cast("asyncio.Transport", transport)
        self.stage = Stage.OPENING
        self.node.connected += 1
        self._key = new_key()
        host = f"{self.node.host}:{self.node.port}"
        self.transport.write(opening(host, PATH, self._key, deflate=self.state.deflate))

    def data_received(self, data: bytes) -> None:
        """Take what TCP brings."""
        self.state.tally.counts.bytes_received += len(data)
        news = self.state.broadcasts.known(data)
        try:
            if news is not None and self.reader.is_idle:
                self.heard(news)
                return
            if self.stage is Stage.OPENING:
                data = self._open(data)
            for opcode, payload in self.reader.feed(data):
                if opcode == TEXT:
                    self._packet(payload)
                else:
                    self._control(opcode, payload)
        except TooManyError as error:
            self.retry_after_s = error.retry_after_s
            self.cut(str(error))
        except ProtocolError as error:
            self.cut(str(error))

    def connection_lost(self, error: Exception | None) -> None:
        """Note the end, and whether it was wanted."""
        self.node.connected -= 1
        why = self._why or (f"{type(error).__name__}" if error else "the server hung up")
        if self.ready is not None and not self.ready.done():
            self.ready.set_exception(LinkLostError(why))
        if not self.state.leaving:
            self.state.lost(self.node, why)

    def _packet(self, packet: bytes) -> None:
        if self.stage is not Stage.JOINED and packet != PING_PACKET:
            self._join(packet)
        elif is_ack(packet):
            self.acknowledged(*split_ack(packet))
        elif packet == PING_PACKET:
            self.transport.write(PONG_FRAME)
        elif packet == CLOSE_PACKET or packet[:2] == b"41":
            self.cut("the server sent the socket away")
        else:
            self.heard(self.state.broadcasts.read(packet))

    def _control(self, opcode: int, payload: bytes) -> None:
        if opcode == PING:
            self.transport.write(frame(payload, PONG))
        elif opcode == CLOSE:
            self.cut("the server sent the socket away")
        elif opcode != PONG:
            raise ProtocolError("the server sent a binary message")

    def _open(self, data: bytes) -> bytes:
        """Read the answer to the opening request; return what follows it."""
        self._head += data
        head, end, rest = self._head.partition(b"\r\n\r\n")
        if not end:
            if len(head) > HEAD_BYTES_MAX:
                raise ProtocolError("the server's answer has no end")
            return b""
        extensions, cookies = opened(head, self._key)
        if self.reader.accept(extensions):
            self.state.compressed += 1
        if NODE_COOKIE in cookies:
            self._served_by(cookies[NODE_COOKIE])
        self._head, self._key = b"", ""
        self.stage = Stage.GREETED
        return rest

    def _served_by(self, name: str) -> None:
        """Count for the node that the balancer has chosen."""
        self.node.connected -= 1
        self.node = self.state.node_behind(self.node, name)
        self.node.connected += 1

    def _join(self, packet: bytes) -> None:
        if self.stage is Stage.GREETED:
            hello(packet)
            self.stage = Stage.JOINING
            self.transport.write(connect_frame(self.token))
        elif packet[:2] == b"40":
            self.stage = Stage.JOINED
            self.node.joined += 1
            self.joined()
        else:
            raise ProtocolError(f"the server refused the socket: {packet[:200]!r}")

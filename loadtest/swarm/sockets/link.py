"""A socket of the swarm: it opens the WebSocket, joins the namespace, answers pings, passes messages on.

There is one object per connection and no task; everything happens in callbacks of the event loop. When the
server breaks the protocol or closes the connection, the link counts as lost.
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
    Message,
    WatchAnswer,
    connect_frame,
    hello,
    is_ack,
    split_ack,
)

PATH = "/socket.io/?EIO=4&transport=websocket"
NODE_COOKIE = "AUCTION_NODE"
"""The balancer's cookie, whose value is the name of the chosen node (deploy/haproxy.cfg)."""
HEAD_BYTES_MAX = 16 * 1024
_NO_LINGER = struct.pack("ii", 1, 0)
"""SO_LINGER with a timeout of 0: closing the socket resets its connection."""


class LinkLostError(Exception):
    """The connection ended before it was ready."""


class Stage(Enum):
    """The stages of a connection; the value names the next step."""

    ABSENT = "TCP"
    OPENING = "the WebSocket"
    GREETED = "the server's first packet"
    JOINING = "the namespace"
    JOINED = "the answer to watch"


class Link(asyncio.Protocol, ABC):
    """A connection to a node. Subclasses define its behaviour once it has joined."""

    __slots__ = (
        "_head",
        "_key",
        "_reason",
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
        self.prepare()

    def prepare(self) -> None:
        """Reset all state of an earlier connection."""
        self.stage = Stage.ABSENT
        self.reader = FrameReader()
        self.retry_after_s = 0.0
        self._head = b""
        self._key = ""
        self._reason = ""

    @abstractmethod
    def joined(self) -> None:
        """Start working; the server has accepted the namespace."""

    @abstractmethod
    def received(self, message: Message) -> None:
        """Handle a broadcast."""

    @abstractmethod
    def acknowledged(self, ack: int, arguments: bytes) -> None:
        """Handle the answer to the event whose id was `ack`."""

    @property
    def is_joined(self) -> bool:
        """Return whether the link is connected and in the namespace."""
        return self.stage is Stage.JOINED and not self.transport.is_closing()

    def watch_later(
        self, refused: WatchAnswer, watch: Callable[[int], None], argument: int
    ) -> None:
        """Watch again after the server's delay; raises ProtocolError if the refusal is final."""
        if refused.error is None or not refused.error.is_undecided:
            raise ProtocolError(f"the server answered a watch with {refused}")
        self.state.tally.watches_repeated += 1
        asyncio.get_running_loop().call_later(refused.error.retry_s, watch, argument)

    def become_ready(self) -> None:
        """Complete `ready`: this link takes part from now on."""
        if self.ready is not None and not self.ready.done():
            self.ready.set_result(None)

    def leave(self) -> None:
        """Close the connection with a close frame, or at once if the link has not joined."""
        if self.is_joined:
            self.transport.write(frame(b"", CLOSE))
            self.transport.close()
        else:
            self.cut("")

    def reset(self) -> None:
        """Reset the connection, without a close frame."""
        connection = self.transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
        self.transport.abort()
        self.node.joined -= 1

    def cut(self, reason: str) -> bool:
        """Abort the connection; return whether there was one."""
        self._reason = self._reason or reason
        if self.stage is Stage.ABSENT:
            return False
        self.transport.abort()
        return True

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the opening request."""
        self.transport = cast("asyncio.Transport", transport)
        self.stage = Stage.OPENING
        self.node.connected += 1
        self._key = new_key()
        host = f"{self.node.host}:{self.node.port}"
        self.transport.write(opening(host, PATH, self._key, deflate=self.state.deflate))

    def data_received(self, data: bytes) -> None:
        """Parse bytes; a frame that another link has received before needs no parsing."""
        self.state.tally.counts.bytes_received += len(data)
        message = self.state.broadcasts.known(data)
        try:
            if message is not None and self.reader.is_idle:
                self.received(message)
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
        """Count the link as lost unless the run closes its connections."""
        self.node.connected -= 1
        reason = self._reason or (
            type(error).__name__ if error else "the server closed the connection"
        )
        if self.ready is not None and not self.ready.done():
            self.ready.set_exception(LinkLostError(reason))
        if not self.state.leaving:
            self.state.lost(self.node, reason)

    def _packet(self, packet: bytes) -> None:
        if self.stage is not Stage.JOINED and packet != PING_PACKET:
            self._join(packet)
        elif is_ack(packet):
            self.acknowledged(*split_ack(packet))
        elif packet == PING_PACKET:
            self.transport.write(PONG_FRAME)
        elif packet == CLOSE_PACKET or packet[:2] == b"41":
            self.cut("the server disconnected the socket")
        else:
            self.received(self.state.broadcasts.read(packet))

    def _control(self, opcode: int, payload: bytes) -> None:
        if opcode == PING:
            self.transport.write(frame(payload, PONG))
        elif opcode == CLOSE:
            self.cut("the server disconnected the socket")
        elif opcode != PONG:
            raise ProtocolError("the server sent a binary message")

    def _open(self, data: bytes) -> bytes:
        """Parse the answer to the opening request; return the bytes after it."""
        self._head += data
        head, end, remaining = self._head.partition(b"\r\n\r\n")
        if not end:
            if len(head) > HEAD_BYTES_MAX:
                raise ProtocolError("the head of the server's answer is too long")
            return b""
        extensions, cookies = opened(head, self._key)
        if self.reader.accept(extensions):
            self.state.compressed += 1
        if NODE_COOKIE in cookies:
            self._served_by(cookies[NODE_COOKIE])
        self._head, self._key = b"", ""
        self.stage = Stage.GREETED
        return remaining

    def _served_by(self, name: str) -> None:
        """Move the link's counts to the node that the balancer has chosen."""
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

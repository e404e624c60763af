"""TCP connections between clients and nodes: delays, stalls, resets, and readers that are too slow.

The server's end is an asyncio transport, so the product's own websocket connection runs on it. TCP loses
nothing: bytes of a stalled connection arrive, in their order, when it goes on.
"""

import asyncio
from collections.abc import Callable
from contextvars import Context
from random import Random
from typing import Any

from tests.simulation.wire import NETWORK

DELAY_S = 0.002
UNSENT_BYTES_MAX = 4 * 1024
"""Bytes that wait for a stalled client until the server counts it as too slow.

The product's own limit is larger. A sale of a simulation sends too little to reach it.
"""


class TcpConnection:
    """One connection. `receive` and `lost` are the client's; they are called outside of any process."""

    def __init__(
        self,
        server: Context,
        random: Random,
        receive: Callable[[bytes], None],
        lost: Callable[[], None],
    ) -> None:
        """`server` is the context of the process that the connection belongs to."""
        self.transport = ServerEnd(self)
        self.is_lost = False
        self._server, self._random = server, random
        self._receive, self._lost = receive, lost
        self._stalled = False
        self._to_client: list[bytes] = []
        self._to_server: list[bytes] = []
        self._arrives_at = {"client": 0.0, "server": 0.0}

    def send(self, data: bytes) -> None:
        """Send bytes of the client."""
        self._later("server", self._to_server, data, self._arrive_at_server)

    def send_to_client(self, data: bytes) -> None:
        """Send bytes of the server."""
        self._later("client", self._to_client, data, self._arrive_at_client)

    @property
    def unsent(self) -> int:
        """The number of bytes that wait for a stalled client."""
        return sum(map(len, self._to_client)) if self._stalled else 0

    def stall(self) -> None:
        """Let nothing through in either direction."""
        self._stalled = True

    def go_on(self) -> None:
        """Let everything through that waits."""
        self._stalled = False
        if not self.is_lost:
            self._arrive_at_server()
            self._arrive_at_client()

    def reset(self) -> None:
        """Lose the connection at both ends."""
        if not self.is_lost:
            self.is_lost = True
            loop = asyncio.get_running_loop()
            loop.call_later(DELAY_S, self._lost, context=NETWORK)
            loop.call_later(DELAY_S, self.transport.lose, context=self._server)

    def _later(self, end: str, queue: list[bytes], data: bytes, arrive: Callable[[], None]) -> None:
        loop = asyncio.get_running_loop()
        delay_s = DELAY_S * (0.5 + self._random.random())
        self._arrives_at[end] = max(self._arrives_at[end], loop.time() + delay_s)
        queue.append(data)
        loop.call_at(self._arrives_at[end], arrive, context=NETWORK)

    def _arrive_at_client(self) -> None:
        """Hand over everything that is under way; pieces of a stream may arrive together."""
        if not self._stalled and not self.is_lost:
            data, self._to_client[:] = b"".join(self._to_client), []
            if data:
                self._receive(data)
            asyncio.get_running_loop().call_soon(self.transport.sent, context=self._server)

    def _arrive_at_server(self) -> None:
        if not self._stalled and not self.is_lost:
            data, self._to_server[:] = b"".join(self._to_server), []
            if data:
                loop = asyncio.get_running_loop()
                loop.call_soon(self.transport.receive, data, context=self._server)


class ServerEnd(asyncio.Transport):
    """The transport of the server's end."""

    def __init__(self, connection: TcpConnection) -> None:
        super().__init__()
        self._connection = connection
        self._protocol: Any = None
        self._reading = True
        self._unread: list[bytes] = []
        self._paused = self._closing = False

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        """Set the protocol that gets the client's bytes."""
        self._protocol = protocol

    def write(self, data: Any) -> None:
        """Send bytes to the client; ask the protocol to pause if too many wait already."""
        if self._closing or self._connection.is_lost:
            return
        self._connection.send_to_client(bytes(data))
        if self._connection.unsent > UNSENT_BYTES_MAX and not self._paused:
            self._paused = True
            self._protocol.pause_writing()

    def sent(self) -> None:
        """Let the protocol go on writing, once nothing waits any more."""
        if self._paused and not self._closing:
            self._paused = False
            self._protocol.resume_writing()

    def receive(self, data: bytes) -> None:
        """Take bytes from the client, as soon as the protocol reads."""
        self._unread.append(data)
        self._read()

    def lose(self) -> None:
        """Notify the protocol of the connection's end."""
        self._closing = True
        self._protocol.connection_lost(None)

    def close(self) -> None:
        """Close once everything written has been sent."""
        if not self._closing:
            self._closing = True
            loop = asyncio.get_running_loop()
            loop.call_later(2 * DELAY_S, self._connection.reset, context=NETWORK)

    def abort(self) -> None:
        """Close at once."""
        self._closing = True
        self._connection.reset()

    def is_closing(self) -> bool:
        """Return whether the connection is closed or being closed."""
        return self._closing

    def is_reading(self) -> bool:
        """Return whether the protocol reads."""
        return self._reading and not self._closing

    def pause_reading(self) -> None:
        """Keep the client's bytes until `resume_reading`."""
        self._reading = False

    def resume_reading(self) -> None:
        """Hand over the bytes that have been kept."""
        self._reading = True
        if self._unread:
            asyncio.get_running_loop().call_soon(self._read)

    def get_write_buffer_size(self) -> int:
        """Return the number of bytes that wait for the client."""
        return self._connection.unsent

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """Keep the limit of the model."""

    def _read(self) -> None:
        while self._unread and self._reading and not self._closing:
            self._protocol.data_received(self._unread.pop(0))

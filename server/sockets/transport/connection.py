"""A websocket connection: an asyncio protocol that is at the same time its Engine.IO socket.

It has no task and no queue: what arrives is handed on in the same turn of the loop, what is sent leaves
at the end of it. It lives from the handshake until `connection_lost`, and is told of time by
the wheel.
"""

import asyncio
import random
from typing import Protocol

from engineio.base_server import BaseServer
from engineio.packet import Packet

from server.sockets.transport.frames import (
    FrameError,
    FrameReader,
    Opcode,
    close_frame,
    frame,
    text_frame,
)
from server.sockets.transport.outgoing import Outgoing
from server.sockets.transport.pipeline import Pipeline
from server.sockets.transport.polling import PollingSocket
from server.sockets.transport.rate_limits import FloodError, RateLimiter
from server.sockets.transport.timer_wheel import TimerWheel
from server.sockets.transport.write_coalescer import WriteCoalescer

CLOSE_TIMEOUT_S = 1.0
CONNECT_TIMEOUT_S = 10.0
"""How long a socket may take to join the namespace, or a polling client to finish its upgrade."""

_PING = text_frame(b"2")
_CLOSE = text_frame(b"1") + close_frame(1000)
_PROBED = text_frame(b"3probe")

_Reason = BaseServer.reason


class Host(Protocol):
    """The server that a connection belongs to."""

    wheel: TimerWheel
    coalescer: WriteCoalescer
    ping_interval: float
    ping_timeout: float

    limiter: RateLimiter

    def received(self, connection: "Connection", message: bytes) -> None:
        """Take a Socket.IO packet."""
        ...

    def upgraded(self, connection: "Connection") -> None:
        """Put the connection in the place of the polling socket whose session it takes over."""
        ...

    def lost(self, connection: "Connection", reason: str) -> None:
        """Forget a connection that is over; called once."""
        ...

    def has_joined(self, sid: str) -> bool:
        """Whether a socket is a member of the default namespace."""
        ...


class Connection(Outgoing):
    """One websocket."""

    __slots__ = (
        "_answered",
        "_host",
        "_pinged",
        "_reader",
        "address",
        "closed",
        "events_until",
        "frames_until",
        "pipeline",
        "polling",
        "sid",
    )

    connected = upgraded = True
    upgrading = closing = False

    def __init__(
        self,
        host: Host,
        transport: asyncio.Transport,
        reader: FrameReader,
        *,
        sid: str,
        address: str,
        polling: PollingSocket | None = None,
    ) -> None:
        """Begin a session, or with `polling` an upgrade of the one that this socket has."""
        super().__init__(transport, host.wheel, host.coalescer)
        self.sid = sid
        self.address = address
        self.polling = polling
        self.closed = False
        self.events_until = 0.0
        self.frames_until = 0.0
        self.pipeline: Pipeline | None = None
        self._host = host
        self._reader = reader
        self._answered = True
        self._pinged = False
        host.wheel.add(self._first_beat, CONNECT_TIMEOUT_S)

    @property
    def reading(self) -> bool:
        """Whether more is taken from the client."""
        return self._transport is not None and self._transport.is_reading()

    async def send(self, packet: Packet) -> None:
        """Send an Engine.IO packet, as python-engineio asks for it."""
        self.write(text_frame(packet.encode().encode()))

    async def close(
        self,
        wait: bool = True,  # noqa: ARG002 - nothing here waits for a client
        abort: bool = False,
        reason: str | None = None,
    ) -> None:
        """Say goodbye and hang up, as python-engineio asks for it; what was written still goes out."""
        if self._transport is None or self.closed:
            return
        self._part(b"" if abort else _CLOSE)
        self._over(reason or _Reason.SERVER_DISCONNECT)

    def cut(self, reason: str = _Reason.TRANSPORT_ERROR) -> None:
        """Hang up at once; what was written may get lost."""
        if self._transport is not None:
            self._transport.abort()
        self._over(reason)

    def pause_reading(self) -> None:
        """Take no more from the client until `resume_reading`."""
        if self._transport is not None and self._transport.is_reading():
            self._transport.pause_reading()

    def resume_reading(self) -> None:
        """Take more from the client, unless it doesn't read what it is sent."""
        transport = self._transport
        if transport is None or self.behind or transport.is_closing():
            return
        if not transport.is_reading():
            transport.resume_reading()

    def caught_up(self) -> None:
        """Go on with what has waited for the client to read on."""
        if self.pipeline is not None:
            self.pipeline.go_on()
        else:
            self.resume_reading()

    def data_received(self, data: bytes) -> None:
        """Take what has come."""
        try:
            for opcode, payload in self._reader.feed(data):
                self._take(opcode, payload)
        except (FrameError, FloodError):
            self.cut()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - as every protocol
        """Note the end of the connection."""
        self._transport = None
        self._over(_Reason.TRANSPORT_CLOSE)

    def _first_beat(self) -> float | None:
        """Look whether the socket has joined in time; spread the pings of those that came together."""
        if not self._still_wanted():
            return None
        self._wheel.add(self._beat, random.uniform(0, self._host.ping_interval / 2))  # noqa: S311
        return None

    def _beat(self) -> float | None:
        """Ping, or look for the answer; cut who has not answered."""
        if not self._still_wanted():
            return None
        interval_s, timeout_s = self._host.ping_interval, self._host.ping_timeout
        if not self._pinged:
            self._pinged, self._answered = True, False
            self.write(_PING)
            return timeout_s
        if not self._answered:
            self.cut(_Reason.PING_TIMEOUT)
            return None
        self._pinged = False
        return max(interval_s - timeout_s, 0.0)

    def _still_wanted(self) -> bool:
        """Cut a socket that is in no namespace, or still upgrading."""
        if not self.closed and (self.polling is not None or not self._host.has_joined(self.sid)):
            self.cut(_Reason.PING_TIMEOUT)
        return not self.closed

    def _abort(self) -> None:
        """Hang up on a client that doesn't, or doesn't read our goodbye."""
        if self._transport is not None:
            self._transport.abort()

    def _take(self, opcode: int, payload: bytes) -> None:
        if self.closed:
            return
        self._host.limiter.frame(self)
        if opcode == Opcode.TEXT:
            self._packet(payload)
        elif opcode == Opcode.PING:
            self.write(frame(Opcode.PONG, payload))
        elif opcode == Opcode.CLOSE:
            self._hang_up()
        elif opcode != Opcode.PONG:
            raise FrameError("binary messages are not part of the contract")

    def _packet(self, payload: bytes) -> None:
        """Take an Engine.IO packet."""
        kind = payload[:1]
        if self.polling is not None:
            self._upgrade(payload)
        elif kind == b"4":
            self._host.received(self, payload[1:])
        elif kind == b"3":
            self._answered = True
        elif kind == b"1":
            self._hang_up()
        else:
            raise FrameError("an Engine.IO packet that has no place here")

    def _upgrade(self, payload: bytes) -> None:
        polling = self.polling
        assert polling is not None
        if payload == b"2probe" and polling.hold():
            self.write(_PROBED)
        elif payload == b"5" and polling.upgrading:
            self.polling = None
            self._host.upgraded(self)
            for packet in polling.hand_over():
                self.write(text_frame(packet.encode().encode()))
        else:
            raise FrameError("no upgrade")

    def _hang_up(self) -> None:
        """Answer a goodbye."""
        self._part(close_frame(1000))
        self._over(_Reason.CLIENT_DISCONNECT)

    def _part(self, goodbye: bytes) -> None:
        """Close the transport once all that was written has gone out."""
        self.write(goodbye)
        self.flush()
        if self._transport is not None:
            self._transport.close()
            self._wheel.add(self._abort, CLOSE_TIMEOUT_S)

    def _over(self, reason: str) -> None:
        if self.closed:
            return
        self.closed = True
        polling, self.polling = self.polling, None
        if polling is not None:
            polling.release()
        else:
            self._host.lost(self, reason)

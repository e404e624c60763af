"""A websocket connection: an asyncio protocol that is also its Engine.IO socket.

It has no task and no queue. What arrives is handled in the same turn of the loop, and what is sent
leaves at the end of that turn (0030, 0037). A connection lives from the handshake until
`connection_lost`; the timer wheel calls it when a ping is due.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from typing import Protocol

from engineio.base_server import BaseServer
from engineio.packet import Packet

from server.sockets.overload.fair_reading import FairReading
from server.sockets.overload.throttle import Throttle
from server.sockets.transport.frames import (
    INVALID_DATA,
    NORMAL,
    NOT_ACCEPTED,
    POLICY,
    FrameError,
    FrameReader,
    Opcode,
    checked_text,
    close_answer,
    close_frame,
    frame,
    text_frame,
)
from server.sockets.transport.incoming import Incoming
from server.sockets.transport.pipeline import Begin, Pipeline
from server.sockets.transport.polling import PollingSocket
from server.sockets.transport.rate_limits import FloodError, RateLimiter
from server.sockets.transport.slow_readers import SlowReaders
from server.sockets.transport.timer_wheel import TimerWheel
from server.sockets.transport.write_coalescer import WriteCoalescer

CLOSE_TIMEOUT_S = 1.0
FLOOD_HOLD_S = 2.0
"""How long a socket that has sent a flood is kept without being read, before it is closed (0203)."""
JOIN_TIMEOUT_S = 10.0
"""How long a socket may take to join the namespace, or a polling client to finish its upgrade."""
FIRST_PING_S = (10.0, 22.5)
"""The first ping comes at a random moment of this span after the handshake, so that the pings of sockets
which connected together are spread over the interval."""

_PING = text_frame(b"2")
_CLOSE = text_frame(b"1") + close_frame(NORMAL)
_PROBED = text_frame(b"3probe")

_Reason = BaseServer.reason

RefuseHeld = Callable[["Connection", bytes, int], tuple[int, int, bytes]]
"""Refuses bids of a throttled connection, given what it has sent and where to begin.

Returns the number of these bids, the position behind them, and the frames that answer them."""


class ConnectionHost(Protocol):
    """What a connection needs of its engine. Intervals are in seconds."""

    wheel: TimerWheel
    coalescer: WriteCoalescer
    slow_readers: SlowReaders
    limiter: RateLimiter
    throttle: Throttle
    fair_reading: FairReading
    begin: Begin
    refuse_held: RefuseHeld
    refused: Counter[str]
    ping_interval: float
    ping_timeout: float

    def has_joined(self, sid: str, /) -> bool:
        """Return whether a socket is in the namespace."""
        ...

    def upgraded(self, connection: "Connection") -> None:
        """Put the connection in the place of the polling socket whose session it takes over."""
        ...

    def lost(self, connection: "Connection", reason: str) -> None:
        """Forget a closed connection; called once."""
        ...


class Connection(Incoming):
    """One websocket."""

    __slots__ = (
        "_awaited",
        "_host",
        "_pings",
        "_reader",
        "address",
        "closed",
        "events_until",
        "frames_until",
        "polling",
        "pongs",
        "sid",
    )

    connected = upgraded = True
    upgrading = closing = False

    def __init__(
        self,
        host: ConnectionHost,
        transport: asyncio.Transport,
        reader: FrameReader,
        *,
        sid: str,
        address: str,
        polling: PollingSocket | None = None,
    ) -> None:
        """Begin a session, or with `polling` an upgrade of that socket's session."""
        super().__init__(transport, host.wheel, host.coalescer, host.slow_readers)
        self.sid = sid
        self.address = address
        self.polling = polling
        self.closed = False
        self.events_until = 0.0
        self.frames_until = 0.0
        self._host = host
        self._reader = reader
        self.pongs = 0
        """The number of pings that the client has answered. Answers come in the order of the pings."""
        self._pings = 0
        # The ping by which the client shows that it is alive; 0 while none is due.
        self._awaited = 0

    def start_timers(self) -> None:
        """Put the time to join and the first ping on the timer wheel."""
        self._wheel.add(self._check_joined, JOIN_TIMEOUT_S)
        self._wheel.add(self._keep_alive, random.uniform(*FIRST_PING_S))  # noqa: S311

    def ping(self) -> int:
        """Send a ping; return its number, which `pongs` reaches when the client has answered it.

        The answer proves that the client has received everything written before the ping (0171).
        """
        self._pings += 1
        self.write(_PING)
        return self._pings

    async def send(self, pkt: Packet) -> None:
        """Send an Engine.IO packet; called by the library. Raises ValueError for a binary one."""
        self.write(_packet_frame(pkt))

    async def close(
        self,
        wait: bool = True,  # noqa: ARG002 - nothing here waits for a client
        abort: bool = False,
        reason: str | None = None,
    ) -> None:
        """Close in order: everything written so far is still sent. Called by the library."""
        if self._transport is None or self.closed:
            return
        self._close_transport(b"" if abort else _CLOSE)
        self._ended(reason or _Reason.SERVER_DISCONNECT)

    def cut(self, reason: str = _Reason.TRANSPORT_ERROR) -> None:
        """Close at once; bytes that are not sent yet may be lost."""
        if self._transport is not None:
            self._transport.abort()
        self._ended(reason)

    def fail(self, status: int) -> None:
        """Close a connection whose client has broken the protocol, with a code that tells how."""
        self._close_transport(close_frame(status))
        self._ended(_Reason.TRANSPORT_ERROR)

    def data_received(self, data: bytes) -> None:
        """Handle the frames that are complete with `data`."""
        if self.flooded:
            return
        self._host.fair_reading.read(self)
        self._receive(data)
        if self.throttled and not self.held:
            self._host.throttle.read(self)

    def _receive(self, data: bytes) -> None:
        try:
            self._host.limiter.received(self, len(data))
            for opcode, payload in self._reader.feed(data, self._count_frame, self._skip):
                if self.closed:
                    break
                self._take(opcode, payload)
        except FloodError:
            self._stop_flood()
        except FrameError as error:
            self._host.refused["malformed"] += 1
            self.fail(error.status)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - as every protocol
        """Note the end of the connection."""
        self._transport = None
        self._ended(_Reason.TRANSPORT_CLOSE)

    def _stop_flood(self) -> None:
        """Read nothing more of a flood, and close the socket later (0203)."""
        self.flooded = True
        self.pause_reading()
        self._wheel.add(self._end_flood, FLOOD_HOLD_S)

    def _end_flood(self) -> None:
        if not self.closed:
            self.fail(POLICY)

    def _check_joined(self) -> None:
        """Close a socket that has not joined in time."""
        self._still_wanted()

    def _keep_alive(self) -> float | None:
        """Send a ping, or check that the last one was answered and close the socket if it was not."""
        interval_s, timeout_s = self._host.ping_interval, self._host.ping_timeout
        if self.closed:
            return None
        if not self._awaited:
            self._awaited = self.ping()
            return timeout_s
        if not self._still_wanted():
            return None
        if self.throttled:
            return timeout_s  # its pong may wait unread
        if self.pongs < self._awaited:
            self.cut(_Reason.PING_TIMEOUT)
            return None
        self._awaited = 0
        return max(interval_s - timeout_s, 0.0)

    def _still_wanted(self) -> bool:
        """Close a socket that is not in the namespace or still upgrading."""
        if not self.closed and (self.polling is not None or not self._host.has_joined(self.sid)):
            self.cut(_Reason.PING_TIMEOUT)
        return not self.closed

    def _abort(self) -> None:
        """Close the transport of a client that does not close it, or does not read the close frame."""
        if self._transport is not None:
            self._transport.abort()

    def _skip(self, data: bytes, start: int) -> int:
        """Refuse bids without reading them; return where the first frame begins that is to be read."""
        # 0210: what reads a message costs six times as much, and these are more than all others.
        if not self.throttled or self.polling is not None:
            return start
        pipeline = self.pipeline
        if pipeline is not None and not pipeline.free:
            return start
        count, end, answers = self._host.refuse_held(self, data, start)
        if count:
            self._host.limiter.frames(self, count)
            if pipeline is None:
                self.write(answers)
            else:
                pipeline.reply(answers)
        return end

    def _count_frame(self) -> None:
        self._host.limiter.frame(self)

    def _take(self, opcode: int, payload: bytes) -> None:
        if opcode == Opcode.TEXT:
            self._packet(checked_text(payload))
        elif opcode == Opcode.PING:
            self.write(frame(Opcode.PONG, payload))
        elif opcode == Opcode.CLOSE:
            self._close_by_client(close_answer(payload))
        elif opcode != Opcode.PONG:
            raise FrameError("binary messages are not part of the contract", NOT_ACCEPTED)

    def _packet(self, payload: bytes) -> None:
        """Handle an Engine.IO packet."""
        kind = payload[:1]
        if self.polling is not None:
            self._upgrade(payload)
        elif kind == b"4":
            wait_ms = self._host.limiter.event(self)
            if self.pipeline is None:
                self.pipeline = Pipeline(self, self._host.begin)
            self.pipeline.take(payload[1:], wait_ms)
        elif kind == b"3":
            # A pong that no ping has asked for proves nothing.
            self.pongs = min(self.pongs + 1, self._pings)
        elif kind == b"1":
            self._close_by_client(close_frame(NORMAL))
        else:
            raise FrameError("an Engine.IO packet that is not allowed here", INVALID_DATA)

    def _upgrade(self, payload: bytes) -> None:
        polling = self.polling
        assert polling is not None
        if payload == b"2probe" and polling.begin_upgrade():
            self.write(_PROBED)
        elif payload == b"5" and polling.upgrading:
            self.polling = None
            self._host.upgraded(self)
            for packet in polling.complete_upgrade():
                self.write(_packet_frame(packet))
        else:
            raise FrameError("not an upgrade", INVALID_DATA)

    def _close_by_client(self, answer: bytes) -> None:
        self._close_transport(answer)
        self._ended(_Reason.CLIENT_DISCONNECT)

    def _close_transport(self, last: bytes) -> None:
        """Close the transport once everything written, and `last`, has been sent."""
        self.write(last)
        self.flush()
        if self._transport is not None:
            self._transport.close()
            self._wheel.add(self._abort, CLOSE_TIMEOUT_S)

    def _ended(self, reason: str) -> None:
        if self.closed:
            return
        self.closed = True
        polling, self.polling = self.polling, None
        if polling is not None:
            polling.cancel_upgrade()
        else:
            self._host.lost(self, reason)


def _packet_frame(packet: Packet) -> bytes:
    """Encode and frame an Engine.IO packet; raises ValueError for a binary one."""
    if packet.binary:
        raise ValueError("the contract has no binary packets")
    return text_frame(packet.encode().encode())

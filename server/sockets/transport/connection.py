"""A websocket connection: an asyncio protocol that is also its Engine.IO socket.

It has no task and no queue. What arrives is handled in the same turn of the loop, and what is sent
leaves at the end of that turn (0030, 0037). A connection lives from the handshake until
`connection_lost`.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Protocol

from engineio.packet import Packet

from server.sockets.overload.event_pacing import EventPacing
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
from server.sockets.transport.liveness import Liveness, LivenessHost
from server.sockets.transport.pipeline import Begin, Pipeline
from server.sockets.transport.polling import PollingSocket
from server.sockets.transport.rate_limits import CONTROL_FRAMES, FloodError, RateLimiter

FLOOD_HOLD_S = 2.0
"""How long a socket that has sent a flood is kept without being read, before it is closed (0203)."""
_PROBED = text_frame(b"3probe")

RefuseHeld = Callable[["Connection", bytes, int], tuple[int, int, bytes]]
"""Refuses bids of a throttled connection, given what it has sent and where to begin.

Returns the number of these bids, the position behind them, and the frames that answer them."""


class ConnectionHost(LivenessHost, Protocol):
    """The engine, as a connection uses it."""

    limiter: RateLimiter
    throttle: Throttle
    fair_reading: FairReading
    pacing: EventPacing
    begin: Begin
    refuse_held: RefuseHeld
    refused: Counter[str]

    def upgraded(self, connection: "Connection") -> None:
        """Put the connection in the place of the polling socket whose session it takes over."""
        ...


class Connection(Liveness):
    """One websocket."""

    __slots__ = ("_reader", "events_until", "frames_until")

    _host: ConnectionHost
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
        super().__init__(host, transport, sid=sid, address=address, polling=polling)
        self.events_until = 0.0
        self.frames_until = 0.0
        self._reader = reader

    async def send(self, pkt: Packet) -> None:
        """Send an Engine.IO packet; called by the library. Raises ValueError for a binary one."""
        self.write(_packet_frame(pkt))

    def data_received(self, data: bytes) -> None:
        """Handle the frames that are complete with `data`."""
        if self.flooded:
            return
        self._host.fair_reading.read(self)
        try:
            self._host.limiter.received(self, len(data))
        except FloodError:
            self.stop_flood()
        else:
            self._reader.feed(data)
            self.take_received()
        if self.throttled and not self.held and not self.blocked:
            self._host.throttle.read(self)

    def take_received(self) -> None:
        """Handle the frames that have arrived, up to a packet that has to wait.

        0224: the frames behind it cost nothing until it has begun.
        """
        try:
            for opcode, payload in self._reader.messages(self._count_frame, self._skip):
                self._take(opcode, payload)
                if self.closed or self.flooded or self.blocked:
                    break
        except FloodError:
            self.stop_flood()
        except FrameError as error:
            self._host.refused["malformed"] += 1
            self.fail(error.status)

    def has_to_wait(self, packet: bytes, wait_ms: int) -> bool:
        """Return whether the next packet waits for a turn of the address; note that it does."""
        self.waiting = self._host.pacing.waits(self, packet, wait_ms, self._turn)
        return self.waiting

    def _turn(self) -> None:
        self.waiting = False
        self.caught_up()

    def stop_flood(self) -> None:
        """Read nothing more of a flood, and close the socket later (0203)."""
        if not self.flooded:
            self.flooded = True
            self._reader.discard()
            self.pause_reading()
            self._wheel.add(self._end_flood, FLOOD_HOLD_S)

    def _end_flood(self) -> None:
        if not self.closed:
            self.fail(POLICY)

    def _skip(self, data: bytes, start: int) -> int:
        """Refuse bids without reading them; return where the first frame begins that is to be read."""
        # 0210: to read them as messages costs six times as much, and these are more than all others.
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
            self._host.limiter.frames(self, CONTROL_FRAMES)
            self.write(frame(Opcode.PONG, payload))
        elif opcode == Opcode.CLOSE:
            self._close_by_client(close_answer(payload))
        elif opcode == Opcode.PONG:
            self._host.limiter.frames(self, CONTROL_FRAMES)
        else:
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
            if self.pongs < self._pings:
                self.pongs += 1
            else:
                # It proves nothing.
                self._host.limiter.frames(self, CONTROL_FRAMES)
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


def _packet_frame(packet: Packet) -> bytes:
    """Encode and frame an Engine.IO packet; raises ValueError for a binary one."""
    if packet.binary:
        raise ValueError("the contract has no binary packets")
    return text_frame(packet.encode().encode())

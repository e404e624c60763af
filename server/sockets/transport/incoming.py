"""The receiving half of a websocket: whether it is read.

It is not read while its client leaves too much unread itself, while it has enough open packets, while the
throttle holds it (0210), while a packet waits for a turn of its address (0218), and after a flood (0203).
"""

import asyncio
from abc import abstractmethod

from server.sockets.transport.outgoing import Outgoing
from server.sockets.transport.pipeline import Pipeline
from server.sockets.transport.slow_readers import SlowReaders
from server.sockets.transport.timer_wheel import TimerWheel
from server.sockets.transport.write_coalescer import WriteCoalescer


class Incoming(Outgoing):
    """A connection that is read unless there is a reason to wait."""

    __slots__ = (
        *("busy_until", "has_erred", "flooded", "granted", "held"),
        *("offender_until", "pipeline", "throttled", "waiting"),
    )

    def __init__(
        self,
        transport: asyncio.Transport,
        wheel: TimerWheel,
        coalescer: WriteCoalescer,
        slow: SlowReaders,
    ) -> None:
        super().__init__(transport, wheel, coalescer, slow)
        self.busy_until = self.offender_until = 0.0
        self.throttled = self.flooded = self.held = False
        self.waiting = self.has_erred = False
        self.granted = 0
        self.pipeline: Pipeline | None = None

    @property
    def reading(self) -> bool:
        """Whether the connection reads from its client."""
        return self._transport is not None and self._transport.is_reading()

    @property
    def blocked(self) -> bool:
        """Whether a packet has to wait, and everything that the client has sent after it."""
        return self.pipeline is not None and self.pipeline.blocked

    def pause_reading(self) -> None:
        """Read nothing more from the client until `resume_reading`."""
        if self._transport is not None and self._transport.is_reading():
            self._transport.pause_reading()

    def resume_reading(self) -> None:
        """Handle what has arrived and read from the client again, unless there is a reason to wait."""
        transport = self._transport
        if transport is None or transport.is_reading():
            return
        if self._may_read():
            self.take_received()
        if self._may_read():
            transport.resume_reading()

    def _may_read(self) -> bool:
        if self._transport is None or self._transport.is_closing():
            return False
        return not (self.held or self.flooded or self.behind or self.blocked)

    @abstractmethod
    def take_received(self) -> None:
        """Handle the frames that have arrived, up to a packet that has to wait."""

    def hold(self) -> None:
        """Read nothing more from the client until `let_go`, whatever else happens (0210)."""
        self.held = True
        self.pause_reading()

    def let_go(self) -> None:
        """Read from the client again, unless there is another reason to wait."""
        self.held = False
        self.caught_up()

    def caught_up(self) -> None:
        """Continue with the client: with its packets that wait, or with reading."""
        if self.pipeline is not None:
            self.pipeline.advance()
        else:
            self.resume_reading()

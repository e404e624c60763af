"""The sending half of a connection: a write at the end of each turn, and no waiting for a slow reader.

Above WRITE_SOFT_BYTES of unsent data only the newest message of each topic is kept for a client, and
no event of it is begun; above WRITE_HARD_BYTES, or after STUCK_S, it is cut. Polling clients have
their own bound (`polling.UNPOLLED_MAX`).
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Hashable

from server.sockets.transport.timer_wheel import TimerWheel
from server.sockets.transport.write_coalescer import WriteCoalescer

WRITE_SOFT_BYTES = 64 * 1024
WRITE_HARD_BYTES = 1024 * 1024
STUCK_S = 10.0


class Outgoing(asyncio.Protocol, ABC):
    """What a client is sent. A subclass knows how to `cut` it and what `caught_up` means for it."""

    __slots__ = (
        *("_held", "_newest", "_coalescer", "_stuck_since"),
        *("_transport", "_watched", "_wheel"),
    )

    def __init__(
        self, transport: asyncio.Transport, wheel: TimerWheel, coalescer: WriteCoalescer
    ) -> None:
        self._transport: asyncio.Transport | None = transport
        self._wheel = wheel
        self._coalescer = coalescer
        self._held: list[bytes] | None = None
        self._newest: dict[Hashable, bytes] | None = None
        self._stuck_since = 0.0
        self._watched = False
        transport.set_write_buffer_limits(WRITE_SOFT_BYTES)

    @property
    def behind(self) -> bool:
        """Whether the client leaves too much of what it is sent unread."""
        return self._newest is not None

    @property
    def buffered(self) -> int:
        """Bytes that are kept here because the client has not read what came before."""
        unsent = self._transport.get_write_buffer_size() if self._transport else 0
        return unsent + sum(map(len, (self._newest or {}).values()))

    def write(self, data: bytes) -> None:
        """Write whole frames, together with all else that this turn of the loop has for the client."""
        if self._held is None:
            self._held = [data]
            self._coalescer.add(self)
        else:
            self._held.append(data)

    def flush(self) -> None:
        """Write what is held back; cuts a reader that has left too much unread."""
        held, self._held = self._held, None
        transport = self._transport
        if held is None or transport is None:
            return
        if transport.get_write_buffer_size() > WRITE_HARD_BYTES:
            self.cut()
        else:
            transport.write(held[0] if len(held) == 1 else b"".join(held))

    def deliver(self, data: bytes, topic: Hashable) -> None:
        """Write a frame that a later one of the same topic makes needless; None: no other does."""
        newest = self._newest
        if newest is None:
            # Not behind, so below every limit: this is the hottest line of a large room.
            if self._held is not None:
                self._held.append(data)
            elif self._transport is not None:
                self._transport.write(data)
        elif topic is None:
            self.write(data)
        else:
            newest.pop(topic, None)
            newest[topic] = data

    @abstractmethod
    def cut(self) -> None:
        """Hang up at once; what was written may get lost."""

    @abstractmethod
    def caught_up(self) -> None:
        """Go on with a client that has read what it was sent."""

    def pause_writing(self) -> None:
        """Note that the client reads too slowly."""
        self._newest = {}
        self._stuck_since = asyncio.get_running_loop().time()
        if not self._watched:
            self._watched = True
            self._wheel.add(self._look_whether_stuck, STUCK_S)

    def resume_writing(self) -> None:
        """Send what has been kept, now that the client has caught up."""
        newest, self._newest = self._newest, None
        for topic, data in (newest or {}).items():
            self.deliver(data, topic)
        self.caught_up()

    def _look_whether_stuck(self) -> float | None:
        if self._transport is None or self._newest is None:
            self._watched = False
            return None
        left_s = self._stuck_since + STUCK_S - asyncio.get_running_loop().time()
        if left_s > 0:
            return left_s
        self.cut()
        return None

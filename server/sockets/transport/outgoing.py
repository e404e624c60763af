"""The sending half of a connection: one write per turn of the loop, bounded for slow readers (0033, 0037).

A client is behind above WRITE_HIGH_WATER_BYTES of unsent data. Only the latest message of each topic is
then kept for it, and none of its events is begun. It is cut above WRITE_BYTES_MAX, or after
STALL_TIMEOUT_S. Polling clients have a bound of their own (`polling.UNPOLLED_MAX`).
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Hashable

from server.sockets.transport.slow_readers import SlowReaders
from server.sockets.transport.timer_wheel import TimerWheel
from server.sockets.transport.write_coalescer import WriteCoalescer

WRITE_HIGH_WATER_BYTES = 64 * 1024
WRITE_BYTES_MAX = 1024 * 1024
STALL_TIMEOUT_S = 10.0


class Outgoing(asyncio.Protocol, ABC):
    """Writes frames to a client. A subclass closes the connection and continues after a slow read."""

    __slots__ = (
        *("_behind_since", "_checking_for_stall", "_coalescer", "_latest"),
        *("_slow", "_transport", "_unflushed", "_wheel"),
    )

    def __init__(
        self,
        transport: asyncio.Transport,
        wheel: TimerWheel,
        coalescer: WriteCoalescer,
        slow: SlowReaders,
    ) -> None:
        self._slow = slow
        self._transport: asyncio.Transport | None = transport
        self._wheel = wheel
        self._coalescer = coalescer
        self._unflushed: list[bytes] | None = None
        # The latest message of each topic while the client is behind, otherwise None.
        self._latest: dict[Hashable, bytes] | None = None
        self._behind_since = 0.0
        self._checking_for_stall = False
        transport.set_write_buffer_limits(WRITE_HIGH_WATER_BYTES)

    @property
    def behind(self) -> bool:
        """Whether more is unsent than the client may leave unread."""
        return self._latest is not None

    @property
    def buffered(self) -> int:
        """The number of bytes that wait for the client to read."""
        unsent = self._transport.get_write_buffer_size() if self._transport else 0
        return unsent + sum(map(len, (self._latest or {}).values()))

    def write(self, data: bytes) -> None:
        """Write whole frames, in one system call with the other frames of this turn of the loop."""
        if self._unflushed is None:
            self._unflushed = [data]
            self._coalescer.add(self)
        else:
            self._unflushed.append(data)

    def flush(self) -> None:
        """Write all frames to the transport; cut the connection if too much is unsent already."""
        unflushed, self._unflushed = self._unflushed, None
        transport = self._transport
        if unflushed is None or transport is None:
            return
        if transport.get_write_buffer_size() > WRITE_BYTES_MAX:
            self._slow.cut += 1
            self.cut()
        else:
            transport.write(unflushed[0] if len(unflushed) == 1 else b"".join(unflushed))

    def deliver(self, data: bytes, topic: Hashable) -> None:
        """Write a frame, or keep it as the latest of its topic while the client is behind.

        A frame without a topic is always written.
        """
        latest = self._latest
        if topic is None:
            # A bidder's notice, which the news of the same commit follows (0037).
            self.write(data)
        elif latest is None:
            # The hottest line of a large room. The client is not behind, so no limit is checked, and
            # a frame that can join no other is written directly (0037).
            if self._unflushed is not None:
                self._unflushed.append(data)
            elif self._transport is not None:
                self._transport.write(data)
        else:
            if latest.pop(topic, None) is not None:
                self._slow.skipped += 1
            latest[topic] = data

    @abstractmethod
    def cut(self) -> None:
        """Close the connection at once; unsent bytes may be lost."""

    @abstractmethod
    def caught_up(self) -> None:
        """Continue with a client that is no longer behind."""

    def pause_writing(self) -> None:
        """Note that the client is behind; called by the transport."""
        self._latest = {}
        self._slow.fell_behind += 1
        self._behind_since = asyncio.get_running_loop().time()
        # 0030: at most one timer per connection, however often its client falls behind.
        if not self._checking_for_stall:
            self._checking_for_stall = True
            self._wheel.add(self._check_stalled, STALL_TIMEOUT_S)

    def resume_writing(self) -> None:
        """Write the latest message of each topic; called by the transport once the client caught up."""
        latest, self._latest = self._latest, None
        for topic, data in (latest or {}).items():
            self.deliver(data, topic)
        self.caught_up()

    def _check_stalled(self) -> float | None:
        """Cut a client that has been behind for STALL_TIMEOUT_S."""
        if self._transport is None or self._latest is None:
            self._checking_for_stall = False
            return None
        left_s = self._behind_since + STALL_TIMEOUT_S - asyncio.get_running_loop().time()
        if left_s > 0:
            return left_s
        self._slow.cut += 1
        self.cut()
        return None

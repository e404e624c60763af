"""The life of a websocket, from the handshake to its end: pings, and the ways in which it is closed.

The timer wheel calls it when it should have joined and when a ping is due.
"""

import asyncio
import random
from typing import Protocol

from engineio.base_server import BaseServer

from server.sockets.transport.frames import NORMAL, close_frame, text_frame
from server.sockets.transport.incoming import Incoming
from server.sockets.transport.polling import PollingSocket
from server.sockets.transport.slow_readers import SlowReaders
from server.sockets.transport.timer_wheel import TimerWheel
from server.sockets.transport.write_coalescer import WriteCoalescer

CLOSE_TIMEOUT_S = 1.0
JOIN_TIMEOUT_S = 10.0
"""How long a socket may take to join the namespace, or a polling client to finish its upgrade."""
FIRST_PING_S = (10.0, 22.5)
"""The first ping comes at a random moment of this span after the handshake, so that the pings of sockets
which connected together are spread over the interval."""

_PING = text_frame(b"2")
_CLOSE = text_frame(b"1") + close_frame(NORMAL)

_Reason = BaseServer.reason


class LivenessHost(Protocol):
    """The engine, as a websocket uses it for its pings and its end. Intervals are in seconds."""

    wheel: TimerWheel
    coalescer: WriteCoalescer
    slow_readers: SlowReaders
    ping_interval: float
    ping_timeout: float

    def has_joined(self, sid: str, /) -> bool:
        """Return whether a socket is in the namespace."""
        ...

    def lost(self, connection: "Liveness", reason: str) -> None:
        """Forget a closed connection; called once."""
        ...


class Liveness(Incoming):
    """A websocket that is pinged, and closed by either side."""

    __slots__ = (
        *("_awaited", "_host", "_pings"),
        *("address", "closed", "polling", "pongs", "sid"),
    )

    def __init__(
        self,
        host: LivenessHost,
        transport: asyncio.Transport,
        *,
        sid: str,
        address: str,
        polling: PollingSocket | None,
    ) -> None:
        super().__init__(transport, host.wheel, host.coalescer, host.slow_readers)
        self._host = host
        self.sid = sid
        self.address = address
        self.polling = polling
        self.closed = False
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
        """Close a connection whose client has broken the protocol; `status` is the close code."""
        self._close_transport(close_frame(status))
        self._ended(_Reason.TRANSPORT_ERROR)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - as every protocol
        """Note the end of the connection."""
        self._transport = None
        self._ended(_Reason.TRANSPORT_CLOSE)

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
        if self.throttled or self.blocked:
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

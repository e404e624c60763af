"""A polling socket: python-engineio's own, with its pings from the timer wheel and its queue bounded.

If the client upgrades, a `Connection` takes the session over and keeps its sid.
"""

import asyncio
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs

from aiohttp import StreamReader, web
from engineio.async_socket import AsyncSocket
from engineio.base_server import BaseServer
from engineio.exceptions import (
    ContentTooLongError,
    EngineIOError,
    QueueEmpty,
    SocketIsClosedError,
)
from engineio.packet import CLOSE, MESSAGE, NOOP, PING, PONG, UPGRADE, Packet

from server.sockets.transport.rate_limits import FloodError

UNPOLLED_MAX = 512
"""Packets that may wait for a client's next poll. A session with more of them is closed."""
PACKETS_MAX = 1_000
"""Packets in one request, which is as many as a socket may send at once. The official client sends all
packets that wait, as far as they fit in `maxPayload`, and python-engineio accepts 16 (0085)."""
PACKETS_PER_TURN = 8
"""Packets of a request that are handled before everything else that is ready has its turn."""
POLLED_MAX = 16
"""Packets in the response to a poll. The client of python-socketio fails on a response with more (0085)."""
BODY_TIMEOUT_S = 10.0
"""How long a request's body may take to arrive."""
LINGER_S = 5.0
"""How long a closed session is kept, so that the client's next poll finds it closed."""

_SEPARATOR = "\x1e"
_PACKET_TYPES = {"1": CLOSE, "3": PONG, "4": MESSAGE, "5": UPGRADE}
_Reason = BaseServer.reason


class BadPayloadError(EngineIOError):  # type: ignore[misc]
    """A request's body is not an Engine.IO payload."""


class PollingSocket(AsyncSocket):  # type: ignore[misc]
    """A session over HTTP requests."""

    def __init__(self, engine: Any, sid: str, address: str) -> None:
        super().__init__(engine, sid)
        self.address = address
        self.events_until = 0.0
        self.frames_until = 0.0
        self.busy_until = self.offender_until = 0.0
        self.throttled: bool = False
        self.granted, self.has_erred = 0, False
        self._read = asyncio.Event()
        """Set while packets of the client are read."""
        self._read.set()
        self.upgrading: bool = False
        self.probed: bool = False
        """Whether a websocket is open that may take the session over."""
        self._answered = True
        self._pinged = False
        self._taken_over = False
        self._polling = False

    def enqueue(self, packet: Packet) -> None:
        """Queue a packet for the next poll; close the session if its queue is full."""
        if self.closed or self.closing:
            return
        if self.queue.qsize() < UNPOLLED_MAX:
            self.queue.put_nowait(packet)
        else:
            self.server.tasks.spawn(self.close(abort=True, reason=_Reason.TRANSPORT_ERROR))

    async def send(self, pkt: Packet) -> None:
        """Queue a packet for the next poll; raises SocketIsClosedError. Called by the library.

        Raises ValueError for a binary packet.
        """
        if self.closed:
            raise SocketIsClosedError
        if pkt.binary:
            raise ValueError("the contract has no binary packets")
        if self.closing:
            # The library's CLOSE packet, the last one, which `enqueue` would drop.
            self.queue.put_nowait(pkt)
        else:
            self.enqueue(pkt)

    def schedule_ping(self) -> None:
        """Note a pong; called by the library. The timer wheel schedules the next ping."""
        self._answered = True

    def check_joined(self) -> None:
        """Close a session that has not joined in time."""
        if not self._taken_over and not self.server.has_joined(self.sid):
            self.server.tasks.spawn(self.close(reason=_Reason.PING_TIMEOUT))

    def keep_alive(self) -> float | None:
        """Send a ping, or check that the last one was answered and close the session if it was not."""
        if self.closed or self._taken_over:
            return None
        interval_s, timeout_s = float(self.server.ping_interval), float(self.server.ping_timeout)
        if not self._pinged:
            self._pinged, self._answered = True, False
            self.enqueue(Packet(PING))
            return timeout_s
        if not self._answered or not self.server.has_joined(self.sid):
            self.server.tasks.spawn(self.close(reason=_Reason.PING_TIMEOUT))
            return None
        self._pinged = False
        return max(interval_s - timeout_s, 0.0)

    async def close(
        self,
        wait: bool = True,  # noqa: ARG002 - a client may never poll again
        abort: bool = False,
        reason: str | None = None,
    ) -> None:
        """Close the session and end its pending poll."""
        if self.closed or self.closing or self._taken_over:
            return
        await super().close(wait=False, abort=abort, reason=reason)
        asyncio.get_running_loop().call_soon(self.queue.put_nowait, None)
        self.server.closed(self, LINGER_S)

    async def receive(self, pkt: Packet) -> None:
        """Handle a packet; close the session of a client that sends too many.

        A packet that follows the session's end is dropped.
        """
        if not self.server.is_open(self.sid):
            return
        try:
            self.server.limiter.frame(self)
        except FloodError:
            await self.close(abort=True, reason=_Reason.TRANSPORT_ERROR)
        else:
            await super().receive(pkt)

    async def poll(self) -> list[Packet]:
        """Return at most POLLED_MAX queued packets, or wait for the first; raises QueueEmpty.

        A second poll while another is pending closes the session, as the protocol demands.
        """
        if self._polling:
            await self.close(abort=True, reason=_Reason.TRANSPORT_ERROR)
            raise QueueEmpty
        self._polling = True
        try:
            return await self._queued()
        finally:
            self._polling = False

    async def _queued(self) -> list[Packet]:
        """Return queued packets; none, once the session has ended. The library would return all."""
        try:
            async with asyncio.timeout(self.server.ping_interval + self.server.ping_timeout):
                packets = [await self.queue.get()]
        except (TimeoutError, asyncio.CancelledError):
            raise QueueEmpty from None
        while packets[-1] is not None and len(packets) < POLLED_MAX and not self.queue.empty():
            packets.append(self.queue.get_nowait())
        if packets[-1] is None and len(packets) > 1:
            # The end of the session is the answer to the next poll.
            self.queue.put_nowait(None)
        return [packet for packet in packets if packet is not None]

    async def handle_post_request(self, environ: dict[str, Any]) -> None:
        """Handle the packets of a request; raises EngineIOError, on which the library closes the session.

        The library would read only the first chunk of a body, and wait for it without a limit.
        """
        await self._read.wait()
        try:
            async with asyncio.timeout(BODY_TIMEOUT_S):
                body = await self._body(environ["wsgi.input"])
            packets = _packets(body.decode())
        except FloodError:
            await self.close(abort=True, reason=_Reason.TRANSPORT_ERROR)
            return
        except (EngineIOError, TimeoutError, ValueError, LookupError):
            self.server.refused["malformed"] += 1
            # The library closes the session, and fails if it is not in the table any more.
            if not self.server.is_open(self.sid):
                return
            raise BadPayloadError from None
        for number, packet in enumerate(packets, 1):
            await self.receive(packet)
            if number % PACKETS_PER_TURN == 0:
                await asyncio.sleep(0)

    async def _body(self, stream: StreamReader) -> bytes:
        """Read a body to its end; raises ContentTooLongError or FloodError."""
        body = bytearray()
        while piece := await stream.readany():
            self.server.limiter.received(self, len(piece))
            body += piece
            if len(body) > self.server.max_http_buffer_size:
                raise ContentTooLongError
        return bytes(body)

    @property
    def held(self) -> bool:
        """Whether requests wait."""
        return not self._read.is_set()

    def hold(self) -> None:
        """Read no more requests until `let_go` (0210)."""
        self._read.clear()

    def let_go(self) -> None:
        """Read the requests that wait, and further ones."""
        self._read.set()

    def begin_upgrade(self) -> bool:
        """Keep packets for the websocket and end the pending poll; False if no upgrade may begin."""
        if self.upgrading or self.closed or self.closing:
            return False
        self.upgrading = True
        self.queue.put_nowait(Packet(NOOP))
        return True

    def cancel_upgrade(self) -> None:
        """Continue polling after an upgrade that failed."""
        self.upgrading = self.probed = False

    def complete_upgrade(self) -> Iterator[Packet]:
        """Give the session up to the websocket; yield the packets that waited for a poll."""
        self._taken_over = self.closed = True
        while not self.queue.empty():
            packet = self.queue.get_nowait()
            if packet is not None and packet.packet_type not in (NOOP, CLOSE):
                yield packet
        self.queue.put_nowait(None)

    async def _upgrade_websocket(
        self, environ: dict[str, Any]
    ) -> web.StreamResponse | dict[str, Any]:
        """Open a websocket that may take the session over; called by the library."""
        response: web.StreamResponse | dict[str, Any] = self.server.try_upgrade(environ, self)
        return response


def _packets(payload: str) -> list[Packet]:
    """Return the packets of a payload; raises ValueError or LookupError.

    The data of a packet stays text here, as Socket.IO decodes it.
    """
    if payload.startswith("d="):  # JSONP
        payload = parse_qs(payload)["d"][0]
    if payload.count(_SEPARATOR) >= PACKETS_MAX:
        raise ValueError("too many packets")
    texts = payload.split(_SEPARATOR) if payload else []
    return [Packet(_PACKET_TYPES[text[:1]], text[1:]) for text in texts]

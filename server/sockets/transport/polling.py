"""A polling socket: python-engineio's own, timed by the wheel, with an end to what waits for it.

It keeps a session until the client upgrades; then a `Connection` takes its place under the same sid.
"""

import asyncio
from collections.abc import Iterator
from typing import Any

from aiohttp import StreamReader, web
from engineio.async_socket import AsyncSocket
from engineio.base_server import BaseServer
from engineio.exceptions import (
    ContentTooLongError,
    EngineIOError,
    QueueEmpty,
    SocketIsClosedError,
)
from engineio.packet import CLOSE, NOOP, PING, Packet
from engineio.payload import Payload

from server.sockets.transport.rate_limits import FloodError

UNPOLLED_MAX = 512
"""Packets that may wait for a client's next poll; it is cut if there are more."""
BODY_TIMEOUT_S = 10.0
"""How long a request's body may take to come."""
LINGER_S = 5.0
"""How long a closed session is kept, so that the client's next poll learns of it."""

_Reason = BaseServer.reason


class BadPayloadError(EngineIOError):  # type: ignore[misc]
    """A request's body is no Engine.IO payload."""


class PollingSocket(AsyncSocket):  # type: ignore[misc]
    """A session over HTTP requests."""

    def __init__(self, engine: Any, sid: str, address: str) -> None:
        super().__init__(engine, sid)
        self.address = address
        self.events_until = 0.0
        self.frames_until = 0.0
        self.upgrading: bool = False
        self._answered = True
        self._handed_over = False
        self._polled = False

    def offer(self, packet: Packet) -> None:
        """Keep a packet for the next poll, without waiting."""
        if self.closed or self.closing:
            return
        if self.queue.qsize() < UNPOLLED_MAX:
            self.queue.put_nowait(packet)
        else:
            self.server.spawn(self.close(abort=True, reason=_Reason.TRANSPORT_ERROR))

    async def send(self, pkt: Packet) -> None:
        """Keep a packet for the next poll; raises SocketIsClosedError."""
        if self.closed:
            raise SocketIsClosedError
        if self.closing:
            self.queue.put_nowait(pkt)
        else:
            self.offer(pkt)

    def schedule_ping(self) -> None:
        """Note the answer to a ping; the wheel sends the next."""
        self._answered = True

    def keep_alive(self) -> float | None:
        """Ping; send away who has not answered the last one or has not joined."""
        if self.closed or self._handed_over:
            return None
        if not self._answered or not self.server.has_joined(self.sid):
            self.server.spawn(self.close(reason=_Reason.PING_TIMEOUT))
            return None
        self._answered = False
        self.offer(Packet(PING))
        return float(max(self.server.ping_interval, self.server.ping_timeout))

    async def close(
        self,
        wait: bool = True,  # noqa: ARG002 - waiting for a client's next poll has no end
        abort: bool = False,
        reason: str | None = None,
    ) -> None:
        """End the session and the poll that is under way."""
        if self.closed or self.closing or self._handed_over:
            return
        await super().close(wait=False, abort=abort, reason=reason)
        asyncio.get_running_loop().call_soon(self.queue.put_nowait, None)
        self.server.closed(self, LINGER_S)

    async def receive(self, pkt: Packet) -> None:
        """Take a packet; too many of them end the session."""
        try:
            self.server.limiter.frame(self)
        except FloodError:
            await self.close(abort=True, reason=_Reason.TRANSPORT_ERROR)
        else:
            await super().receive(pkt)

    async def poll(self) -> list[Packet]:
        """Return what waits, or the first that comes; a second poll beside one ends the session."""
        if self._polled:
            await self.close(abort=True, reason=_Reason.TRANSPORT_ERROR)
            raise QueueEmpty
        self._polled = True
        try:
            packets: list[Packet] = await super().poll()
        finally:
            self._polled = False
        return packets

    async def handle_post_request(self, environ: dict[str, Any]) -> None:
        """Take a payload; one that is wrong, too long or too late ends the session.

        Raises EngineIOError. python-engineio would take a body's first piece for the whole.
        """
        try:
            async with asyncio.timeout(BODY_TIMEOUT_S):
                body = await _whole(environ["wsgi.input"], self.server.max_http_buffer_size)
            packets = Payload(encoded_payload=body.decode()).packets
        except (TimeoutError, ValueError, LookupError):
            raise BadPayloadError from None
        for packet in packets:
            await self.receive(packet)

    def hold(self) -> bool:
        """Hold packets back for an upgrade, if none is under way; the pending poll ends."""
        if self.upgrading or self.closed or self.closing:
            return False
        self.upgrading = True
        self.queue.put_nowait(Packet(NOOP))
        return True

    def release(self) -> None:
        """Poll on: the upgrade has failed."""
        self.upgrading = False

    def hand_over(self) -> Iterator[Packet]:
        """Give up the session; return what waited for a poll."""
        self._handed_over = self.closed = True
        while not self.queue.empty():
            packet = self.queue.get_nowait()
            if packet is not None and packet.packet_type not in (NOOP, CLOSE):
                yield packet
        self.queue.put_nowait(None)

    async def _upgrade_websocket(
        self, environ: dict[str, Any]
    ) -> web.StreamResponse | dict[str, Any]:
        """Let a websocket try to take over."""
        response: web.StreamResponse | dict[str, Any] = self.server.try_upgrade(environ, self)
        return response


async def _whole(stream: StreamReader, bytes_max: int) -> bytes:
    """Read a body to its end; raises ContentTooLongError."""
    body = bytearray()
    while piece := await stream.readany():
        body += piece
        if len(body) > bytes_max:
            raise ContentTooLongError
    return bytes(body)

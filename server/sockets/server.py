"""python-socketio's server with a gate: only the contract's events reach a handler.

Concurrency: a socket's events are handled one after another, in the order in which they came.
"""

import asyncio
import logging
from contextlib import suppress

import socketio
import structlog
from socketio.packet import ACK

from server.contract.errors import refusal
from server.domain.rejection import Code, Rejection
from server.sockets.encoding import PacketJson
from server.sockets.namespace import AuctionNamespace
from server.sockets.rooms import Rooms

log = structlog.get_logger(__name__)

MESSAGE_BYTES_MAX = 64 * 1024
CLOSE_TIMEOUT_S = 1.0


class SocketServer(socketio.AsyncServer):  # type: ignore[misc]
    """The node's Socket.IO server."""

    def __init__(self, rooms: Rooms, *, allowed_origins: list[str] | None) -> None:
        """`allowed_origins` None: pages of the node's own origin only."""
        super().__init__(
            async_mode="aiohttp",
            client_manager=rooms,
            cors_allowed_origins=allowed_origins,
            async_handlers=False,
            json=PacketJson,
            logger=logging.getLogger("socketio"),
            engineio_logger=logging.getLogger("engineio"),
            max_http_buffer_size=MESSAGE_BYTES_MAX,
        )
        self._namespace: AuctionNamespace | None = None

    def serve(self, namespace: AuctionNamespace) -> None:
        """Have `namespace` answer the events of the default namespace."""
        self._namespace = namespace
        self.register_namespace(namespace)

    async def close(self) -> None:
        """Send every socket away, then stop what runs in the background."""
        leaving = [each.close(wait=False) for each in list(self.eio.sockets.values())]
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_TIMEOUT_S):
                await asyncio.gather(*leaving, return_exceptions=True)
        await self.shutdown()
        await self.manager.close()

    async def _handle_event(
        self,
        eio_sid: str,
        namespace: str | None,
        id: int | None,  # noqa: A002 - the name that python-socketio gives it
        data: list[object],
    ) -> None:
        """Refuse an event that the contract doesn't have.

        python-socketio would run its own `connect` and `disconnect` handlers for a client that
        names them.
        """
        name = data[0]
        if self._namespace is not None and name in self._namespace.events:
            await super()._handle_event(eio_sid, namespace, id, data)
        elif id is not None:
            ack = refusal(Rejection(Code.INVALID, "there is no such event"))
            packet = self.packet_class(ACK, namespace=namespace, id=id, data=[ack])
            await self._send_packet(eio_sid, packet)

    async def _handle_eio_message(self, eio_sid: str, data: str | bytes) -> None:
        """Cut a socket that sends what is no packet."""
        try:
            await super()._handle_eio_message(eio_sid, data)
        except (ValueError, TypeError, LookupError, RecursionError) as error:
            log.info("malformed_packet", socket=eio_sid, error=type(error).__name__)
            await self.eio.sockets[eio_sid].close(wait=False)

    async def _handle_eio_disconnect(self, eio_sid: str, reason: str) -> None:
        """Let a closed socket's transport go once what it still has to say is said.

        python-engineio leaves it to the client to hang up, and a pending poll to its timeout.
        """
        await super()._handle_eio_disconnect(eio_sid, reason)
        leaving = self.eio.sockets.get(eio_sid)
        if leaving is not None:
            asyncio.get_running_loop().call_soon(leaving.queue.put_nowait, None)

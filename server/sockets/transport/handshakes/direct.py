"""Websockets that are opened by the first bytes of a connection, without a request of aiohttp's (0135).

A handshake that would be refused is left to aiohttp and python-engineio, which check it again, count the
refusal and answer it. So every refusal has one place, and this way opens sockets or does nothing.
"""

import asyncio
from collections.abc import Callable

from server.edge.addresses import peer_of
from server.edge.origins import Origins
from server.edge.plain_websockets import plain_websocket
from server.sockets.transport.engine import Engine
from server.sockets.transport.frames import accept_key


class DirectHandshakes:
    """Opens sockets for plain websocket requests."""

    def __init__(self, engine: Engine, origins: Origins, admit: Callable[[str], bool]) -> None:
        """`admit` counts a request of an address and says whether it may be served."""
        self._engine = engine
        self._origins = origins
        self._admit = admit

    def open(self, transport: asyncio.Transport, data: bytes) -> bool:
        """Open a socket on a connection that begins with `data`; return False if nothing was done."""
        request = plain_websocket(data) if self._engine.admits else None
        if request is None or transport.is_closing() or not self._origins.allow(request.headers):
            return False
        try:
            accept = accept_key(request.key)
        except ValueError:
            return False
        limiter = self._engine.limiter
        forwarded = request.headers.get("X-Forwarded-For", "")
        address = limiter.address(peer_of(transport), forwarded)
        if not (limiter.would_admit(address) and self._admit(address)) or limiter.admit(address):
            return False
        self._engine.open_directly(transport, address, accept, request.early)
        return True

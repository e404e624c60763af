"""Connections that have sent nothing yet. Their first bytes decide what serves them (0135).

A websocket may be opened by the first bytes alone. Everything else is HTTP, and aiohttp's objects for a
connection are made only then.
"""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Protocol, cast

from server.edge.address_turns import Begin

FIRST_BYTES_TIMEOUT_S = 10.0
"""How long a connection may be open without sending anything."""

OpenWebsocket = Callable[[asyncio.Transport, bytes], bool]
"""Opens a websocket on a connection by its first bytes; returns False if it did nothing."""


class NewConnectionHost(Protocol):
    """The server, as a new connection uses it."""

    def opened(self, connection: "NewConnection", /) -> None:
        """Count a connection, and close it if there are too many."""
        ...

    def closed(self, connection: "NewConnection", /) -> None:
        """Forget a connection that has been closed, or that something else serves now."""
        ...

    def late(self, connection: "NewConnection", /) -> None:
        """Count a connection that was closed because it sent nothing in time."""
        ...

    def has_to_wait(self, transport: asyncio.Transport, data: bytes, begin: Begin, /) -> bool:
        """Return whether a connection with these first bytes has to wait, for a turn that begins it."""
        ...

    def serve(self, transport: asyncio.Transport, data: bytes, waited_s: float, /) -> None:
        """Serve a connection whose first bytes came `waited_s` after it was made."""
        ...


class NewConnection(asyncio.Protocol):
    """A connection until it is served by its first bytes."""

    __slots__ = ("_deadline", "_host", "_made_at", "_transport")

    def __init__(self, host: NewConnectionHost) -> None:
        self._host = host
        self._transport: asyncio.Transport | None = None
        self._deadline: asyncio.TimerHandle | None = None
        self._made_at = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait for the first bytes."""
        loop = asyncio.get_running_loop()
        self._transport = cast("asyncio.Transport", transport)
        self._made_at = loop.time()
        self._deadline = loop.call_at(self._made_at + FIRST_BYTES_TIMEOUT_S, self._late)
        self._host.opened(self)

    def data_received(self, data: bytes) -> None:
        """Have the connection served by its first bytes, in its turn."""
        transport = self._transport
        if transport is None or self._deadline is None:
            return
        self._deadline.cancel()
        waited_s = asyncio.get_running_loop().time() - self._made_at
        if self._host.has_to_wait(transport, data, partial(self._resume, data, waited_s)):
            transport.pause_reading()  # the rest waits in the kernel
        else:
            self._serve(transport, data, waited_s)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - as every protocol
        """Forget a connection that its client has closed."""
        self._forget()

    def close(self) -> None:
        """Close the connection."""
        transport = self._transport
        self._forget()
        if transport is not None:
            transport.close()

    def _resume(self, data: bytes, waited_s: float) -> bool:
        transport = self._transport
        if transport is None or transport.is_closing():
            return False
        transport.resume_reading()
        self._serve(transport, data, waited_s)
        return True

    def _serve(self, transport: asyncio.Transport, data: bytes, waited_s: float) -> None:
        self._forget()
        self._host.serve(transport, data, waited_s)

    def _late(self) -> None:
        self._host.late(self)
        self.close()

    def _forget(self) -> None:
        if self._transport is not None and self._deadline is not None:
            self._transport = None
            self._deadline.cancel()
            self._host.closed(self)

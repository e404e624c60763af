"""The rules of a proxy (`tests.proxy`): which chunks they are for, and the actions on them."""

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum

CHUNK_MAX = 1 << 16
RESET_AT_CLOSE = struct.pack("ii", 1, 0)


class Direction(Enum):
    """The direction of a chunk: to the store, or back to the client."""

    REQUESTS = "requests"
    REPLIES = "replies"


REQUESTS, REPLIES = Direction.REQUESTS, Direction.REPLIES


@dataclass(slots=True, eq=False)
class Connection:
    """A client's connection and the proxy's own connection to the store."""

    client: asyncio.StreamWriter
    store: asyncio.StreamWriter
    opening: bytes = b""
    """The first bytes that the client sent."""
    passes: asyncio.Event = field(default_factory=asyncio.Event)
    """While it is cleared, the connection is half-open: nothing passes, and nothing is closed."""
    forgotten: bool = False
    """Whether it stays half-open."""
    losing: "LoseReply | None" = None
    """If set, the next reply resets the connection instead of passing."""

    def reset(self) -> None:
        """Close both connections with RST."""
        for each in (self.client, self.store):
            connected = each.get_extra_info("socket")
            if connected is not None and connected.family != socket.AF_UNIX:
                with suppress(OSError):
                    connected.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_AT_CLOSE)
            each.transport.abort()


Action = Callable[[Connection, bytes], Awaitable[bytes]]
"""Takes a connection and a chunk; returns the bytes to pass on."""


class Hold:
    """Holds the chunk and all after it in its direction until `release`, then passes them in order."""

    def __init__(self) -> None:
        self._released = asyncio.Event()

    async def __call__(self, connection: Connection, chunk: bytes) -> bytes:
        """Wait for the release."""
        await self._released.wait()
        return chunk

    def release(self) -> None:
        """Pass the held chunks."""
        self._released.set()


def delay(seconds: float) -> Action:
    """Make an action that passes each chunk later."""

    async def act(connection: Connection, chunk: bytes) -> bytes:
        await asyncio.sleep(seconds)
        return chunk

    return act


def call(effect: Callable[[], object]) -> Action:
    """Make an action with a side effect, such as the kill of a process, just before the chunk passes."""

    async def act(connection: Connection, chunk: bytes) -> bytes:
        effect()
        return chunk

    return act


async def swallow(connection: Connection, chunk: bytes) -> bytes:
    """Drop the chunk, and with it all later ones of its connection and direction, which becomes one-way."""
    return b""


class LoseReply:
    """Passes the request, and resets the connection when its reply comes; then calls `then`."""

    def __init__(self, then: Callable[[], object] = lambda: None) -> None:
        self.lost = asyncio.Event()
        self._then = then

    async def __call__(self, connection: Connection, chunk: bytes) -> bytes:
        """Wait for the reply from now on."""
        connection.losing = self
        return chunk

    def lose(self, connection: Connection) -> None:
        """Reset the connection in place of the reply."""
        self._then()
        connection.reset()
        self.lost.set()


async def reset(connection: Connection, chunk: bytes) -> bytes:
    """Drop the chunk and reset the connection."""
    connection.reset()
    return b""


async def freeze(connection: Connection, chunk: bytes) -> bytes:
    """Leave the connection half-open; the chunk and all later ones wait."""
    connection.passes.clear()
    return chunk


class Rule:
    """An action on chunks of one direction that contain all `words`, up to `times` times.

    With `without`, it leaves chunks alone that contain it. With `opening`, it is only for connections whose
    first bytes contain it.
    """

    def __init__(
        self,
        action: Action,
        direction: Direction,
        *words: bytes,
        without: bytes | None = None,
        times: int | None = None,
        opening: bytes = b"",
    ) -> None:
        self.action = action
        self.matches = 0
        self.matched = asyncio.Event()
        self._direction = direction
        self._words = words
        self._without = without
        self._times = times
        self._opening = opening

    def takes(self, connection: Connection, direction: Direction, chunk: bytes) -> bool:
        """Return whether the rule acts on a chunk, and count it."""
        if direction is not self._direction or self.matches == self._times:
            return False
        if self._opening not in connection.opening or not all(
            word in chunk for word in self._words
        ):
            return False
        if self._without is not None and self._without in chunk:
            return False
        self.matches += 1
        self.matched.set()
        return True

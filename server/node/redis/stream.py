"""A connection that redis-py has made, read by hiredis in callbacks of the loop (0131).

redis-py knows addresses, TLS, passwords and Sentinel. Once it has connected, its transport is taken over.
"""

import asyncio
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

import hiredis
from redis import exceptions
from redis.asyncio.connection import AbstractConnection

MakeConnection = Callable[[], AbstractConnection]
"""Returns an unconnected connection of redis-py that speaks RESP2."""
_ERRORS: dict[str, type[exceptions.ResponseError]] = {
    "NOSCRIPT": exceptions.NoScriptError,
    "OOM": exceptions.OutOfMemoryError,
    "READONLY": exceptions.ReadOnlyError,
}


class Silence:
    """The latest moment at which Redis left a call of a client without a reply.

    Connections that have not been heard since then may be dead without a sign, as those are that a firewall
    has forgotten, and are made anew before they are used.
    """

    def __init__(self) -> None:
        self._noted_at = float("-inf")

    def note(self) -> None:
        """Note that a reply did not come in time."""
        self._noted_at = time.monotonic()

    def is_after(self, heard_at: float) -> bool:
        """Return whether a connection that was heard at a moment may be dead."""
        return self._noted_at > heard_at


async def connected(make: MakeConnection, timeout_s: float) -> AbstractConnection:
    """Make a connection; raises `redis.RedisError`, also after `timeout_s`."""
    connection = make()
    try:
        async with asyncio.timeout(timeout_s):
            await connection.connect()  # type: ignore[no-untyped-call]
    except TimeoutError:
        raise exceptions.TimeoutError("Redis does not answer") from None
    except (OSError, RuntimeError) as error:
        raise exceptions.ConnectionError(repr(error)) from error
    return connection


class Stream(asyncio.Protocol, ABC):
    """An established connection. A subclass takes the replies, and is notified once of the end."""

    def __init__(self, connection: AbstractConnection) -> None:
        """Take the transport over from a connection that redis-py has made."""
        self.lost = False
        self._writer = _taken_writer(connection)
        """Kept, because a writer that is no longer referenced closes its transport."""
        self._transport: Any = self._writer.transport
        self._reader = hiredis.Reader(replyError=_error, protocolError=exceptions.InvalidResponse)
        self._transport.set_protocol(self)

    @abstractmethod
    def received(self, reply: Any) -> None:
        """Take a reply; raises IndexError if none was expected."""

    @abstractmethod
    def ended(self, error: exceptions.RedisError) -> None:
        """Take note that nothing more arrives."""

    def write(self, packed: bytes) -> None:
        """Send a packed command."""
        try:
            self._transport.write(packed)
        except RuntimeError as error:
            # uvloop's transports raise it once they are closing.
            self.hang_up(repr(error))

    def data_received(self, data: bytes) -> None:
        """Pass on the replies that have arrived."""
        try:
            self._reader.feed(data)
            while (reply := self._reader.gets()) is not False:
                self.received(reply)
        except (exceptions.InvalidResponse, IndexError) as error:
            self.hang_up(repr(error))

    def eof_received(self) -> bool:
        """Close the connection."""
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """Note the end."""
        self.hang_up("Redis has closed the connection" if exc is None else repr(exc))

    def hang_up(self, reason: str) -> None:
        """Close the connection at once."""
        self.fail(exceptions.ConnectionError(reason))

    def fail(self, error: exceptions.RedisError) -> None:
        """Close the connection at once, because of an error."""
        self.lost = True
        self._transport.abort()
        self.ended(error)


def _taken_writer(connection: AbstractConnection) -> asyncio.StreamWriter:
    """Take a connection's writer from it, so that it does not close the transport at its own end."""
    writer = connection._writer
    assert writer is not None, "the connection is established"
    connection._reader = connection._writer = None
    return writer


def _error(text: str) -> exceptions.ResponseError:
    """Make the exception of an error reply."""
    word = text.partition(" ")[0]
    known = _ERRORS.get(word)
    return known(text.removeprefix(f"{word} ")) if known else exceptions.ResponseError(text)

"""Connections of redis-py whose transport fails with a RedisError only, and never half-way (0121).

uvloop raises RuntimeError when a command is written to a connection that the other side has reset, and
asyncio and the protocol's readers raise errors of their own. Whatever it is, the connection is closed, and
the caller gets an error that it expects. Cancellations pass. An answer of Redis, even an error, leaves the
connection open.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import hiredis
from redis import ConnectionError as RedisConnectionError
from redis import RedisError, ResponseError
from redis import TimeoutError as RedisTimeoutError
from redis.asyncio.connection import AbstractConnection

from server.node.redis.stream import Silence


def reliable(connection: type[AbstractConnection], silence: Silence) -> type[Any]:
    """Return a reliable subclass of one of redis-py's classes.

    The connections of a client share `silence`: one that fell silent is a reason to make the others anew.
    """
    return type(f"Reliable{connection.__name__}", (_Reliable, connection), {"silence": silence})


class _Reliable(AbstractConnection):
    silence: Silence
    _heard_at: float | None = None
    """When the latest reply came, if there was one since the connection was made."""

    async def connect(self, *args: Any, **options: Any) -> None:
        """Connect; raises RedisError."""
        with self._failing_whole():
            await super().connect(*args, **options)  # type: ignore[no-untyped-call]

    async def connect_check_health(self, *args: Any, **options: Any) -> None:
        """Connect, and check the connection's health if asked to; raises RedisError."""
        with self._failing_whole():
            await super().connect_check_health(*args, **options)

    async def send_packed_command(self, *args: Any, **options: Any) -> None:
        """Send a command; raises RedisError."""
        with self._failing_whole():
            await super().send_packed_command(*args, **options)

    async def read_response(self, *args: Any, **options: Any) -> Any:
        """Return the next reply; raises RedisError."""
        try:
            with self._failing_whole():
                return await super().read_response(*args, **options)
        finally:
            if self._writer is not None:
                self._heard_at = time.monotonic()

    def pack_command(self, *args: Any) -> list[bytes]:
        """Pack a command in C; redis-py's asyncio connections do it in Python.

        A commit of 50 items has 700 arguments, and packing them took half of its time when measured.
        """
        name, *values = args
        return [hiredis.pack_command((*str(name).split(), *values))]

    async def can_read(self) -> bool:
        """Return whether data waits; raises ConnectionError if the pool has to connect anew."""
        if self._is_broken():
            self.hang_up()
            raise RedisConnectionError("The connection is closed")
        return bool(await super().can_read())

    def should_reconnect(self) -> bool:
        """Return whether to connect anew before the next command; a cluster's client asks this."""
        return bool(super().should_reconnect()) or self._is_broken()  # type: ignore[no-untyped-call]

    async def disconnect(self, *args: Any, **options: Any) -> None:
        """Close the connection; a failure to close it in order is none of the caller's."""
        self._heard_at = None
        try:
            await super().disconnect(*args, **options)
        except Exception:
            self.hang_up()

    def hang_up(self) -> None:
        """Close the connection at once, whatever is unsent."""
        self._heard_at = None
        writer, self._reader, self._writer = self._writer, None, None
        self._parser.on_disconnect()  # type: ignore[no-untyped-call]
        self.reset_should_reconnect()  # type: ignore[no-untyped-call]
        if writer is not None:
            writer.transport.abort()

    @contextmanager
    def _failing_whole(self) -> Iterator[None]:
        """Close the connection of a call that fails, and let it raise a RedisError."""
        try:
            yield
        except ResponseError:
            raise
        except Exception as error:
            self.hang_up()
            if isinstance(error, TimeoutError | RedisTimeoutError):
                self.silence.note()
            if isinstance(error, RedisError):
                raise
            raise RedisConnectionError(f"The connection failed: {error!r}") from error

    def _is_broken(self) -> bool:
        heard_at = self._heard_at
        is_doubtful = heard_at is not None and self.silence.is_after(heard_at)
        return is_doubtful or self._is_cut()

    def _is_cut(self) -> bool:
        """Return whether a connection that was open has been closed or reset by the other side."""
        reader, writer = self._reader, self._writer
        if reader is None or writer is None:
            return False
        return reader.exception() is not None or reader.at_eof() or writer.transport.is_closing()

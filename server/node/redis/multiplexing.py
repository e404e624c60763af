"""A client of Redis whose scripts share one multiplexed connection (0131).

Calls of scripts overlap on the connection, their replies come in the order of the calls, and hiredis does
the rest. A call costs a sixth of what one through redis-py's pool costs. redis-py still makes the
connection, because it knows addresses, TLS, passwords and Sentinel.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any

import hiredis
from redis import exceptions
from redis.asyncio import Redis
from redis.asyncio.connection import AbstractConnection

CHECKS_PER_TIMEOUT = 4
"""How often it is checked within a timeout whether the oldest call has passed it."""
_ERRORS: dict[str, type[exceptions.ResponseError]] = {
    "NOSCRIPT": exceptions.NoScriptError,
    "OOM": exceptions.OutOfMemoryError,
    "READONLY": exceptions.ReadOnlyError,
}

Argument = str | int | bytes


class MultiplexingRedis(Redis):
    """A client of one server, or of the primary that the sentinels name.

    Its pool's `socket_timeout` bounds the calls of scripts, too.
    """

    _multiplexed: "MultiplexedConnection | None" = None

    async def evalsha(self, sha: str, numkeys: int, *keys_and_args: Argument) -> Any:  # type: ignore[override]
        """Run a loaded script; raises `redis.RedisError`."""
        if self._multiplexed is None:
            pool = self.connection_pool
            options = {**pool.connection_kwargs, "protocol": 2}
            make = partial(pool.connection_class, **options)
            self._multiplexed = MultiplexedConnection(make, timeout_s=options["socket_timeout"])
        return await self._multiplexed.call("EVALSHA", sha, numkeys, *keys_and_args)

    async def aclose(self, close_connection_pool: bool | None = None) -> None:
        """Disconnect."""
        if self._multiplexed is not None:
            await self._multiplexed.aclose()
        await super().aclose(close_connection_pool)


class MultiplexedConnection:
    """Calls Redis on one connection, which the first call makes, and the next one after it was lost.

    A call without a reply within the timeout hangs up, because nothing behind it would arrive either:
    all calls under way fail with it, and the outcome of each is unknown.
    """

    def __init__(self, make: Callable[[], AbstractConnection], *, timeout_s: float) -> None:
        """`make` returns an unconnected connection of redis-py that speaks RESP2."""
        self._make = make
        self._timeout_s = timeout_s
        self._stream: _Stream | None = None
        self._connecting: asyncio.Task[None] | None = None

    async def aclose(self) -> None:
        """Hang up."""
        if self._connecting is not None:
            self._connecting.cancel()
            await asyncio.wait([self._connecting])
        if self._stream is not None:
            self._stream.hang_up("the connection was closed")

    async def call(self, *command: Argument) -> Any:
        """Send a command and return its reply; raises `redis.RedisError`."""
        packed = hiredis.pack_command(command)  # type: ignore[arg-type]
        while self._stream is None or self._stream.lost:
            if self._connecting is None:
                self._connecting = asyncio.create_task(self._connect(), name="connect to Redis")
                self._connecting.add_done_callback(_ignore_error)
            # Calls that arrive meanwhile share the attempt, and its error.
            await asyncio.shield(self._connecting)
        return await self._stream.send(packed)

    async def _connect(self) -> None:
        connection = self._make()
        try:
            async with asyncio.timeout(self._timeout_s):
                await connection.connect()  # type: ignore[no-untyped-call]
            self._stream = _Stream(connection, self._timeout_s)
        except TimeoutError:
            raise exceptions.TimeoutError("Redis does not answer") from None
        except (OSError, RuntimeError) as error:
            raise exceptions.ConnectionError(repr(error)) from error
        finally:
            self._connecting = None


class _Stream(asyncio.Protocol):
    """An established connection: commands go out at once, and replies complete the oldest calls."""

    def __init__(self, connection: AbstractConnection, timeout_s: float) -> None:
        """Take the transport over from a connection that redis-py has made."""
        self.lost = False
        self._writer = _taken_writer(connection)
        """Kept, because a writer that is no longer referenced closes its transport."""
        self._transport: Any = self._writer.transport
        self._reader = hiredis.Reader(replyError=_error, protocolError=exceptions.InvalidResponse)
        self._calls: deque[asyncio.Future[Any]] = deque()
        self._loop = asyncio.get_running_loop()
        self._check_s = timeout_s / CHECKS_PER_TIMEOUT
        self._oldest: asyncio.Future[Any] | None = None
        self._checks = 0
        self._timer: asyncio.TimerHandle | None = None
        self._transport.set_protocol(self)

    def send(self, packed: bytes) -> "asyncio.Future[Any]":
        """Send a packed command; return the future of its reply."""
        reply = self._loop.create_future()
        self._calls.append(reply)
        if self._timer is None:
            self._timer = self._loop.call_later(self._check_s, self._check)
        try:
            self._transport.write(packed)
        except RuntimeError as error:
            # uvloop's transports raise it once they are closing.
            self.hang_up(repr(error))
        return reply

    def data_received(self, data: bytes) -> None:
        """Complete calls with the replies that have arrived."""
        try:
            self._reader.feed(data)
            while (reply := self._reader.gets()) is not False:
                self._complete(reply)
        except (exceptions.InvalidResponse, IndexError) as error:
            self.hang_up(repr(error))

    def eof_received(self) -> bool:
        """Close the connection."""
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """Fail the calls under way."""
        self.hang_up("Redis has closed the connection" if exc is None else repr(exc))

    def hang_up(self, reason: str) -> None:
        """Close the connection at once and fail the calls under way."""
        self._fail(exceptions.ConnectionError(reason))

    def _complete(self, reply: Any) -> None:
        call = self._calls.popleft()
        if isinstance(reply, exceptions.ResponseError):
            if isinstance(reply, exceptions.ReadOnlyError):
                # Behind Sentinel the primary is another server now, which the next attempt asks for.
                self.lost = True
            if not call.done():
                call.set_exception(reply)
        elif not call.done():
            call.set_result(reply)
        if self.lost and not self._calls:
            self._transport.abort()

    def _check(self) -> None:
        """Hang up if the oldest call has been under way for the whole timeout."""
        self._timer = None
        if not self._calls:
            self._oldest = None
            return
        if self._calls[0] is not self._oldest:
            self._oldest, self._checks = self._calls[0], 0
        self._checks += 1
        if self._checks > CHECKS_PER_TIMEOUT:
            self._fail(exceptions.TimeoutError("Redis does not answer"))
        else:
            self._timer = self._loop.call_later(self._check_s, self._check)

    def _fail(self, error: exceptions.RedisError) -> None:
        self.lost = True
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._transport.abort()
        calls, self._calls = self._calls, deque()
        for call in calls:
            if not call.done():
                call.set_exception(error)


def _ignore_error(attempt: asyncio.Task[None]) -> None:
    """Mark the error of an attempt as seen: those who wait for the attempt get it."""
    if not attempt.cancelled():
        attempt.exception()


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

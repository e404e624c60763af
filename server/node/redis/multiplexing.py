"""A client of Redis whose scripts and messages share one multiplexed connection (0131, 0227).

Calls overlap on the connection, their replies come in the order of the calls, and hiredis does the rest.
A call costs a sixth of what one through redis-py's pool costs. redis-py still makes the connection,
because it knows addresses, TLS, passwords and Sentinel.
"""

import asyncio
from collections import deque
from functools import partial
from typing import Any

import hiredis
from redis import exceptions
from redis.asyncio import Redis
from redis.asyncio.connection import AbstractConnection

from server.node.redis.listening import Subscriber
from server.node.redis.stream import MakeConnection, Silence, Stream, connected

CHECKS_PER_TIMEOUT = 4
"""How often it is checked within a timeout whether the oldest call has passed it."""
Argument = str | int | bytes


class MultiplexingRedis(Redis):
    """A client of one server, or of the primary that the sentinels name.

    Its pool's `socket_timeout` bounds these calls, too.
    """

    silence: Silence
    """What the connections of its pool know of each other."""
    _multiplexed: "MultiplexedConnection | None" = None

    async def evalsha(self, sha: str, numkeys: int, *keys_and_args: Argument) -> Any:  # type: ignore[override]
        """Run a loaded script; raises `redis.RedisError`."""
        return await self._shared().call("EVALSHA", sha, numkeys, *keys_and_args)

    async def publish(self, channel: str, message: Argument) -> int:  # type: ignore[override]
        """Publish a message; return the number of its receivers. Raises `redis.RedisError`."""
        receivers: int = await self._shared().call("PUBLISH", channel, message)
        return receivers

    def pubsub(self, **_: Any) -> Any:
        """Return a subscriber with a connection of its own."""
        return Subscriber(self._make(), timeout_s=self._timeout_s)

    async def aclose(self, close_connection_pool: bool | None = None) -> None:
        """Disconnect."""
        if self._multiplexed is not None:
            await self._multiplexed.aclose()
        await super().aclose(close_connection_pool)

    @property
    def _timeout_s(self) -> float:
        timeout_s: float = self.connection_pool.connection_kwargs["socket_timeout"]
        return timeout_s

    def _make(self) -> MakeConnection:
        """Return a way to make connections as those of the pool, which speak RESP2."""
        pool = self.connection_pool
        return partial(pool.connection_class, **{**pool.connection_kwargs, "protocol": 2})

    def _shared(self) -> "MultiplexedConnection":
        if self._multiplexed is None:
            self._multiplexed = MultiplexedConnection(
                self._make(), timeout_s=self._timeout_s, silence=self.silence
            )
        return self._multiplexed


class MultiplexedConnection:
    """Calls Redis on one connection, which the first call makes, and the next one after it was lost.

    A call without a reply within the timeout hangs up, because nothing behind it would arrive either:
    all calls under way fail with it, and the outcome of each is unknown.
    """

    def __init__(self, make: MakeConnection, *, timeout_s: float, silence: Silence) -> None:
        self._make = make
        self._timeout_s = timeout_s
        self._silence = silence
        self._stream: _Calls | None = None
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
        try:
            connection = await connected(self._make, self._timeout_s)
            self._stream = _Calls(connection, self._timeout_s, self._silence)
        finally:
            self._connecting = None


class _Calls(Stream):
    """An established connection: commands go out at once, and replies complete the oldest calls."""

    def __init__(self, connection: AbstractConnection, timeout_s: float, silence: Silence) -> None:
        self._silence = silence
        self._calls: deque[asyncio.Future[Any]] = deque()
        self._loop = asyncio.get_running_loop()
        self._check_s = timeout_s / CHECKS_PER_TIMEOUT
        self._oldest: asyncio.Future[Any] | None = None
        self._checks = 0
        self._timer: asyncio.TimerHandle | None = None
        super().__init__(connection)

    def send(self, packed: bytes) -> "asyncio.Future[Any]":
        """Send a packed command; return the future of its reply."""
        reply = self._loop.create_future()
        self._calls.append(reply)
        if self._timer is None:
            self._timer = self._loop.call_later(self._check_s, self._check)
        self.write(packed)
        return reply

    def received(self, reply: Any) -> None:
        """Complete the oldest call."""
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

    def ended(self, error: exceptions.RedisError) -> None:
        """Fail the calls under way."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        calls, self._calls = self._calls, deque()
        for call in calls:
            if not call.done():
                call.set_exception(error)

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
            self._silence.note()
            self.fail(exceptions.TimeoutError("Redis does not answer"))
        else:
            self._timer = self._loop.call_later(self._check_s, self._check)


def _ignore_error(attempt: asyncio.Task[None]) -> None:
    """Mark the error of an attempt as seen: those who wait for the attempt get it."""
    if not attempt.cancelled():
        attempt.exception()

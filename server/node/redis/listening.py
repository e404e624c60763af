"""Subscribers whose messages are read in callbacks of the loop (0227).

A `Subscriber` has those methods of redis-py's PubSub that `server.pubsub` uses.
"""

import asyncio
from collections import deque
from typing import Any

import hiredis
from redis import exceptions

from server.node.redis.stream import MakeConnection, Stream, connected


class Subscriber:
    """A connection that receives what is published."""

    def __init__(self, make: MakeConnection, *, timeout_s: float) -> None:
        """`timeout_s` bounds the time of connecting."""
        self._make = make
        self._timeout_s = timeout_s
        self._messages: _Messages | None = None

    async def subscribe(self, channel: str) -> None:
        """Connect, and subscribe to a channel; raises `redis.RedisError`."""
        if self._messages is None:
            self._messages = _Messages(await connected(self._make, self._timeout_s))
        packed = hiredis.pack_command(("SUBSCRIBE", channel))  # type: ignore[arg-type]
        self._messages.write(packed)

    async def get_message(self, timeout: float) -> dict[str, Any] | None:  # noqa: ASYNC109 - as redis-py
        """Return the next message, or None after `timeout` seconds; raises `redis.RedisError`."""
        assert self._messages is not None, "a subscriber has subscribed"
        return await self._messages.next(timeout)

    async def aclose(self) -> None:
        """Hang up."""
        if self._messages is not None:
            self._messages.hang_up("the connection was closed")


class _Messages(Stream):
    """The messages that have arrived and were not read yet."""

    _error: exceptions.RedisError | None = None
    _waiting: asyncio.Future[None] | None = None

    def __init__(self, connection: Any) -> None:
        self._arrived: deque[dict[str, Any]] = deque()
        super().__init__(connection)

    async def next(self, timeout_s: float) -> dict[str, Any] | None:
        if not self._arrived and self._error is None:
            loop = asyncio.get_running_loop()
            self._waiting = loop.create_future()
            timer = loop.call_later(timeout_s, self._wake)
            try:
                await self._waiting
            finally:
                timer.cancel()
                self._waiting = None
        if self._arrived:
            return self._arrived.popleft()
        if self._error is not None:
            raise self._error
        return None

    def received(self, reply: Any) -> None:
        if isinstance(reply, exceptions.ResponseError):
            self.fail(reply)
        else:
            kind, _, body = reply
            self._arrived.append({"type": kind.decode(), "data": body})
        self._wake()

    def ended(self, error: exceptions.RedisError) -> None:
        self._error = self._error or error
        self._wake()

    def _wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

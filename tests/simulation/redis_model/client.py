"""A client of redis-py whose commands go to a model of a server over a simulated connection."""

import asyncio
from collections.abc import Callable
from random import Random
from typing import Any

from redis import exceptions
from redis.asyncio import Redis
from redis.asyncio.client import Pipeline

from tests.simulation.redis_model.replica import wait_for
from tests.simulation.redis_model.server import RedisServer
from tests.simulation.redis_model.values import Status
from tests.simulation.wire import NETWORK, Answer, Wire

Commands = list[tuple[bytes, ...]]


class SimulatedRedis(Redis):
    """A client; redis-py builds the commands and reads the replies, and only the transport is simulated."""

    def __init__(self, server: RedisServer, random: Random, *, timeout_s: float) -> None:
        super().__init__(protocol=2)
        self.server = server
        self._timeout_s = timeout_s
        self.wire: Wire[Commands] = Wire(
            self._serve,
            random,
            timeout_s=timeout_s,
            cut=exceptions.ConnectionError,
            timed_out=lambda: exceptions.TimeoutError("Redis does not answer"),
        )

    async def execute_command(self, *args: Any, **options: Any) -> Any:
        """Send a command; raises `redis.RedisError`."""
        command = packed(args)
        blocks_ms = int(command[command.index(b"BLOCK") + 1]) if b"BLOCK" in command else 0
        (reply,) = await self.wire.call([command], timeout_s=self._timeout_s + blocks_ms / 1000)
        return self.read(args[0], reply, options)

    async def evalsha(self, sha: str, numkeys: int, *keys_and_args: Any) -> Any:
        """Run a loaded script; raises `redis.RedisError`."""
        return await self.execute_command("EVALSHA", sha, numkeys, *keys_and_args)

    def pipeline(self, transaction: bool = True, shard_hint: str | None = None) -> Any:
        """Return a pipeline, which sends its commands together."""
        return SimulatedPipeline(self)

    def pubsub(self, **_: Any) -> Any:
        """Return a subscriber."""
        return Subscriber(self)

    async def aclose(self, close_connection_pool: bool | None = None) -> None:
        """Do nothing: there is no real connection."""

    def read(self, name: str, reply: Any, options: dict[str, Any]) -> Any:
        """Read a reply as redis-py does; raises it if it is an error."""
        if isinstance(reply, Exception):
            raise reply
        options.pop("keys", None)  # The names of keys are for redis-py's own cache.
        read = self.response_callbacks.get(name)
        return reply if read is None else read(_plain(reply), **options)

    def _serve(self, commands: Commands, answer: Answer) -> None:
        """Run commands one after another and answer with all replies."""
        server = self.server
        if not server.running:
            return
        replies: list[Any] = []

        def add(reply: Any) -> None:
            replies.append(reply)
            if len(replies) == len(commands):
                answer(replies)

        for command in commands:
            if command[0] == b"WAIT":
                wait_for(lambda: server.replica, int(command[2]) / 1000, add)
                continue
            server.execute(command, add)
            if b"BLOCK" in command:
                wait_s = int(command[command.index(b"BLOCK") + 1]) / 1000
                loop = asyncio.get_running_loop()
                loop.call_later(wait_s, server.stop_waiting, add, context=NETWORK)


class SimulatedPipeline(Pipeline):
    """A pipeline whose commands arrive together."""

    def __init__(self, redis: SimulatedRedis) -> None:
        super().__init__(redis.connection_pool, redis.response_callbacks, False, None)
        self._redis = redis

    async def execute(self, raise_on_error: bool = True) -> list[Any]:
        """Send the commands; raises `redis.RedisError`, the first of their errors."""
        stack, self.command_stack = self.command_stack, []
        if not stack:
            return []
        replies = await self._redis.wire.call([packed(args) for args, _ in stack])
        return [
            self._redis.read(str(args[0]), reply, dict(options))
            for (args, options), reply in zip(stack, replies, strict=True)
        ]


class Subscriber:
    """A subscriber to one channel, on a connection that is lost with the client's."""

    def __init__(self, redis: SimulatedRedis) -> None:
        self._redis = redis
        self._server = redis.server
        self._messages: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._connection = -1
        self._restarts = -1
        self._end: Callable[[], None] = lambda: None

    async def subscribe(self, channel: str) -> None:
        """Subscribe; raises `redis.RedisError`."""
        await self._redis.execute_command("PING")
        self._server = self._redis.server
        self._connection, self._restarts = self._redis.wire.connection, self._server.restarts
        self._end = self._server.subscribe(channel.encode(), self._receive)
        self._messages.put_nowait({"type": "subscribe", "data": 1})

    async def get_message(self, timeout: float) -> dict[str, Any] | None:  # noqa: ASYNC109 - redis-py's
        """Wait for a message; raises `redis.RedisError` once the connection is lost."""
        try:
            async with asyncio.timeout(timeout):
                return await self._messages.get()
        except TimeoutError:
            if self._is_lost():
                raise exceptions.ConnectionError("the connection was lost") from None
            return None

    async def aclose(self) -> None:
        """End the subscription."""
        self._end()

    def _receive(self, message: bytes) -> None:
        weather = self._redis.wire.weather
        if self._is_lost() or weather.replies_lost or weather.refused:
            return
        loop = asyncio.get_running_loop()
        put, body = self._messages.put_nowait, {"type": "message", "data": message}
        loop.call_later(weather.delay_s, put, body, context=NETWORK)

    def _is_lost(self) -> bool:
        subscribed = (self._server, self._connection, self._restarts)
        redis = self._redis
        return subscribed != (redis.server, redis.wire.connection, self._server.restarts)


def packed(args: tuple[Any, ...]) -> tuple[bytes, ...]:
    """Encode a command; its name may have several words."""
    name, *values = args
    return (*str(name).encode().split(), *map(_encoded, values))


def _encoded(value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


def _plain(reply: Any) -> Any:
    return bytes(reply) if isinstance(reply, Status) else reply

"""A subscription to one Redis pub/sub channel, made again whenever its connection is lost.

A leaf of the house: everything may use it, it uses `tasks` only.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import structlog
from redis import RedisError
from redis.asyncio import Redis

from server.tasks import cancelled

log = structlog.get_logger(__name__)

POLL_S = 1.0
"""How long one wait for a message lasts; the client's reply timeout must be longer."""
RETRY_S = 0.2


class Subscription:
    """One channel, read by one task.

    `receive` gets each message's body, and `subscribed` is called whenever the subscription stands
    again: messages published before that moment may be lost. `failed` gets the error of a lost
    connection. All three are called between awaits and must not wait.
    """

    def __init__(
        self,
        redis: Redis,
        channel: str,
        *,
        receive: Callable[[bytes], None],
        subscribed: Callable[[], None],
        failed: Callable[[Exception], None],
    ) -> None:
        self._redis = redis
        self._channel = channel
        self._receive = receive
        self._subscribed = subscribed
        self._failed = failed
        self._tried = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Receive while inside, from the first moment on if Redis answers."""
        self._start()
        try:
            await self._tried.wait()
            yield
        finally:
            await self._stop()

    async def restart(self) -> None:
        """Give the connection up and subscribe on another."""
        await self._stop()
        self._start()

    def _start(self) -> None:
        self._task = asyncio.create_task(
            self._keep_subscribed(), name=f"subscription {self._channel}"
        )

    async def _stop(self) -> None:
        if self._task is not None:
            await cancelled(self._task)

    async def _keep_subscribed(self) -> None:
        while True:
            try:
                await self._listen()
            except (RedisError, OSError) as error:
                self._failed(error)
            self._tried.set()
            await asyncio.sleep(RETRY_S)

    async def _listen(self) -> None:
        """Subscribe, and receive until the connection is lost."""
        pubsub = self._redis.pubsub()
        try:
            await pubsub.subscribe(self._channel)
            while True:
                message = await pubsub.get_message(timeout=POLL_S)
                if message is None:
                    continue
                if message["type"] == "subscribe":
                    self._subscribed()
                    self._tried.set()
                elif message["type"] == "message":
                    self._take(message["data"])
        finally:
            await pubsub.aclose()  # type: ignore[no-untyped-call]

    def _take(self, body: bytes) -> None:
        """Pass a message on: one that cannot be read costs no other."""
        try:
            self._receive(body)
        except Exception:
            log.exception("message_unreadable", channel=self._channel)

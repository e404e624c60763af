"""The bus between the nodes: one Redis pub/sub bus, and proof that it carries.

A parcel is one published message: the sender's name and any number of entries, each with its room,
its kind and a body that is left encoded until somebody here wants it. Every node sends a parcel each
second, an empty one if it has nothing to say, and listens for its own: a listener that hasn't
heard itself for DEAF_AFTER_S is deaf, however alive its connection looks. It is then started anew.
"""

import asyncio
import time
import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import msgspec
import structlog
from redis import RedisError
from redis.asyncio import Redis

from server.tasks import cancelled, repeating

log = structlog.get_logger(__name__)

CHANNEL = "auction:rooms"
HEARTBEAT_S = 1.0
DEAF_AFTER_S = 3.0
LISTEN_AGAIN_S = 0.2
LISTEN_S = 1.0

Entry = tuple[str, str, msgspec.Raw]
"""Room, kind, body in MessagePack."""

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(tuple[str, list[Entry]]).decode


class BusSilentError(Exception):
    """The node hears nothing through the bus."""


class NodeBus:
    """Sends parcels to the other nodes and hears theirs.

    Concurrency: one task listens, one sends heartbeats and looks after the listener. `receive` and
    `resumed` are called between awaits and must not wait.
    """

    def __init__(self, redis: Redis, listening: Redis) -> None:
        """`redis` publishes; `listening` may wait for longer than LISTEN_S for a reply."""
        self.node = uuid.uuid4().hex
        self.failures = 0
        self._redis = redis
        self._listening = listening
        self._own_start = _encode((self.node, []))[:-1]
        self._receive: Callable[[list[Entry]], None] = _nobody
        self._resumed: Callable[[], None] = _nothing
        self._listener: asyncio.Task[None] | None = None
        self._heard_at = float("-inf")
        self._listens_since = time.monotonic()
        self._failing = False

    @asynccontextmanager
    async def running(
        self, receive: Callable[[list[Entry]], None], resumed: Callable[[], None]
    ) -> AsyncIterator[None]:
        """Listen while inside.

        `receive` gets the entries of every parcel of another node; `resumed` is called each time the
        bus carries again, as what was said in between is lost.
        """
        self._receive, self._resumed = receive, resumed
        self._start_listening()
        try:
            async with repeating(self._keep_alive, name="bus-heartbeat"):
                yield
        finally:
            await self._stop_listening()

    async def publish(self, entries: Sequence[tuple[str, str, object]]) -> None:
        """Send a parcel to every node in one call; raises `redis.RedisError`."""
        await self._redis.publish(CHANNEL, _encode((self.node, entries)))

    @property
    def carries(self) -> bool:
        """Whether this node hears what is said through the bus."""
        return not self._failing and self._hears()

    async def check(self) -> None:
        """Return if the bus carries; raises BusSilentError."""
        if not self.carries:
            raise BusSilentError

    def _hears(self) -> bool:
        return time.monotonic() - max(self._heard_at, self._listens_since) < DEAF_AFTER_S

    async def _keep_alive(self) -> None:
        if not self._hears():
            self._note_failure("deaf")
            await self._stop_listening()
            self._start_listening()
        try:
            await self.publish(())
        except RedisError as error:
            self._note_failure(repr(error))
        await asyncio.sleep(HEARTBEAT_S)

    def _start_listening(self) -> None:
        self._listens_since = time.monotonic()
        self._listener = asyncio.create_task(self._listen_on(), name="bus-listener")

    async def _stop_listening(self) -> None:
        if self._listener is not None:
            await cancelled(self._listener)

    async def _listen_on(self) -> None:
        while True:
            try:
                await self._listen()
            except (RedisError, OSError) as error:
                self._note_failure(repr(error))
            except Exception:
                log.exception("task_step_failed", task="bus-listener")
            await asyncio.sleep(LISTEN_AGAIN_S)

    async def _listen(self) -> None:
        """Subscribe and hear until the connection is lost."""
        pubsub = self._listening.pubsub()
        try:
            await pubsub.subscribe(CHANNEL)
            while True:
                message = await pubsub.get_message(timeout=LISTEN_S)
                if message is not None and message["type"] == "message":
                    self._hear(message["data"])
                elif message is not None and message["type"] == "subscribe":
                    # Whatever is said from here on is heard; before it, something may have been.
                    self._resumed()
        finally:
            await pubsub.aclose()  # type: ignore[no-untyped-call]

    def _hear(self, parcel: bytes) -> None:
        if parcel.startswith(self._own_start):
            self._heard_at = time.monotonic()
            self._note_success()
            return
        try:
            _, entries = _decode(parcel)
            self._receive(entries)
        except Exception as error:
            log.warning("parcel_unreadable", error=repr(error))

    def _note_failure(self, reason: Any) -> None:
        """Log that the bus doesn't carry, once and not for every attempt."""
        if not self._failing:
            log.warning("rooms_deaf", reason=reason)
            self.failures += 1
        self._failing = True

    def _note_success(self) -> None:
        if self._failing:
            log.info("rooms_hear_again")
        self._failing = False


def _nobody(entries: list[Entry]) -> None:
    """Hear nothing, before anybody listens."""


def _nothing() -> None:
    """Do nothing, before anybody listens."""

"""The bus between the nodes: one Redis pub/sub channel, and proof that messages arrive through it.

A bus message carries the sender's id and any number of entries, each with its room, its kind and a
body that stays encoded until a room here needs it. Every node publishes a message each second, an
empty one if it has no entries, and waits for its own to come back. A node that has not received
itself for SILENT_AFTER_S is cut off, however healthy its connection looks, and subscribes again.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

import msgspec
from redis import RedisError
from redis.asyncio import Redis

from server.domain.types import NodeId
from server.outage import Outage
from server.pubsub import Subscription
from server.tasks import repeating

CHANNEL = "auction:rooms"
PROBE_INTERVAL_S = 1.0
SILENT_AFTER_S = 3.0

Entry = tuple[str, str, msgspec.Raw]
"""Room, kind, body in MessagePack."""

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(tuple[str, list[Entry]]).decode


class BusSilentError(Exception):
    """The node receives nothing through the bus."""


class NodeBus:
    """Publishes entries to the other nodes and receives theirs.

    Concurrency: one task receives, one publishes probes and watches over the subscription.
    """

    def __init__(self, node: NodeId, redis: Redis, listening: Redis) -> None:
        """`redis` publishes; `listening` may wait for longer than `pubsub.POLL_S` for a reply."""
        self._redis = redis
        self._listening = listening
        self._node = node
        self._own_start = _encode((node, []))[:-1]
        self._received_at = float("-inf")
        self._subscribing_since = time.monotonic()
        self._outage = Outage("node_bus_silent", "node_bus_restored")

    @asynccontextmanager
    async def running(
        self, receive: Callable[[list[Entry]], None], resumed: Callable[[], None]
    ) -> AsyncIterator[None]:
        """Receive while inside.

        `receive` gets the entries of every message of another node. `resumed` is called each time
        the bus carries again, since entries published in between are lost. Neither may wait.
        """

        def take(message: bytes) -> None:
            if message.startswith(self._own_start):
                self._received_at = time.monotonic()
                self._outage.succeeded()
            else:
                receive(_decode(message)[1])

        subscription = Subscription(
            self._listening, CHANNEL, receive=take, subscribed=resumed, failed=self._failed
        )
        self._subscribing_since = time.monotonic()

        async def probe() -> None:
            await self._probe(subscription)

        async with subscription.running(), repeating(probe, name="node-bus-probe"):
            yield

    async def publish(self, entries: Sequence[tuple[str, str, object]]) -> None:
        """Send entries to every node in one call; raises `redis.RedisError`."""
        await self._redis.publish(CHANNEL, _encode((self._node, entries)))

    @property
    def carries(self) -> bool:
        """Whether this node receives what is published on the bus."""
        return not self._outage.under_way and self._receives()

    @property
    def failures(self) -> int:
        """How often the bus has stopped carrying since the node started."""
        return self._outage.count

    async def check(self) -> None:
        """Return if the bus carries; raises BusSilentError."""
        if not self.carries:
            raise BusSilentError

    def _receives(self) -> bool:
        last = max(self._received_at, self._subscribing_since)
        return time.monotonic() - last < SILENT_AFTER_S

    async def _probe(self, subscription: Subscription) -> None:
        """Publish an empty message; subscribe again if earlier ones have not come back."""
        if not self._receives():
            self._outage.failed(reason="silent")
            self._subscribing_since = time.monotonic()
            await subscription.restart()
        try:
            await self.publish(())
        except RedisError as error:
            self._failed(error)
        await asyncio.sleep(PROBE_INTERVAL_S)

    def _failed(self, error: Exception) -> None:
        self._outage.failed(reason=repr(error))

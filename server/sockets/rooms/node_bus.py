"""The bus between the nodes: one Redis pub/sub channel.

A bus message carries the sender's id and any number of entries, each with its room, its kind and a
body that stays encoded until a room here needs it. A message without entries is the probe by which a node
notices that it is cut off, however healthy its connection looks (`server.pubsub`).
"""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

import msgspec
from redis.asyncio import Redis

from server.domain.types import NodeId
from server.pubsub import Subscription

CHANNEL = "auction:rooms"

Entry = tuple[str, str, msgspec.Raw]
"""Room, kind, body in MessagePack."""

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(tuple[str, list[Entry]]).decode


class NodeBus:
    """Publishes entries to the other nodes and receives theirs."""

    def __init__(self, node: NodeId, redis: Redis, listening: Redis) -> None:
        """`redis` publishes; `listening` may wait for longer than `pubsub.POLL_S` for a reply."""
        self._redis = redis
        self._node = node
        self._own_start = _encode((node, []))[:-1]
        self.subscription = Subscription(
            "node-bus",
            CHANNEL,
            publishing=redis,
            listening=listening,
            probe=_encode((node, [])),
        )

    @asynccontextmanager
    async def running(
        self, receive: Callable[[list[Entry]], None], resumed: Callable[[], None]
    ) -> AsyncIterator[None]:
        """Receive while inside.

        `receive` gets the entries of every message of another node. `resumed` is called each time
        the bus carries again, since entries published in between are lost. Neither may wait.
        """

        def take(message: bytes) -> None:
            if not message.startswith(self._own_start):
                receive(_decode(message)[1])

        async with self.subscription.running(take, resumed):
            yield

    async def publish(self, entries: Sequence[tuple[str, str, object]]) -> None:
        """Send entries to every node in one call; raises `redis.RedisError`."""
        await self._redis.publish(CHANNEL, _encode((self._node, entries)))

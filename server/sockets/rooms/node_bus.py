"""The bus between the nodes: one Redis pub/sub channel.

A bus message carries the sender's id and any number of entries, each with its room, its kind and a
body that stays encoded until a room here needs it. A message without entries is the probe by which a node
notices that it is cut off, however healthy its connection looks (`server.pubsub`).

0144: A node that receives no other node's probes is alone. It need not publish news, and when it meets
another node it asks that one to read what it may have missed.
"""

import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

import msgspec
from redis.asyncio import Redis

from server.domain.types import NodeId
from server.pubsub import PROBE_INTERVAL_S, SILENT_AFTER_S, Subscription

CHANNEL = "auction:rooms"
RESYNC = "resync"
"""The kind of an entry that asks other nodes to compare their rooms with the hot state."""
ALONE_AFTER_S = SILENT_AFTER_S + 2 * PROBE_INTERVAL_S
"""A node that has received nothing of another one for so long is alone, unless its subscription is dead,
which it has noticed by then."""

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
        self._met_at = time.monotonic()
        self.subscription = Subscription(
            "node-bus",
            CHANNEL,
            publishing=redis,
            listening=listening,
            probe=_encode((node, [])),
        )

    @asynccontextmanager
    async def running(
        self,
        receive: Callable[[list[Entry]], None],
        resumed: Callable[[], None],
        met: Callable[[], None] = lambda: None,
    ) -> AsyncIterator[None]:
        """Receive while inside.

        `receive` gets the entries of every message of another node. `resumed` is called each time
        the bus carries again and when another node asks for it, since entries may have been missed.
        `met` is called when this node is no longer alone, or may not have been. None of them may wait.
        """

        def take(message: bytes) -> None:
            if message.startswith(self._own_start):
                return
            now = time.monotonic()
            was_alone, self._met_at = now - self._met_at > ALONE_AFTER_S, now
            if was_alone:
                met()
            entries = _decode(message)[1]
            if entries and entries[0][1] == RESYNC:
                resumed()
            else:
                receive(entries)

        def stand() -> None:
            self._met_at = time.monotonic()
            met()
            resumed()

        async with self.subscription.running(take, stand):
            yield

    @property
    def is_alone(self) -> bool:
        """Whether no other node has lately sent anything, so that nobody receives what is published."""
        return time.monotonic() - self._met_at > ALONE_AFTER_S and self.subscription.carries

    async def ask_to_resync(self) -> None:
        """Have the other nodes compare their rooms with the hot state; raises `redis.RedisError`."""
        await self.publish([("", RESYNC, None)])

    async def publish(self, entries: Sequence[tuple[str, str, object]]) -> None:
        """Send entries to every node in one call; raises `redis.RedisError`."""
        await self._redis.publish(CHANNEL, _encode((self._node, entries)))

"""The count of an item's watchers over all nodes.

Each node writes to Redis how many of its sockets watch each item, valid for a few seconds, and is
answered with the sum over all nodes. The count of a node that dies expires by itself. Counts are written
once a second for the items whose count here has changed and every other second for all items, many in
one call.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from itertools import cycle
from pathlib import Path
from typing import Any

from redis import RedisError
from redis.asyncio import Redis

from server.bidding.hot_state.keys import Keys
from server.domain.types import ItemId, NodeId
from server.outage import Outage
from server.sockets.broadcast.fanout import Fanout
from server.sockets.broadcast.feed import Feed
from server.sockets.rooms.manager import Rooms, item_room
from server.tasks import repeating

COUNT_EVERY_S = 1.0
COUNT_TTL_MS = 5_000
ITEMS_PER_CALL = 200
SOCKETS_PER_S = 1_000
"""Sockets of one room that are sent a count each second: a room of 10,000 gets one every ten seconds."""


class Watchers:
    """Counts this node's watchers, and has their rooms sent the sum over all nodes."""

    def __init__(
        self, redis: Redis, keys: Keys, node: NodeId, rooms: Rooms, fanout: Fanout
    ) -> None:

        self._script = redis.register_script(Path(__file__).with_name("watchers.lua").read_text())
        self._redis = redis
        self._keys = keys
        self._node = node
        self._rooms = rooms
        self._fanout = fanout
        self._written: dict[ItemId, int] = {}
        self._sent: dict[ItemId, int] = {}
        self._next_at: dict[ItemId, float] = {}
        self._write_all = cycle((False, True))
        self._outage = Outage("watchers_uncounted", "watchers_counted_again")

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Count while inside; at the end take this node's watchers out of the sums."""
        async with repeating(self._step, name="watchers"):
            yield
        with suppress(RedisError):
            await self._sums(dict.fromkeys(self._written, 0))

    async def of_nodes(self, item_id: ItemId) -> dict[NodeId, int]:
        """Return how many sockets watch an item, by node, as the nodes have last written it.

        Raises `redis.RedisError`.
        """
        key = self._keys.watchers(self._keys.shard(item_id), item_id)
        found: dict[Any, Any] = await self._redis.hgetall(key)
        return {
            NodeId(node.decode()): int(count.partition(b":")[0]) for node, count in found.items()
        }

    async def _step(self) -> None:
        await asyncio.sleep(COUNT_EVERY_S)
        here = {feed.item_id: feed for feed in self._fanout.feeds()}
        counts = {item_id: self._rooms.size(item_room(item_id)) for item_id in here}
        gone = dict.fromkeys(self._written.keys() - counts.keys(), 0)
        changed = {i: n for i, n in counts.items() if self._written.get(i) != n}
        wanted = (counts if next(self._write_all) else changed) | gone
        try:
            sums = await self._sums(wanted)
        except RedisError as error:
            self._outage.failed(error=repr(error))
            return
        self._outage.succeeded()
        self._written = {i: n for i, n in (self._written | wanted).items() if n}
        for item_id in gone:
            self._sent.pop(item_id, None)
            self._next_at.pop(item_id, None)
        for item_id, feed in here.items():
            if item_id in sums:
                self._send(feed, sums[item_id], counts[item_id])

    async def _sums(self, counts: dict[ItemId, int]) -> dict[ItemId, int]:
        """Write this node's counts and return the sums over all nodes, one call for each shard."""
        shards: dict[int, list[ItemId]] = {}
        for item_id in counts:
            shards.setdefault(self._keys.shard(item_id), []).append(item_id)
        sums: dict[ItemId, int] = {}
        for shard, item_ids in shards.items():
            for start in range(0, len(item_ids), ITEMS_PER_CALL):
                chunk = item_ids[start : start + ITEMS_PER_CALL]
                keys = [self._keys.watchers(shard, item_id) for item_id in chunk]
                args: list[str | int] = [
                    self._node,
                    COUNT_TTL_MS,
                    *(counts[item_id] for item_id in chunk),
                ]
                sums |= zip(chunk, await self._script(keys=keys, args=args), strict=True)
        return sums

    def _send(self, feed: Feed, count: int, listeners: int) -> None:
        """Have a room sent a count that is new to it, less often the larger the room is."""
        now = time.monotonic()
        item_id = feed.item_id
        known = self._sent.get(item_id) == count and not feed.newcomers
        if known or now < self._next_at.get(item_id, 0):
            return
        self._sent[item_id] = count
        self._next_at[item_id] = now + listeners / SOCKETS_PER_S
        feed.newcomers = False
        feed.watchers = count
        self._fanout.schedule(feed)

"""The journal's reading side: Redis streams, read through one consumer group that all nodes share.

An entry stays in its stream until it is in the archive. The entries that a dead node had read go to its
own next start, or to the first node that claims them after `CLAIM_AFTER_MS`.
"""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from redis import ResponseError
from redis.asyncio import Redis, RedisCluster

from server.bidding.hot_state.keys import KEPT_AFTER_END_S, Keys
from server.domain.types import ItemId

GROUP = "archive"
BLOCK_MS = 1_000
"""How long a read waits for a first new entry."""
CLAIM_AFTER_MS = 5_000
"""How long a consumer may hold an entry before another may claim it."""


@dataclass(frozen=True, slots=True)
class StreamEntry:
    """An entry of a stream: its shard and id, its encoded JournalEntry, and its item's epoch."""

    shard: int
    entry_id: bytes
    encoded: bytes
    epoch: int


class Journal:
    """One consumer of some shards' streams. Methods raise `redis.RedisError`."""

    def __init__(
        self, redis: Redis, keys: Keys, *, consumer: str, shards: Sequence[int] | None = None
    ) -> None:
        """`redis` must wait longer than BLOCK_MS for a reply; `consumer` is the node's lasting name."""
        self._redis = redis
        self._keys = keys
        self._consumer = consumer
        shards = range(keys.shards) if shards is None else shards
        self._shards = {keys.journal(shard).encode(): shard for shard in shards}

    async def join(self) -> None:
        """Create the group where it is missing; it begins with the oldest entry."""
        for stream in self._shards:
            # A full Redis refuses to create a group, even one that exists, and the archive must read then.
            if await self._is_joined(stream):
                continue
            try:
                await self._redis.xgroup_create(stream, GROUP, id="0", mkstream=True)
            except ResponseError as error:
                if not str(error).startswith("BUSYGROUP"):
                    raise

    async def read_own(self, entries_max: int) -> list[StreamEntry]:
        """Return the entries that this consumer has read before and never acknowledged."""
        return await self._read("0", entries_max, block_ms=None)

    async def read(self, entries_max: int) -> list[StreamEntry]:
        """Return new entries, waiting up to BLOCK_MS for the first."""
        return await self._read(">", entries_max, block_ms=BLOCK_MS)

    async def claim(self, entries_max: int) -> list[StreamEntry]:
        """Take over entries that another consumer has held for longer than CLAIM_AFTER_MS."""
        claimed: list[StreamEntry] = []
        for stream, shard in self._shards.items():
            _, entries, *_ = await self._redis.xautoclaim(
                stream, GROUP, self._consumer, CLAIM_AFTER_MS, start_id="0", count=entries_max
            )
            claimed += _stream_entries(shard, entries)
        return claimed

    async def acknowledge(
        self,
        archived: Sequence[StreamEntry],
        ended: Iterable[ItemId] = (),
        reopened: Iterable[ItemId] = (),
    ) -> None:
        """Delete archived entries from their streams, and have the `ended` items' other keys expire.

        Those of `reopened` items are kept again.
        """
        by_shard: dict[int, list[bytes]] = {}
        for each in archived:
            by_shard.setdefault(each.shard, []).append(each.entry_id)
        async with self._redis.pipeline(transaction=False) as pipe:
            for shard, ids in by_shard.items():
                stream = self._keys.journal(shard)
                pipe.xack(stream, GROUP, *ids)
                pipe.xdel(stream, *ids)
            for item_id in ended:
                shard = self._keys.shard(item_id)
                pipe.expire(self._keys.receipts(shard, item_id), KEPT_AFTER_END_S)
                pipe.expire(self._keys.recent(shard, item_id), KEPT_AFTER_END_S)
            for item_id in reopened:
                shard = self._keys.shard(item_id)
                pipe.persist(self._keys.receipts(shard, item_id))
                pipe.persist(self._keys.recent(shard, item_id))
            await pipe.execute()

    async def refuse(self, entry: StreamEntry, reason: str) -> None:
        """Move an entry that the archive can't hold to the stream of refused entries."""
        refused = {"entry": entry.encoded, "epoch": entry.epoch, "reason": reason}
        await self._redis.xadd(self._keys.refused(entry.shard), refused)  # type: ignore[arg-type]
        await self.acknowledge([entry])

    async def _is_joined(self, stream: bytes) -> bool:
        if not await self._redis.exists(stream):
            return False
        groups: list[Any] = await self._redis.xinfo_groups(stream)
        return any(group["name"] == GROUP.encode() for group in groups)

    async def _read(
        self, after: str, entries_max: int, *, block_ms: int | None
    ) -> list[StreamEntry]:
        streams: Any = dict.fromkeys(self._shards, after)
        reply = await self._redis.xreadgroup(
            GROUP, self._consumer, streams, count=entries_max, block=block_ms
        )
        pairs: Any = reply.items() if isinstance(reply, dict) else reply or []
        return [
            entry
            for stream, entries in pairs
            for entry in _stream_entries(self._shards[stream], entries)
        ]


def journals(redis: Redis, keys: Keys, *, consumer: str) -> list[Journal]:
    """Return the journals that together read every shard: one, or on a Redis Cluster one per shard.

    On a cluster a call can wait for the streams of one slot only.
    """
    if isinstance(redis, RedisCluster):
        shards = range(keys.shards)
        return [Journal(redis, keys, consumer=consumer, shards=[shard]) for shard in shards]
    return [Journal(redis, keys, consumer=consumer)]


def age_s(entry_id: bytes) -> float:
    """Return the age of an entry in seconds: its id begins with the ms of Redis' own clock (0205)."""
    return max(0.0, time.time() - int(entry_id.partition(b"-")[0]) / 1000)


def _stream_entries(shard: int, entries: Any) -> list[StreamEntry]:
    # An entry that was deleted while a consumer still held it comes back without fields.
    return [
        StreamEntry(shard, entry_id, fields[b"entry"], int(fields.get(b"epoch", 0)))
        for entry_id, fields in entries
        if fields
    ]

"""The journal's reading side: Redis streams, read through one consumer group over all nodes.

An entry stays in its stream until it is in the archive. A node that dies leaves its entries to its
own next start, or to whichever node claims them after `CLAIM_AFTER_MS`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from redis import ResponseError
from redis.asyncio import Redis, RedisCluster

from server.bidding.hot_state.keys import Keys
from server.domain.types import ItemId

GROUP = "archive"
BLOCK_MS = 1_000
CLAIM_AFTER_MS = 5_000
KEPT_AFTER_END_S = 24 * 3600
"""How long an ended item's answers and latest bids are still in Redis once all of it is archived."""


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as it stands in a stream: where it is, its encoded JournalEntry, its item's epoch."""

    shard: int
    entry_id: bytes
    entry: bytes
    epoch: int


class Journal:
    """One consumer of some shards' streams. Methods raise `redis.RedisError`."""

    def __init__(
        self, redis: Redis, keys: Keys, *, consumer: str, shards: Sequence[int] | None = None
    ) -> None:
        """`redis` must wait longer for a reply than BLOCK_MS; `consumer` is the node's lasting name."""
        self._redis = redis
        self._keys = keys
        self._consumer = consumer
        shards = range(keys.shards) if shards is None else shards
        self._shards = {keys.journal(shard).encode(): shard for shard in shards}

    async def join(self) -> None:
        """Make the group where it is missing; it begins with the oldest entry there is."""
        for stream in self._shards:
            try:
                await self._redis.xgroup_create(stream, GROUP, id="0", mkstream=True)
            except ResponseError as error:
                if not str(error).startswith("BUSYGROUP"):
                    raise

    async def read_own(self, lines_max: int) -> list[Line]:
        """Return entries that this consumer was given before and never acknowledged."""
        return await self._read("0", lines_max, block_ms=None)

    async def read(self, lines_max: int) -> list[Line]:
        """Return new entries, waiting up to BLOCK_MS for the first."""
        return await self._read(">", lines_max, block_ms=BLOCK_MS)

    async def claim(self, lines_max: int) -> list[Line]:
        """Take over entries that some consumer has held for too long."""
        lines: list[Line] = []
        for stream, shard in self._shards.items():
            _, entries, *_ = await self._redis.xautoclaim(
                stream, GROUP, self._consumer, CLAIM_AFTER_MS, start_id="0", count=lines_max
            )
            lines += _lines(shard, entries)
        return lines

    async def done(self, lines: Sequence[Line], ended: Iterable[ItemId] = ()) -> None:
        """Take archived entries out of their streams; let go of what `ended` items no longer need."""
        by_shard: dict[int, list[bytes]] = {}
        for line in lines:
            by_shard.setdefault(line.shard, []).append(line.entry_id)
        async with self._redis.pipeline(transaction=False) as pipe:
            for shard, ids in by_shard.items():
                stream = self._keys.journal(shard)
                pipe.xack(stream, GROUP, *ids)
                pipe.xdel(stream, *ids)
            for item_id in ended:
                shard = self._keys.shard(item_id)
                pipe.expire(self._keys.receipts(shard, item_id), KEPT_AFTER_END_S)
                pipe.expire(self._keys.recent(shard, item_id), KEPT_AFTER_END_S)
            await pipe.execute()

    async def refuse(self, line: Line, reason: str) -> None:
        """Set an entry aside that the archive can't take, so that the others go on; nothing is lost."""
        refused = {"entry": line.entry, "epoch": line.epoch, "reason": reason}
        await self._redis.xadd(self._keys.refused(line.shard), refused)  # type: ignore[arg-type]
        await self.done([line])

    async def _read(self, after: str, lines_max: int, *, block_ms: int | None) -> list[Line]:
        streams: Any = dict.fromkeys(self._shards, after)
        reply = await self._redis.xreadgroup(
            GROUP, self._consumer, streams, count=lines_max, block=block_ms
        )
        pairs: Any = reply.items() if isinstance(reply, dict) else reply or []
        return [line for stream, entries in pairs for line in _lines(self._shards[stream], entries)]


def journals(redis: Redis, keys: Keys, *, consumer: str) -> list[Journal]:
    """Return the journals that together read every shard: one, on a cluster one per shard.

    A call to a cluster can wait for the streams of one slot only.
    """
    if isinstance(redis, RedisCluster):
        shards = range(keys.shards)
        return [Journal(redis, keys, consumer=consumer, shards=[shard]) for shard in shards]
    return [Journal(redis, keys, consumer=consumer)]


def _lines(shard: int, entries: Any) -> list[Line]:
    # An entry that was deleted while somebody still held it comes back without fields.
    return [
        Line(shard, entry_id, fields[b"entry"], int(fields.get(b"epoch", 0)))
        for entry_id, fields in entries
        if fields
    ]

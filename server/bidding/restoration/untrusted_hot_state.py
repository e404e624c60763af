"""The calls of Redis that restoration makes on a hot state that is not trusted.

A lease decides which node restores a shard. It is lost together with the restored items if Redis loses
its data again, and it counts only on the server that it was taken on.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from redis.asyncio import Redis

from server.bidding.archive import NewEpoch
from server.bidding.hot_state.admissions import Admissions, Exposure
from server.bidding.hot_state.arguments import Argument, restore_arguments
from server.bidding.hot_state.hot_state import KEPT_MS
from server.bidding.hot_state.keys import Keys
from server.bidding.hot_state.scripts import HotStateUntrusted, Scripts
from server.bidding.settling.records import decode_item
from server.domain.item import Item
from server.domain.types import AuctionId, ItemId, NodeId


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to restore a shard, on the server with this replication id."""

    shard: int
    token: str
    replication_id: bytes


class UntrustedHotState:
    """A hot state that is being restored. Every method raises `redis.RedisError`."""

    def __init__(self, redis: Redis, keys: Keys, *, node: NodeId, recent_bids_max: int) -> None:
        self.keys = keys
        self.scripts = Scripts(redis)
        self.admissions = Admissions(redis, keys)
        self._redis = redis
        self._node = node
        self._recent_bids_max = recent_bids_max

    async def seqs(self, shard: int, item_ids: Sequence[ItemId]) -> dict[ItemId, int]:
        """Return the seq of each item, 0 for an item that Redis does not have."""
        async with self._redis.pipeline(transaction=False) as pipe:
            for item_id in item_ids:
                pipe.hget(self.keys.item(shard, item_id), "seq")
            seqs = await pipe.execute()
        return {item_id: int(seq or 0) for item_id, seq in zip(item_ids, seqs, strict=True)}

    async def lock_items(
        self, shard: int, token: str, ttl_ms: int, item_ids: Sequence[ItemId]
    ) -> dict[ItemId, Item | None]:
        """Take items' locks; return the items whose locks were free, None for one Redis lacks."""
        keys = [key for item_id in item_ids for key in self.keys.for_acquire(shard, item_id)[:3]]
        states = await self.scripts.run("lock_items", keys, [token, self._node, ttl_ms])
        return {
            item_id: decode_item(found[0]) if found[0] else None
            for item_id, found in zip(item_ids, states, strict=True)
            if found is not None
        }

    async def restore(
        self, shard: int, token: str, epochs: Mapping[ItemId, NewEpoch]
    ) -> set[ItemId]:
        """Begin new epochs of locked items and release their locks; return the items it was done for."""
        keys = [self.keys.due(shard)]
        args: list[Argument] = [token, self._node, KEPT_MS, self.keys.wake]
        for item_id, begun in epochs.items():
            listing, rebuilt = restore_arguments(begun.events, recent_max=self._recent_bids_max)
            keys += self.keys.for_commit(shard, item_id, listing)
            args += (item_id, begun.epoch, *rebuilt)
        done = await self.scripts.run("restore", keys, args)
        return {item_id for item_id, reply in zip(epochs, done, strict=True) if reply == 1}

    async def set_exposure(self, auction_id: AuctionId, exposures: Iterable[Exposure]) -> None:
        """Set users' exposures for items of an auction that have ended."""
        keys = [self.keys.exposure(self.keys.shard(auction_id), auction_id)]
        args = [value for exposure in exposures for value in exposure]
        await self.scripts.run("set_exposure", keys, args)

    async def is_trusted(self, shard: int) -> bool:
        """Tell whether a shard has been compared with the archive since Redis may have lost data."""
        try:
            keys = [self.keys.trusted(shard), self.keys.clock(shard)]
            await self.scripts.run("read", keys, [0])
        except HotStateUntrusted:
            return False
        return True

    async def take_lease(self, shard: int, token: str, ttl_ms: int) -> Lease | None:
        """Take the lease on a shard's restoration, unless another node has it."""
        restoring = [self.keys.restoring(shard)]
        replication_id = await self.scripts.run("take_lease", restoring, [token, ttl_ms])
        return None if replication_id is None else Lease(shard, token, replication_id)

    async def extend(self, lease: Lease, ttl_ms: int) -> bool:
        """Extend a lease; return False if it is lost, with everything that has been restored."""
        return await self._run_lease(lease, ttl_ms, done=False)

    async def mark_trusted(self, lease: Lease) -> bool:
        """End a lease by marking its shard as trusted; return False if the lease is lost."""
        return await self._run_lease(lease, 0, done=True)

    async def mark_untrusted(self, shard: int) -> None:
        """Delete a shard's mark, and the lease of a node that restores it."""
        await self._redis.delete(self.keys.trusted(shard), self.keys.restoring(shard))

    async def contest(self, item_ids: Iterable[ItemId]) -> None:
        """Have the shards of items restored of which the archive has another history (0114)."""
        for shard in self.keys.by_shard(item_ids):
            await self.mark_untrusted(shard)

    async def _run_lease(self, lease: Lease, ttl_ms: int, *, done: bool) -> bool:
        keys = [self.keys.restoring(lease.shard), self.keys.trusted(lease.shard)]
        args = [lease.token, ttl_ms, lease.replication_id, int(done)]
        reply: object = await self.scripts.run("lease", keys, args)
        return reply == 1

"""The calls of Redis that restoration makes on a hot state that is not trusted.

They work whether or not Redis knows the scripts of the hot state. A lease, which is lost together with
the restored items if Redis loses its data again, decides which node restores a shard.
"""

from collections.abc import Iterable, Mapping, Sequence

from redis.asyncio import Redis

from server.bidding.archive import NewEpoch
from server.bidding.hot_state.admissions import Admissions, Exposure
from server.bidding.hot_state.arguments import Argument, restore_arguments
from server.bidding.hot_state.hot_state import KEPT_MS
from server.bidding.hot_state.keys import Keys
from server.bidding.hot_state.scripts import Scripts
from server.bidding.settling.records import decode_item
from server.domain.item import Item
from server.domain.types import AuctionId, ItemId, NodeId


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
        states = await self.scripts.run_unloaded("lock_items", keys, [token, self._node, ttl_ms])
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
        done = await self.scripts.run_unloaded("restore", keys, args)
        return {item_id for item_id, reply in zip(epochs, done, strict=True) if reply == 1}

    async def set_exposure(self, auction_id: AuctionId, exposures: Iterable[Exposure]) -> None:
        """Set users' exposures for items of an auction that have ended."""
        keys = [self.keys.exposure(self.keys.shard(auction_id), auction_id)]
        args = [value for exposure in exposures for value in exposure]
        await self.scripts.run_unloaded("set_exposure", keys, args)

    async def is_trusted(self, shard: int) -> bool:
        """Tell whether a shard has been compared with the archive since Redis last lost data."""
        return bool(await self._redis.exists(self.keys.trusted(shard)))

    async def take_lease(self, shard: int, token: str, ttl_ms: int) -> bool:
        """Take the lease on a shard's restoration, unless another node has it."""
        lease = self.keys.restoring(shard)
        return bool(await self._redis.set(lease, token, nx=True, px=ttl_ms))

    async def extend_lease(self, shard: int, token: str, ttl_ms: int) -> bool:
        """Extend the lease; return False if it is lost, with everything that has been restored."""
        return await self._lease(shard, token, ttl_ms, done=False)

    async def mark_trusted(self, shard: int, token: str) -> bool:
        """End the lease by marking the shard as trusted; return False if the lease is lost."""
        return await self._lease(shard, token, 0, done=True)

    async def mark_untrusted(self, shard: int) -> None:
        """Delete a shard's mark, and the lease of a node that restores it."""
        await self._redis.delete(self.keys.trusted(shard), self.keys.restoring(shard))

    async def _lease(self, shard: int, token: str, ttl_ms: int, *, done: bool) -> bool:
        keys = [self.keys.restoring(shard), self.keys.trusted(shard)]
        reply: object = await self.scripts.run_unloaded("lease", keys, [token, ttl_ms, int(done)])
        return reply == 1

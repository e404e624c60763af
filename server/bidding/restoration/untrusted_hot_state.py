"""The Redis side of restoring items: untrusted reading under their locks, and their new epochs."""

from collections.abc import Iterable, Mapping, Sequence

from redis.asyncio import Redis

from server.bidding.archive import NewEpoch
from server.bidding.hot_state.admissions import Debt
from server.bidding.hot_state.hot_state import KEPT_MS, HotState, counted
from server.bidding.settling.records import decode_item, encode, recent
from server.bidding.settling.settle import retell
from server.domain.events import Event
from server.domain.formats import dues
from server.domain.item import Item
from server.domain.listings.listing import Listing
from server.domain.types import AuctionId, ItemId


class UntrustedHotState:
    """What `memory` asks of Redis. Every method raises `redis.RedisError`."""

    def __init__(self, redis: Redis, hot_state: HotState) -> None:
        self.keys = hot_state.keys
        self.scripts = hot_state.scripts
        self._redis = redis
        self._node = hot_state.node
        self._recent_bids_max = hot_state.recent_bids_max

    async def heads(self, shard: int, item_ids: Sequence[ItemId]) -> dict[ItemId, int]:
        """Return the seq of each item, trusted or not; 0 where there is none."""
        async with self._redis.pipeline(transaction=False) as pipe:
            for item_id in item_ids:
                pipe.hget(self.keys.item(shard, item_id), "seq")
            seqs = await pipe.execute()
        return {item_id: int(seq or 0) for item_id, seq in zip(item_ids, seqs, strict=True)}

    async def claim(
        self, shard: int, token: str, ttl_ms: int, item_ids: Sequence[ItemId]
    ) -> dict[ItemId, Item | None]:
        """Take items' locks, trusted or not; return what there is of those that could be had."""
        keys = [key for item_id in item_ids for key in self.keys.acquired(shard, item_id)[:3]]
        states = await self.scripts.run_unloaded("lock_items", keys, [token, self._node, ttl_ms])
        return {
            item_id: decode_item(found[0]) if found[0] else None
            for item_id, found in zip(item_ids, states, strict=True)
            if found is not None
        }

    async def restore(
        self, shard: int, token: str, epochs: Mapping[ItemId, NewEpoch]
    ) -> set[ItemId]:
        """Begin claimed items' new epochs and let their locks go; return those for which it was done."""
        keys = [self.keys.due(shard)]
        args: list[str | int | bytes] = [token, self._node, KEPT_MS, self.keys.wake]
        for item_id, begun in epochs.items():
            listing, told = _retold(begun.events or (), self._recent_bids_max)
            keys += self.keys.committed(shard, item_id, listing)
            args += (item_id, begun.epoch, *told)
        done = await self.scripts.run_unloaded("restore", keys, args)
        return {item_id for item_id, reply in zip(epochs, done, strict=True) if reply == 1}

    async def owe(self, auction_id: AuctionId, debts: Iterable[Debt]) -> None:
        """Set what users owe for items of an auction that have ended."""
        keys = [self.keys.dues(self.keys.shard(auction_id), auction_id)]
        args = [value for debt in debts for value in debt]
        await self.scripts.run_unloaded("set_exposure", keys, args)

    async def is_trusted(self, shard: int) -> bool:
        """Tell whether a shard has been held against the archive since it may have forgotten."""
        return bool(await self._redis.exists(self.keys.trusted(shard)))

    async def begin(self, shard: int, token: str, ttl_ms: int) -> bool:
        """Take the lease of a shard's restoring, if nobody has it."""
        lease = self.keys.restoring(shard)
        return bool(await self._redis.set(lease, token, nx=True, px=ttl_ms))

    async def go_on(self, shard: int, token: str, ttl_ms: int) -> bool:
        """Hold on to the lease; return False when it is lost, with all that has been restored."""
        return await self._lease(shard, token, ttl_ms, done=False)

    async def trust(self, shard: int, token: str) -> bool:
        """Mark a shard as holding all that was committed; return False when the lease is lost."""
        return await self._lease(shard, token, 0, done=True)

    async def unmark(self, shard: int) -> None:
        """Take a shard's mark away, and the lease of whoever restores it."""
        await self._redis.delete(self.keys.trusted(shard), self.keys.restoring(shard))

    async def _lease(self, shard: int, token: str, ttl_ms: int, *, done: bool) -> bool:
        keys = [self.keys.restoring(shard), self.keys.trusted(shard)]
        reply: object = await self.scripts.run_unloaded("lease", keys, [token, ttl_ms, int(done)])
        return reply == 1


def _retold(
    events: tuple[Event, ...], recent_max: int
) -> tuple[Listing | None, list[str | int | bytes]]:
    """Return an item's listing and what is to be kept of it; None and nothing without events."""
    if not events:
        return None, ["", b"", b"", 0, 0, 0]
    item, receipts = retell(events)
    due_at = b"" if item.due_at is None else item.due_at
    return item.listing, [
        *(item.seq, encode(item), due_at),
        *counted((bid_id, encode(receipt)) for bid_id, receipt in receipts.items()),
        *counted((encode(event),) for event in recent(events)[-recent_max:]),
        *counted(dues(item).items() if item.listing.checks_bidders else ()),
    ]

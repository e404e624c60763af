"""The calls of Redis that restoration makes: leases, eras, and items that are unchecked.

A lease counts only on the server that it was taken on, because its replica may have received the lease
without what was done under it.
"""

import secrets
from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from redis.asyncio import Redis

from server.bidding.archive import Head, NewEpoch
from server.bidding.hot_state.admissions import Admissions
from server.bidding.hot_state.arguments import Argument, released, restore_arguments
from server.bidding.hot_state.hot_state import KEPT_MS
from server.bidding.hot_state.keys import KEPT_AFTER_END_S, Keys
from server.bidding.hot_state.scripts import (
    HotStateUntrusted,
    LocksLostError,
    NotReplicatedError,
    Scripts,
)
from server.bidding.settling.records import Receipt, decode_item, decode_listing, encode
from server.domain.item import Item
from server.domain.types import ENDED, Amount, AuctionId, BidId, ItemId, Millis, NodeId, UserId

JOURNAL_PIECE = 500
"""Journal entries that are read at once."""


@dataclass(frozen=True, slots=True)
class Era:
    """The era of a shard.

    `swept` if all its live items have been checked, and `filled` if they have the receipts of older bids.
    """

    shard: int
    token: bytes
    swept: bool
    filled: bool


@dataclass(frozen=True, slots=True)
class LockedItems:
    """Unchecked items whose locks were taken, None for one that Redis lacks, and the `checked` ones."""

    heads: Mapping[ItemId, Head | None]
    checked: Collection[ItemId]


@dataclass(frozen=True, slots=True)
class Unfilled:
    """A restored item without its receipts of bids up to event `receipts_after`."""

    item_id: ItemId
    epoch: int
    receipts_after: int
    ended: bool


class UntrustedHotState:
    """A hot state that is being restored. Every method raises `redis.RedisError`."""

    def __init__(
        self,
        redis: Redis,
        keys: Keys,
        *,
        node: NodeId,
        recent_bids_max: int,
        replica_wait_ms: int | None = None,
    ) -> None:
        """Wait for a replica for `replica_wait_ms` before items begin epochs, or for none (0215)."""
        self.keys = keys
        self.admissions = Admissions(redis, keys)
        self.recent_bids_max = recent_bids_max
        self._redis = redis
        self._scripts = Scripts(redis)
        self._node = node
        self._replica_wait_ms = replica_wait_ms
        # The floor of this node waits in the lines under the node's own name.
        self._restorer = f"{node}:restorer"

    async def era(self, shard: int) -> Era | None:
        """Return a shard's era, or None if it has to begin a new one."""
        keys = [self.keys.trusted(shard), self.keys.unfilled(shard)]
        try:
            token, swept, filled = await self._scripts.run("era", keys, [])
        except HotStateUntrusted:
            return None
        return Era(shard, token, bool(swept), bool(filled))

    async def take_lease(self, shard: int, ttl_ms: int) -> bytes | None:
        """Take or extend the lease to begin an era; return the server's replication id, or None."""
        return await self._take(self.keys.restoring(shard), ttl_ms)

    async def begin_era(self, shard: int, replication_id: bytes, *, swept: bool) -> bool:
        """Begin a shard's era under the lease; return False if the lease is lost.

        `swept` says that there is nothing to check.
        """
        keys = [self.keys.restoring(shard), self.keys.trusted(shard), self.keys.clock(shard)]
        args = [self._node, replication_id, secrets.token_hex(4), int(swept)]
        reply: object = await self._scripts.run("begin_era", keys, args)
        return reply == 1

    async def prove_service(self, era: Era, served_at: Millis) -> None:
        """Complete what a shard knows of its last service; the archive knows of `served_at`, 0 if none.

        0157: before any item of the era is restored, so that an outage is known before an item can end.
        """
        keys = [self.keys.trusted(era.shard), self.keys.clock(era.shard)]
        await self._scripts.run("prove_service", keys, [era.token, served_at])

    async def confirm(self, era: Era, token: str, item_ids: Iterable[ItemId]) -> None:
        """Raise a RedisError unless items may begin epochs from their states as they were read.

        That is LocksLostError if `token` no longer holds their locks in this era (0233), and
        NotReplicatedError if no replica follows the server. A server that another one has replaced
        unnoticed has no replica any more (0215). Without `replica_wait_ms` no replica is asked.
        """
        trusted = self.keys.trusted(era.shard)
        locks = [self.keys.lock(era.shard, item_id) for item_id in item_ids]
        if not await self._scripts.run("holds", [trusted, *locks], [token, era.token]):
            raise LocksLostError("the locks of items that are restored have expired")
        if self._replica_wait_ms is None:
            return
        keys = [trusted, self.keys.replicated(era.shard)]
        found, replicas = await self._scripts.run_and_wait(
            "replicate", keys, wait_ms=self._replica_wait_ms
        )
        if found != era.token or not replicas:
            raise NotReplicatedError("no replica follows the server whose items are restored")

    async def announce_loss(self, shard: int) -> None:
        """Have every node archive the commits of which it alone may know."""
        await self._redis.publish(self.keys.losses, str(shard))

    async def mark_untrusted(self, shard: int) -> None:
        """End a shard's era."""
        await self._redis.delete(self.keys.trusted(shard))

    async def contest(self, item_ids: Iterable[ItemId]) -> None:
        """Have items restored of which the archive has another history (0114)."""
        for item_id in item_ids:
            await self._redis.hdel(self.keys.item(self.keys.shard(item_id), item_id), "era")

    async def take_sweep(self, shard: int, ttl_ms: int) -> bool:
        """Take or extend the lease to sweep a shard; return False if another node has it."""
        return await self._take(self.keys.sweeping(shard), ttl_ms) is not None

    async def end_sweep(self, era: Era) -> None:
        """Note that all live items have been checked, unless another era has begun."""
        await self._scripts.run("end_sweep", [self.keys.trusted(era.shard)], [era.token])

    async def unchecked(self, era: Era, item_ids: Sequence[ItemId]) -> dict[ItemId, int]:
        """Return those of the items that are unchecked, each with its seq in Redis, 0 for a missing one."""
        async with self._redis.pipeline(transaction=False) as pipe:
            for item_id in item_ids:
                pipe.hmget(self.keys.item(era.shard, item_id), ["era", "seq"])
            found = await pipe.execute()
        return {
            item_id: int(seq or 0)
            for item_id, (checked, seq) in zip(item_ids, found, strict=True)
            if checked != era.token
        }

    async def lock_items(
        self, era: Era, token: str, ttl_ms: int, item_ids: Sequence[ItemId]
    ) -> LockedItems:
        """Take the locks of those items that are unchecked and whose locks are free."""
        keys = [self.keys.trusted(era.shard)]
        for item_id in item_ids:
            keys += self.keys.for_acquire(era.shard, item_id)[:3]
        args = [token, self._restorer, ttl_ms, era.token]
        replies = dict(
            zip(item_ids, await self._scripts.run("lock_items", keys, args), strict=True)
        )
        return LockedItems(
            heads={
                item_id: Head(_item(*reply[:2]), int(reply[2])) if reply[0] else None
                for item_id, reply in replies.items()
                if isinstance(reply, list)
            },
            checked={item_id for item_id, reply in replies.items() if reply == 1},
        )

    async def journal(self, shard: int) -> AsyncIterator[list[tuple[int, bytes]]]:
        """Read a shard's journal in pieces of encoded entries, each after its epoch."""
        stream, after = self.keys.journal(shard), b"-"
        while True:
            found: Any = await self._redis.xrange(stream, min=after, count=JOURNAL_PIECE)
            if not found:
                return
            yield [(int(fields.get(b"epoch", 0)), fields[b"entry"]) for _, fields in found]
            after = b"(" + found[-1][0]

    async def restore(
        self, era: Era, token: str, epochs: Mapping[ItemId, NewEpoch | None], *, checked: bool
    ) -> set[ItemId]:
        """Begin new epochs of locked items and release their locks; return the items it was done for.

        None stands for an item that the archive does not have. Without `checked` the items stay
        unchecked until `check_items`.
        """
        shard = era.shard
        keys = [self.keys.trusted(shard), self.keys.due(shard), self.keys.unfilled(shard)]
        keys.append(self.keys.groups(shard))
        args: list[Argument] = [token, self._restorer, KEPT_MS, self.keys.wake, era.token]
        for item_id, begun in epochs.items():
            if begun is None:
                listing, restored = restore_arguments(None, None, None, checked=True)
            else:
                listing, restored = restore_arguments(
                    begun.epoch, begun.item, begun.rebuilt, checked=checked
                )
            keys += self.keys.for_commit(shard, item_id, listing)
            args += (item_id, *restored)
        done = await self._scripts.run("restore", keys, args)
        return {item_id for item_id, reply in zip(epochs, done, strict=True) if reply == 1}

    async def release(self, shard: int, token: str, item_ids: Collection[ItemId]) -> None:
        """Release the locks of items that are not restored after all."""
        keys = self.keys.for_commits(shard)
        args: list[Argument] = [token, self._restorer, KEPT_MS, self.keys.wake, 0]
        for item_id in item_ids:
            keys += self.keys.for_commit(shard, item_id, None)
            args += (item_id, 0, *released(0).values)
        await self._scripts.run("commit", keys, args)

    async def check_items(self, era: Era, epochs: Mapping[ItemId, int]) -> bool:
        """Mark restored items as checked in one step; return False if one has begun another epoch."""
        keys = [self.keys.trusted(era.shard)]
        args: list[Argument] = [era.token, KEPT_MS, self.keys.wake]
        for item_id, epoch in epochs.items():
            keys += self.keys.for_acquire(era.shard, item_id)[:3]
            args += (item_id, epoch)
        reply: object = await self._scripts.run("check_items", keys, args)
        return reply == 1

    async def set_exposures(
        self, auction_id: AuctionId, exposures: Mapping[ItemId, Mapping[UserId, Amount]]
    ) -> None:
        """Set users' exposures for items of an auction that have ended."""
        args: list[Argument] = []
        for item_id, amounts in exposures.items():
            args += (item_id, len(amounts))
            for user_id, amount in amounts.items():
                args += (user_id, amount)
        keys = [self.keys.exposure(self.keys.shard(auction_id), auction_id)]
        await self._scripts.run("set_exposure", keys, args)

    async def unfilled(self, shard: int) -> list[Unfilled]:
        """Return the restored items whose older receipts are missing."""
        names: Any = await self._redis.smembers(self.keys.unfilled(shard))
        found = []
        for item_id in [ItemId(name.decode()) for name in names]:
            fields: Any = await self._redis.hmget(
                self.keys.item(shard, item_id), ["epoch", "receipts_after", "state", "listing"]
            )
            epoch, after, state, listing = fields
            if after is not None and state is not None:
                ended = _item(state, listing).status in ENDED
                found.append(Unfilled(item_id, int(epoch), int(after), ended))
        return found

    async def fill(
        self, shard: int, item: Unfilled, receipts: Mapping[BidId, Receipt], *, done: bool
    ) -> bool:
        """Add older receipts to a restored item; return False if it has been restored again."""
        keys = [
            self.keys.item(shard, item.item_id),
            self.keys.receipts(shard, item.item_id),
            self.keys.unfilled(shard),
        ]
        kept_s: Argument = KEPT_AFTER_END_S if item.ended else b""
        args: list[Argument] = [item.item_id, item.epoch, kept_s, int(done)]
        for bid_id, receipt in receipts.items():
            args += (bid_id, encode(receipt))
        reply: object = await self._scripts.run("fill_receipts", keys, args)
        return reply == 1

    async def _take(self, lease: str, ttl_ms: int) -> bytes | None:
        replication_id: bytes | None = await self._scripts.run(
            "take_lease", [lease], [self._node, ttl_ms]
        )
        return replication_id


def _item(state: bytes, listing: bytes | None) -> Item:
    """Decode an item; an earlier form of the state has the listing in it."""
    return decode_item(state, decode_listing(listing) if listing else None)

"""The hot state in Redis: the item lock, the three scripts, and what is read without a lock.

One `HotState` per node; its calls may overlap. Every method raises `redis.RedisError` when Redis
can't be asked; a lost reply to `commit` says nothing about whether it was carried out.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from redis.asyncio import Redis

from server.bidding.clock import RedisClock
from server.bidding.keys import Keys
from server.bidding.records import (
    Receipt,
    decode_bid,
    decode_item,
    decode_receipt,
    encode,
    journal_entry,
)
from server.bidding.settle import Settlement
from server.domain.events import BidAccepted
from server.domain.item import Item
from server.domain.types import BidId, ItemId, Millis

_DUE_MAX = 256


@dataclass(frozen=True, slots=True)
class Held:
    """An item whose lock is ours: its state, and the receipts of the bid_ids that were asked for."""

    item: Item | None
    receipts: Mapping[BidId, Receipt]


@dataclass(frozen=True, slots=True)
class Seen:
    """An item as it stood at one moment, with its latest bids, oldest first."""

    item: Item
    bids: tuple[BidAccepted, ...]
    now: Millis


class HotState:
    """Redis, as the floor and its readers use it."""

    def __init__(
        self, redis: Redis, keys: Keys, clock: RedisClock, *, recent_bids_max: int
    ) -> None:
        self.keys = keys
        self.clock = clock
        self._redis = redis
        self.recent_bids_max = recent_bids_max
        self._acquire = redis.register_script(_script("acquire"))
        self._commit = redis.register_script(_script("commit"))
        self._look = redis.register_script(_script("look"))

    async def acquire(
        self, shard: int, token: str, ttl_ms: int, wanted: Mapping[ItemId, Sequence[BidId]]
    ) -> tuple[Millis, dict[ItemId, Held]]:
        """Take the locks of `wanted` items, all of one shard; return Redis' clock and those we got."""
        keys: list[str] = []
        args: list[str | int] = [token, ttl_ms]
        for item_id, bid_ids in wanted.items():
            keys += (
                self.keys.lock(shard, item_id),
                self.keys.item(shard, item_id),
                self.keys.receipts(shard, item_id),
            )
            args += (len(bid_ids), *bid_ids)
        now, *found = await self._call(self._acquire, keys, args)
        held = {
            item_id: _held(reply, bid_ids)
            for (item_id, bid_ids), reply in zip(wanted.items(), found, strict=True)
            if reply is not None
        }
        return now, held

    async def commit(
        self, shard: int, token: str, settled: Mapping[ItemId, Settlement]
    ) -> set[ItemId]:
        """Write what was settled and let the locks go; return the items that were written.

        The others were fenced off: their lock had passed to somebody else, nothing was written.
        """
        keys = [self.keys.journal(shard), self.keys.due(shard)]
        args: list[str | int | bytes] = [token, self.recent_bids_max]
        for item_id, settlement in settled.items():
            keys += (
                self.keys.lock(shard, item_id),
                self.keys.item(shard, item_id),
                self.keys.receipts(shard, item_id),
                self.keys.recent(shard, item_id),
            )
            args += _commit_args(item_id, settlement)
        replies = await self._commit(keys=keys, args=args)
        return {item_id for item_id, done in zip(settled, replies, strict=True) if done == 1}

    async def look(self, item_ids: Sequence[ItemId], *, bids_max: int = 0) -> dict[ItemId, Seen]:
        """Read items that exist, each with up to `bids_max` of its latest bids."""
        by_shard: dict[int, list[ItemId]] = {}
        for item_id in item_ids:
            by_shard.setdefault(self.keys.shard(item_id), []).append(item_id)
        seen: dict[ItemId, Seen] = {}
        for shard, ids in by_shard.items():
            keys = [
                key
                for item_id in ids
                for key in (self.keys.item(shard, item_id), self.keys.recent(shard, item_id))
            ]
            now, *found = await self._call(self._look, keys, [bids_max])
            for item_id, (state, *bids) in zip(ids, found, strict=True):
                if state is not None:
                    seen[item_id] = Seen(decode_item(state), tuple(map(decode_bid, bids)), now)
        return seen

    async def due(self, shard: int) -> tuple[list[ItemId], Millis | None]:
        """Return the items that time is due to change, and when the next one after them is."""
        sent = time.monotonic()
        async with self._redis.pipeline(transaction=False) as pipe:
            pipe.time()
            pipe.zrange(self.keys.due(shard), 0, _DUE_MAX, withscores=True)
            (seconds, micros), scored = await pipe.execute()
        now = seconds * 1000 + micros // 1000
        self.clock.observe(now, sent)
        due = [ItemId(member.decode()) for member, at in scored if at <= now]
        return due, next((int(at) for _, at in scored if at > now), None)

    async def ping(self) -> None:
        """Return when Redis answers."""
        await self._redis.ping()

    async def _call(self, script: Any, keys: Sequence[str], args: Sequence[Any]) -> list[Any]:
        """Call a script whose reply begins with Redis' clock."""
        sent = time.monotonic()
        reply: list[Any] = await script(keys=keys, args=args)
        self.clock.observe(reply[0], sent)
        return reply


def _script(name: str) -> str:
    return Path(__file__).with_name(f"{name}.lua").read_text()


def _held(reply: list[bytes | None], bid_ids: Sequence[BidId]) -> Held:
    state, *receipts = reply
    return Held(
        item=None if state is None else decode_item(state),
        receipts={
            bid_id: decode_receipt(receipt)
            for bid_id, receipt in zip(bid_ids, receipts, strict=True)
            if receipt is not None
        },
    )


def _commit_args(item_id: ItemId, settlement: Settlement) -> list[str | int | bytes]:
    item, events = settlement.after, settlement.events
    if item is None or not events:
        return [item_id, settlement.seq_read, settlement.seq_read, b"", b"", b"", 0, 0]
    bids = [encode(event) for event in events if isinstance(event, BidAccepted)]
    args: list[str | int | bytes] = [item_id, settlement.seq_read, item.seq, encode(item)]
    args += (encode(journal_entry(item, events)), b"" if item.due_at is None else item.due_at)
    args.append(len(settlement.receipts))
    for bid_id, receipt in settlement.receipts.items():
        args += (bid_id, encode(receipt))
    return [*args, len(bids), *bids]

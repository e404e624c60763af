"""The hot state in Redis: items under their locks, and what is read without a lock.

One `HotState` per node; its calls may overlap. Every method raises `redis.RedisError` when Redis
can't be asked, `HotStateUntrusted` among them when it may have forgotten something; a lost reply to
`commit` says nothing about whether it was carried out.
"""

import time
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

import msgspec
from redis.asyncio import Redis

from server.bidding.hot_state.admissions import Admissions
from server.bidding.hot_state.clock import RedisClock
from server.bidding.hot_state.keys import Keys
from server.bidding.hot_state.scripts import Scripts
from server.bidding.settling.records import (
    Receipt,
    Recent,
    decode_item,
    decode_receipt,
    decode_recent,
    encode,
    journal_entry,
    recent,
)
from server.bidding.settling.settle import Settlement
from server.domain.events import BidAccepted, BidsRetracted
from server.domain.item import Item
from server.domain.types import BidId, ItemId, Millis, NodeId

DUE_MAX = 256
"""Due items that one look returns."""
KEPT_MS = 100
"""How long a lock is kept for the node whose turn it is: far more than a wake-up takes."""


class Held(msgspec.Struct, frozen=True):
    """An item whose lock is ours: its state, and the receipts of the bid_ids that were asked for.

    `epoch` numbers the histories that Redis has begun for it; see `memory`.
    """

    item: Item | None
    receipts: Mapping[BidId, Receipt]
    epoch: int = 0


class Acquired(msgspec.Struct, frozen=True):
    """What came of asking for locks: `waits` says in how many ms to ask again for those not had."""

    now: Millis
    held: dict[ItemId, Held]
    waits: dict[ItemId, Millis]


class Committed(msgspec.Struct, frozen=True):
    """What became of a round's items; those in neither set were fenced off, nothing was written."""

    written: set[ItemId]
    queued: set[ItemId]
    """Of those written: where this node now stands in the lock's line and will be woken."""


class Seen(msgspec.Struct, frozen=True):
    """An item as it stood at one moment, with its latest bids and what was taken back, oldest first."""

    item: Item
    recent: tuple[Recent, ...]
    now: Millis

    @property
    def bids(self) -> tuple[BidAccepted, ...]:
        """The latest bids, also those that were taken back."""
        return tuple(event for event in self.recent if isinstance(event, BidAccepted))

    @property
    def first_seq(self) -> int:
        """From which event on nothing is missing of what is remembered of late events."""
        return self.recent[0].seq if self.recent else self.item.seq + 1

    def retracted(self, since: int = 0) -> frozenset[int]:
        """Return the numbers of the bids that were taken back after event `since`."""
        return frozenset(
            seq
            for event in self.recent
            if isinstance(event, BidsRetracted) and event.seq > since
            for seq in event.seqs
        )


class HotState:
    """Redis, as the floor and its readers use it."""

    def __init__(
        self, redis: Redis, keys: Keys, clock: RedisClock, *, node: NodeId, recent_bids_max: int
    ) -> None:
        """`node` stands for this process in the lines of waiting nodes."""
        self.keys = keys
        self.clock = clock
        self.scripts = Scripts(redis)
        self.recent_bids_max = recent_bids_max
        self.admissions = Admissions(redis, keys)
        self.node = node
        self.recall: Callable[[Sequence[ItemId]], Awaitable[bool]] = _nothing_to_recall
        """Restores items that Redis may have forgotten; says whether there were any."""
        self._redis = redis

    async def acquire(
        self, shard: int, token: str, ttl_ms: int, wanted: Mapping[ItemId, Sequence[BidId] | None]
    ) -> Acquired:
        """Take the locks of `wanted` items, all of one shard, or get in their lines.

        With them come the receipts of the bid_ids that are named for an item, or all for None.
        """
        keys = [self.keys.trusted(shard)]
        args: list[str | int] = [token, self.node, ttl_ms]
        for item_id, bid_ids in wanted.items():
            keys += self.keys.acquired(shard, item_id)
            args += (-1,) if bid_ids is None else (len(bid_ids), *bid_ids)
        now, *found = await self._run("acquire", keys, args)
        acquired = Acquired(now, {}, {})
        for (item_id, bid_ids), reply in zip(wanted.items(), found, strict=True):
            if isinstance(reply, int):
                acquired.waits[item_id] = reply
            else:
                acquired.held[item_id] = _held(reply, bid_ids)
        return acquired

    async def commit(
        self,
        shard: int,
        token: str,
        settled: Mapping[ItemId, Settlement],
        again: Collection[ItemId] = (),
    ) -> Committed:
        """Write what was settled and hand the locks on.

        `again` names items for which more waits here: the lock comes back after the others' turns.
        """
        keys = [self.keys.journal(shard), self.keys.due(shard)]
        args: list[str | int | bytes] = [token, self.node, KEPT_MS, self.keys.wake]
        args.append(self.recent_bids_max)
        for item_id, settlement in settled.items():
            listing = settlement.after.listing if settlement.after else None
            keys += self.keys.committed(shard, item_id, listing)
            args += (item_id, int(item_id in again), *_written(settlement))
        replies = await self.scripts.run("commit", keys, args)
        done = dict(zip(settled, replies, strict=True))
        return Committed(
            written={item_id for item_id, reply in done.items() if reply > 0},
            queued={item_id for item_id, reply in done.items() if reply > 1},
        )

    async def look(self, item_ids: Sequence[ItemId], *, bids_max: int = 0) -> dict[ItemId, Seen]:
        """Read items that exist, each with up to `bids_max` of its latest bids."""
        seen = await self._look(item_ids, bids_max)
        missing = [item_id for item_id in item_ids if item_id not in seen]
        if missing and await self.recall(missing):
            seen |= await self._look(missing, bids_max)
        return seen

    async def ensure(self, item_id: ItemId) -> None:
        """Restore an item that Redis has lost and the archive knows, so that it can't begin twice."""
        await self.look([item_id])

    async def due(self, shard: int) -> tuple[list[ItemId], Millis | None]:
        """Return the items that time is due to change, and when the next one after them is."""
        keys = [self.keys.trusted(shard), self.keys.due(shard)]
        _, after, *item_ids = await self._run("due", keys, [DUE_MAX])
        return [ItemId(each.decode()) for each in item_ids], None if after < 0 else after

    async def mark_untrusted(self, shard: int) -> None:
        """Have every node hold a shard against the archive before it goes on."""
        await self._redis.delete(self.keys.trusted(shard), self.keys.restoring(shard))
        self.scripts.lost()

    async def ping(self) -> None:
        """Return when every shard answers and can be trusted."""
        for shard in range(self.keys.shards):
            await self._run("read", [self.keys.trusted(shard)], [0])

    async def _look(self, item_ids: Sequence[ItemId], bids_max: int) -> dict[ItemId, Seen]:
        seen: dict[ItemId, Seen] = {}
        for shard, ids in self.keys.by_shard(item_ids).items():
            keys = [self.keys.trusted(shard)]
            for item_id in ids:
                keys += (self.keys.item(shard, item_id), self.keys.recent(shard, item_id))
            now, *found = await self._run("read", keys, [bids_max])
            for item_id, (state, *bids) in zip(ids, found, strict=True):
                if state is not None:
                    seen[item_id] = Seen(decode_item(state), tuple(map(decode_recent, bids)), now)
        return seen

    async def _run(self, script: str, keys: Sequence[str], args: Sequence[Any]) -> list[Any]:
        """Run a script whose reply begins with Redis' clock."""
        sent = time.monotonic()
        reply = await self.scripts.run(script, keys, args)
        self.clock.observe(reply[0], sent)
        return reply


async def _nothing_to_recall(item_ids: Sequence[ItemId]) -> bool:  # noqa: ARG001 - a stand-in
    return False


def counted(values: Iterable[tuple[str | int | bytes, ...]]) -> list[str | int | bytes]:
    """Flatten tuples for a script, their number first."""
    rows = list(values)
    return [len(rows), *(value for row in rows for value in row)]


def _held(reply: list[bytes | None], bid_ids: Sequence[BidId] | None) -> Held:
    epoch, state, *receipts = reply
    if bid_ids is None:
        bid_ids = [BidId(bid_id.decode()) for bid_id in receipts[::2] if bid_id is not None]
        receipts = receipts[1::2]
    return Held(
        item=None if state is None else decode_item(state),
        receipts={
            bid_id: decode_receipt(receipt)
            for bid_id, receipt in zip(bid_ids, receipts, strict=True)
            if receipt is not None
        },
        epoch=int(epoch or 0),
    )


def _written(settlement: Settlement) -> list[str | int | bytes]:
    item, events = settlement.after, settlement.events
    if item is None or not events:
        return [settlement.seq_read, settlement.seq_read, b"", b"", b"", 0, 0, 0]
    entry = encode(journal_entry(item, events))
    due_at = b"" if item.due_at is None else item.due_at
    receipts = ((bid_id, encode(each)) for bid_id, each in settlement.receipts.items())
    return [
        *(settlement.seq_read, item.seq, encode(item), entry, due_at),
        *counted(receipts),
        *counted((encode(event),) for event in recent(events)),
        *counted(
            (due.user_id, due.amount, "" if due.limit is None else due.limit)
            for due in settlement.dues
        ),
    ]

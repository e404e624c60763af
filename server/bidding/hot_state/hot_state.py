"""The hot state in Redis: items are changed under their locks and read without.

A node has one `HotState`, and its calls may overlap. Every method raises `redis.RedisError` when Redis
does not answer. HotStateUntrusted, one of them, is raised when Redis may lack committed events. After
a lost reply it is unknown whether a commit was carried out.
"""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from typing import Any, Protocol

import msgspec
from redis import ResponseError
from redis.asyncio import Redis

from server.bidding.hot_state.admissions import Admissions
from server.bidding.hot_state.arguments import Argument, commit_arguments, release_arguments
from server.bidding.hot_state.clock import RedisClock
from server.bidding.hot_state.keys import Keys
from server.bidding.hot_state.scripts import (
    HotStateReadOnly,
    HotStateUntrusted,
    Scripts,
    refusal_of_writes,
)
from server.bidding.hot_state.timed_scripts import TimedScripts
from server.bidding.settling.records import (
    Receipt,
    Recent,
    decode_item,
    decode_receipt,
    decode_recent,
)
from server.bidding.settling.settle import Settlement
from server.domain.events import BidAccepted, BidsRetracted
from server.domain.item import Item
from server.domain.types import BidId, ItemId, Millis, NodeId, Position

RECEIPTS_PAGE = 250
"""Receipts that are read at once."""
DUE_MAX = 256
"""Due items that one call returns."""
KEPT_MS = 100
"""Time for which a lock is kept for the next node in its line, far more than a wake-up takes."""


class Restoration(Protocol):
    """What a hot state asks for when it lacks something. `restoration.restorer` implements it."""

    def hot_state_lost(self) -> None:
        """Have a new era begun soon, because a shard has turned out to be untrusted."""
        ...

    def want(self, item_ids: Collection[ItemId]) -> None:
        """Have unchecked items restored as soon as possible; the nodes in their lines are woken then."""
        ...

    async def restore(self, item_ids: Sequence[ItemId]) -> Collection[ItemId]:
        """Restore items that are unchecked or missing; return those that the archive has.

        Raises HotStateUntrusted if that can't be done in time.
        """
        ...

    async def used_bid_ids(
        self, item_id: ItemId, bid_ids: Sequence[BidId], last: int
    ) -> Collection[BidId]:
        """Return those of the bid_ids that an item's events up to number `last` accepted.

        Raises HotStateUntrusted if that can't be found out in time.
        """
        ...


class NoRestoration:
    """The stand-in for a hot state that nobody restores."""

    def hot_state_lost(self) -> None:
        """Leave an untrusted hot state as it is."""

    def want(self, item_ids: Collection[ItemId]) -> None:
        """Leave unchecked items as they are."""

    async def restore(self, item_ids: Sequence[ItemId]) -> Collection[ItemId]:  # noqa: ARG002
        """Find nothing to restore."""
        return ()

    async def used_bid_ids(
        self,
        item_id: ItemId,  # noqa: ARG002
        bid_ids: Sequence[BidId],  # noqa: ARG002
        last: int,  # noqa: ARG002
    ) -> Collection[BidId]:
        """Find no bid."""
        return ()


class HeldItem(msgspec.Struct, frozen=True):
    """An item whose lock a round holds: its state, and the receipts of the bid_ids asked for."""

    item: Item | None
    receipts: Mapping[BidId, Receipt]
    epoch: int = 0
    """The number of times that the item has been restored; see `restoration`."""
    receipts_after: int = 0
    """The receipts of bids up to this event number are still being restored."""
    error: Exception | None = None
    """The reason why the stored item and receipts could not be decoded; `item` is then None."""


class Acquired(msgspec.Struct, frozen=True):
    """The reply to a call for locks, at Redis' time `now`."""

    now: Millis
    held: dict[ItemId, HeldItem]
    waits: dict[ItemId, Millis]
    """Items whose locks are taken, with the ms after which to try again."""
    unchecked: set[ItemId] = set()
    """Items that must be restored first. This node is in their lines."""


class Committed(msgspec.Struct, frozen=True):
    """The items of a round that were written. The others were fenced off, and nothing of them was."""

    written: set[ItemId]
    queued: set[ItemId]
    """Written items for whose lock this node is in the line: it will be woken."""
    failed: Mapping[ItemId, Exception] = {}
    """Items whose settlement could not be encoded. Their locks are released, and nothing was written."""
    entries: Mapping[ItemId, bytes] = {}
    """The encoded journal entries of the settlements that changed their items."""


class Snapshot(msgspec.Struct, frozen=True):
    """An item at one moment, with its latest bids and retractions, oldest first."""

    item: Item
    recent: tuple[Recent, ...]
    now: Millis
    epoch: int = 0

    @property
    def position(self) -> Position:
        """The item's last event."""
        return Position(self.epoch, self.item.seq)

    @property
    def bids(self) -> tuple[BidAccepted, ...]:
        """The latest bids, including those that were retracted."""
        return tuple(event for event in self.recent if isinstance(event, BidAccepted))

    @property
    def first_seq(self) -> int:
        """The event number from which `recent` is complete."""
        return self.recent[0].seq if self.recent else self.item.seq + 1

    def retracted(self, since: int = 0) -> frozenset[int]:
        """Return the numbers of the bids that were retracted after event `since`."""
        return frozenset(
            seq
            for event in self.recent
            if isinstance(event, BidsRetracted) and event.seq > since
            for seq in event.seqs
        )


class HotState:
    """The hot state as the floor and its readers use it."""

    def __init__(
        self,
        redis: Redis,
        keys: Keys,
        clock: RedisClock,
        *,
        node: NodeId,
        recent_bids_max: int,
        restoration: Restoration | None = None,
    ) -> None:
        """`node` stands for this process in the lines of waiting nodes."""
        self.keys = keys
        self.clock = clock
        self.recent_bids_max = recent_bids_max
        self.admissions = Admissions(redis, keys)
        self.node = node
        self._redis = redis
        self._restoration = restoration or NoRestoration()
        self._scripts = Scripts(redis, untrusted=self._restoration.hot_state_lost)
        self.timed = TimedScripts(self._scripts, keys, clock)

    async def acquire(
        self, shard: int, token: str, ttl_ms: int, wanted: Mapping[ItemId, Sequence[BidId]]
    ) -> Acquired:
        """Take the locks of the `wanted` items, all of one shard, or join their lines.

        `wanted` names the bid_ids of each item whose receipts are needed. A lock that `token` holds
        already is renewed.
        """
        keys: list[str] = []
        args: list[str | int] = [token, self.node, ttl_ms]
        for item_id, bid_ids in wanted.items():
            keys += self.keys.for_acquire(shard, item_id)
            args += (len(bid_ids), *bid_ids)
        now, *found = await self.timed.run("acquire", shard, keys, args)
        acquired = Acquired(now, {}, {}, set())
        for (item_id, bid_ids), reply in zip(wanted.items(), found, strict=True):
            if reply == b"":
                acquired.unchecked.add(item_id)
            elif isinstance(reply, int):
                acquired.waits[item_id] = reply
            else:
                acquired.held[item_id] = _held(reply, bid_ids)
        if acquired.unchecked:
            self._restoration.want(acquired.unchecked)
        return acquired

    async def used_bid_ids(
        self, item_id: ItemId, bid_ids: Sequence[BidId], last: int
    ) -> Collection[BidId]:
        """Return those of the bid_ids that an item's events up to number `last` accepted."""
        return await self._restoration.used_bid_ids(item_id, bid_ids, last)

    async def receipt_count(self, item_id: ItemId) -> int:
        """Return the number of an item's receipts."""
        key = self.keys.receipts(self.keys.shard(item_id), item_id)
        return int(await self._redis.hlen(key))

    async def receipts(self, item_id: ItemId) -> AsyncIterator[Mapping[BidId, Receipt]]:
        """Read all receipts of an item whose lock the caller holds, in pieces.

        0091: neither Redis nor this node is held up for longer than a piece takes.
        """
        key, cursor = self.keys.receipts(self.keys.shard(item_id), item_id), 0
        while True:
            reply: Any = await self._redis.hscan(key, cursor, count=RECEIPTS_PAGE)
            cursor, found = reply
            yield {BidId(name.decode()): decode_receipt(each) for name, each in found.items()}
            if not cursor:
                return

    async def commit(
        self,
        shard: int,
        token: str,
        settled: Mapping[ItemId, Settlement],
        rejoin: Collection[ItemId] = (),
    ) -> Committed:
        """Write what was settled and release the locks.

        `rejoin` names items whose lock is to come back to this node after the other nodes' turns.
        """
        keys = [self.keys.trusted(shard), self.keys.journal(shard), self.keys.due(shard)]
        args: list[Argument] = [token, self.node, KEPT_MS, self.keys.wake, self.recent_bids_max]
        failed: dict[ItemId, Exception] = {}
        entries: dict[ItemId, bytes] = {}
        for item_id, settlement in settled.items():
            listing = settlement.after.listing if settlement.after else None
            try:
                written, entry = commit_arguments(settlement)
                if entry:
                    entries[item_id] = entry
            except Exception as error:
                failed[item_id] = error
                written = release_arguments(settlement.seq_read)
            keys += self.keys.for_commit(shard, item_id, listing)
            args += (item_id, int(item_id in rejoin), *written)
        replies = await self._scripts.run("commit", keys, args)
        done = dict(zip(settled, replies, strict=True))
        return Committed(
            written={item_id for item_id, reply in done.items() if reply > 0},
            queued={item_id for item_id, reply in done.items() if reply > 1},
            failed=failed,
            entries=entries,
        )

    async def read(
        self, item_ids: Sequence[ItemId], *, bids_max: int = 0
    ) -> dict[ItemId, Snapshot]:
        """Read those items that exist, each with up to `bids_max` of its latest bids."""
        snapshots, unchecked = await self._read(item_ids, bids_max)
        missing = [item_id for item_id in item_ids if item_id not in snapshots]
        if not missing:
            return snapshots
        try:
            # An item that ended long ago may be missing, because a sweep checks the live ones only.
            archived = await self._restoration.restore(missing)
        except HotStateUntrusted:
            if unchecked:
                raise
            return snapshots
        if archived:
            restored, unchecked = await self._read(list(archived), bids_max)
            snapshots |= restored
            if unchecked:
                raise HotStateUntrusted("items are being restored")
        return snapshots

    async def ensure(self, item_id: ItemId) -> None:
        """Restore an item that Redis has lost and the archive knows, so that it can't begin twice."""
        await self.read([item_id])

    async def due(self, shard: int) -> tuple[list[ItemId], Millis | None]:
        """Return the items that time is due to change, and the moment at which the next one is."""
        reply = await self.timed.run("due", shard, [self.keys.due(shard)], [DUE_MAX])
        _, correction, after, *item_ids = reply
        self.timed.note_correction(shard, correction)
        next_due = None if after < 0 else self.clock.converted(shard, after)
        return [ItemId(each.decode()) for each in item_ids], next_due

    async def mark_untrusted(self, shard: int) -> None:
        """Have a shard begin a new era before any node decides on it again."""
        await self._redis.delete(self.keys.trusted(shard))
        self._restoration.hot_state_lost()

    async def ping(self) -> None:
        """Return when every shard answers, can be trusted and takes writes; raises HotStateReadOnly."""
        for shard in range(self.keys.shards):
            # A replica is never trusted. That it is one says more.
            await self._try_write(shard)
            await self.timed.run("read", shard, [], [0])

    async def _try_write(self, shard: int) -> None:
        """Send a write that changes nothing, because it needs a key that never exists.

        0102: Redis refuses it like every write, and neither logs it to its file nor waits for the disk.
        """
        try:
            await self._redis.set(self.keys.probe(shard), "", xx=True)
        except ResponseError as error:
            raise HotStateReadOnly(refusal_of_writes(error)) from error

    async def _read(
        self, item_ids: Sequence[ItemId], bids_max: int
    ) -> tuple[dict[ItemId, Snapshot], list[ItemId]]:
        """Return the items that could be read, and those that are unchecked."""
        snapshots: dict[ItemId, Snapshot] = {}
        unchecked: list[ItemId] = []
        for shard, ids in self.keys.by_shard(item_ids).items():
            keys: list[str] = []
            for item_id in ids:
                keys += (self.keys.item(shard, item_id), self.keys.recent(shard, item_id))
            now, *found = await self.timed.run("read", shard, keys, [bids_max])
            for item_id, reply in zip(ids, found, strict=True):
                if reply == b"":
                    unchecked.append(item_id)
                elif reply[0] is not None:
                    state, epoch, *bids = reply
                    recent = tuple(map(decode_recent, bids))
                    snapshots[item_id] = Snapshot(decode_item(state), recent, now, int(epoch or 0))
        return snapshots, unchecked


def _held(reply: list[bytes | None], bid_ids: Sequence[BidId]) -> HeldItem:
    """Decode a held item. 0090: one that can't be decoded does not touch the others of its round."""
    try:
        return _decoded(reply, bid_ids)
    except Exception as error:
        return HeldItem(None, {}, error=error)


def _decoded(reply: list[bytes | None], bid_ids: Sequence[BidId]) -> HeldItem:
    epoch, receipts_after, state, *receipts = reply
    return HeldItem(
        item=None if state is None else decode_item(state),
        receipts={
            bid_id: decode_receipt(receipt)
            for bid_id, receipt in zip(bid_ids, receipts, strict=True)
            if receipt is not None
        },
        epoch=int(epoch or 0),
        receipts_after=int(receipts_after or 0),
    )

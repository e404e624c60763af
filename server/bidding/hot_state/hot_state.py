"""The hot state in Redis: items are changed under their locks and read without.

A node has one `HotState`, and its calls may overlap. Every method raises `redis.RedisError` when Redis
does not answer. HotStateUntrusted, one of them, is raised when Redis may lack committed events. After
a lost reply it is unknown whether a commit was carried out.
"""

from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from typing import Any

from redis import ResponseError
from redis.asyncio import Redis

from server.bidding.hot_state.admissions import Admissions
from server.bidding.hot_state.arguments import (
    Argument,
    Decided,
    decided,
    guessed,
    released,
)
from server.bidding.hot_state.clock import RedisClock
from server.bidding.hot_state.keys import Keys
from server.bidding.hot_state.known_items import KnownItems
from server.bidding.hot_state.known_listings import KnownListing
from server.bidding.hot_state.reads import Reads, ReadsItems
from server.bidding.hot_state.replies import (
    NO_GUESSES,
    Acquired,
    Committed,
    Guesses,
    Snapshot,
    committed,
    held_item,
    is_committed,
)
from server.bidding.hot_state.restoration_port import NoRestoration, Restoration
from server.bidding.hot_state.scripts import (
    HotStateReadOnly,
    Scripts,
    refusal_of_writes,
)
from server.bidding.hot_state.service import Service
from server.bidding.hot_state.timed_scripts import TimedScripts
from server.bidding.settling.records import (
    Receipt,
    decode_receipt,
)
from server.bidding.settling.settle import Settlement
from server.domain.listings.listing import Listing
from server.domain.types import BidId, ItemId, Millis, NodeId

RECEIPTS_PAGE = 250
"""Receipts that are read at once."""
DUE_MAX = 256
"""Due items that one call returns."""
KEPT_MS = 100
"""Time for which a lock is kept for the next node in its line, far more than a wake-up takes."""


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
        service: Service | None = None,
        confirmed: Callable[[ReadsItems], ReadsItems] = lambda reads: reads,
    ) -> None:
        """`node` stands for this process in the lines of waiting nodes.

        `confirmed` makes reads that return only what may be shown (0215).
        """
        self.service = service or Service()
        self.keys = keys
        self.clock = clock
        self.recent_bids_max = recent_bids_max
        self.admissions = Admissions(redis, keys)
        self.node = node
        self.known = KnownItems()
        self._redis = redis
        self._restoration = restoration or NoRestoration()
        self._scripts = Scripts(redis, untrusted=self._restoration.hot_state_lost)
        self.timed = TimedScripts(self._scripts, keys, clock)
        self._reads = confirmed(Reads(self.timed, keys, self._restoration))

    async def acquire(
        self,
        shard: int,
        token: str,
        ttl_ms: int,
        wanted: Mapping[ItemId, Sequence[BidId]],
        guesses: Guesses = NO_GUESSES,
    ) -> Acquired:
        """Take the locks of the `wanted` items, all of one shard, or join their lines.

        `wanted` names the bid_ids of each item whose receipts are needed. A lock that `token` holds
        already is renewed. A guess is written, and its lock released, where the item is in the state that
        was guessed and none of its bid_ids has a receipt.
        """
        keys = [self.keys.journal(shard), self.keys.due(shard), self.keys.groups(shard)]
        args: list[Argument] = [token, self.node, ttl_ms, KEPT_MS, self.keys.wake]
        args += (self.recent_bids_max, guesses.decided_at)
        sent: dict[ItemId, Decided] = {}
        listings: dict[ItemId, KnownListing | None] = {}
        for item_id, bid_ids in wanted.items():
            keys += self.keys.for_guess(shard, item_id)
            listing = listings[item_id] = self.known.listings.get(item_id)
            args += (b"" if listing is None else listing.version, len(bid_ids), *bid_ids)
            guess = guesses.items.get(item_id)
            stored = None if listing is None else listing.listing
            if guess is None or (encoded := _encoded(guess, stored)) is None:
                args.append(0)
            else:
                sent[item_id] = encoded
                args += (1, *guessed(guess), item_id, int(item_id in guesses.rejoin))
                args += encoded.values
        args += (guesses.outages_until, *self.service.arguments())
        now, outages, *found = await self.timed.run(
            "acquire", shard, keys, args, is_final=_has_committed
        )
        shifts = self.service.learn(shard, outages)
        replies = dict(zip(wanted, found, strict=True))
        done = {item_id: -replies[item_id] for item_id in sent if is_committed(replies[item_id])}
        for item_id, reply in done.items():
            self.known.commit(item_id, guesses.items[item_id], sent[item_id], token, reply)
        acquired = Acquired(now, {}, {}, set(), committed(done, sent), shifts)
        for item_id, reply in replies.items():
            if reply == b"":
                acquired.unchecked.add(item_id)
            elif isinstance(reply, list):
                held = held_item(reply, wanted[item_id], listings[item_id])
                acquired.held[item_id] = held
                self.known.hold(item_id, held, len(reply[2] or b""))
            elif item_id not in done:
                acquired.waits[item_id] = reply
        if acquired.unchecked:
            self._restoration.want(acquired.unchecked)
        return acquired

    async def used_bid_ids(
        self, item_id: ItemId, bid_ids: Sequence[BidId], last: int
    ) -> Collection[BidId]:
        """Return those of the bid_ids that an item's events up to number `last` accepted."""
        return await self._restoration.used_bid_ids(item_id, bid_ids, last)

    async def receipts_of(
        self, bid_ids: Mapping[ItemId, Sequence[BidId]]
    ) -> Mapping[ItemId, tuple[int, Mapping[BidId, Receipt]]]:
        """Return the epoch of each item, and the receipts that it has of its bid_ids."""
        async with self._redis.pipeline(transaction=False) as pipe:
            for item_id, wanted in bid_ids.items():
                shard = self.keys.shard(item_id)
                # Read first, it is not newer than the receipts.
                pipe.hget(self.keys.item(shard, item_id), "epoch")
                pipe.hmget(self.keys.receipts(shard, item_id), [str(each) for each in wanted])
            replies = await pipe.execute()
        found = {}
        for number, (item_id, wanted) in enumerate(bid_ids.items()):
            epoch, receipts = replies[2 * number : 2 * number + 2]
            read = zip(wanted, receipts, strict=True)
            known = {bid_id: decode_receipt(each) for bid_id, each in read if each is not None}
            found[item_id] = int(epoch or 0), known
        return found

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
        keys = self.keys.for_commits(shard)
        args: list[Argument] = [token, self.node, KEPT_MS, self.keys.wake, self.recent_bids_max]
        failed: dict[ItemId, Exception] = {}
        sent: dict[ItemId, Decided] = {}
        for item_id, settlement in settled.items():
            listing = settlement.after.listing if settlement.after else None
            try:
                sent[item_id] = decided(settlement, self.known.stored_listing(item_id))
            except Exception as error:
                failed[item_id] = error
                sent[item_id] = released(settlement.seq_read)
            keys += self.keys.for_commit(shard, item_id, listing)
            args += (item_id, int(item_id in rejoin), *sent[item_id].values)
        replies = await self._scripts.run("commit", keys, args)
        done = dict(zip(settled, replies, strict=True))
        for item_id, reply in done.items():
            self.known.commit(item_id, settled[item_id], sent[item_id], token, reply)
        return committed(done, sent, failed)

    async def read(
        self, item_ids: Sequence[ItemId], *, bids_max: int = 0
    ) -> dict[ItemId, Snapshot]:
        """Read those items that exist, each with up to `bids_max` of its latest bids."""
        return await self._reads.read(item_ids, bids_max=bids_max)

    async def read_available(
        self, item_ids: Sequence[ItemId], *, bids_max: int = 0
    ) -> dict[ItemId, Snapshot]:
        """Read items as `read` does, without those that Redis has lost and that can't be restored now.

        It is for readers that read again, so that one item does not hold up the others.
        """
        return await self._reads.read(item_ids, bids_max=bids_max, partial=True)

    async def ensure(self, item_id: ItemId) -> None:
        """Restore an item that Redis has lost and the archive knows, so that it can't begin twice."""
        await self.read([item_id])

    async def due(self, shard: int) -> tuple[list[ItemId], Millis | None]:
        """Return the items that time is due to change, and the moment at which the next one is."""
        serves, outage_min_ms = self.service.arguments()
        args = [DUE_MAX, serves, outage_min_ms]
        keys = [self.keys.due(shard), self.keys.groups(shard)]
        reply = await self.timed.run("due", shard, keys, args)
        now, outages, correction, after, *item_ids = reply
        self.service.learn(shard, outages)
        if serves:
            self.service.note(shard, now)
        self.timed.note_correction(shard, correction)
        next_due = None if after < 0 else self.clock.converted(shard, after)
        return [ItemId(each.decode()) for each in item_ids], next_due

    async def timed_items(self, shard: int, before: Millis | None = None) -> list[ItemId]:
        """Return the items of a shard that time will change `before` a moment, the first ones first."""
        until = "+inf" if before is None else f"({before}"
        found: Any = await self._redis.zrangebyscore(self.keys.due(shard), "-inf", until)
        return [ItemId(each.decode()) for each in found]

    async def mark_untrusted(self, shard: int) -> None:
        """Have a shard begin a new era before any node decides on it again."""
        await self._redis.delete(self.keys.trusted(shard))
        self._restoration.hot_state_lost()

    async def ping(self) -> None:
        """Return when every shard answers, can be trusted and takes writes; raises HotStateReadOnly."""
        for shard in range(self.keys.shards):
            # A replica is not trusted either, and the refusal of its write is the more exact error.
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


def _encoded(guess: Settlement, stored: Listing | None) -> Decided | None:
    """Encode a guess. One that can't be encoded is decided again under the lock, and fails there."""
    try:
        return decided(guess, stored)
    except Exception:
        return None


def _has_committed(reply: Sequence[Any]) -> bool:
    """Return whether `acquire` has written something. Its time was then near that of the decisions."""
    return any(map(is_committed, reply[2:]))

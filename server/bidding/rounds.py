"""A round: one batch of a shard's waiting items through acquire, decide and commit.

Rounds of different items may overlap; whoever calls sees to it that those of one item don't.
"""

import uuid
from collections.abc import Callable, Mapping, Sequence

import msgspec
import structlog
from redis import RedisError

from server.bidding.hot_state.hot_state import Acquired, Committed, Held, HotState
from server.bidding.hot_state.scripts import HotStateUntrusted
from server.bidding.restoration.high_water_marks import HighWaterMarks
from server.bidding.settling.settle import Settlement, settle
from server.bidding.waiting import Batch, Waiting, mark
from server.domain.commands import BidderStanding, Command, PlaceBid, RetractBid
from server.domain.item import Item
from server.domain.types import BidId, ItemId, Millis, UserId

log = structlog.get_logger(__name__)


class Outcome(msgspec.Struct, frozen=True):
    """What became of a batch."""

    settled: dict[ItemId, Settlement]
    """Items that were written: their commands have their answers."""
    waits: dict[ItemId, Millis]
    """Items to wait for, with or without commands: until woken, at most so many ms."""


class Rounds:
    """Carries batches out on one hot state."""

    def __init__(
        self, hot_state: HotState, witness: HighWaterMarks, *, lock_ttl_ms: int, retry_ms: int
    ) -> None:
        """`retry_ms` is when to ask again for an item that was fenced off."""
        self._hot_state = hot_state
        self._witness = witness
        self._lock_ttl_ms = lock_ttl_ms
        self._retry_ms = retry_ms

    async def carry_out(
        self, shard: int, batch: Batch, wants_again: Callable[[ItemId], bool]
    ) -> Outcome:
        """Settle what can be settled now; raises `redis.RedisError` where nothing was decided.

        `wants_again` tells whether an item's lock is to come back to this node.
        """
        token = uuid.uuid4().hex
        acquired = await self._acquire(shard, token, batch)
        await self._check_memory(shard, acquired.held)
        settled = {}
        for item_id, held in acquired.held.items():
            commands = [waiting.command for waiting in batch[item_id]]
            standings = await self._standings(held.item, commands)
            settled[item_id] = settle(held.item, held.receipts, commands, acquired.now, standings)
        again = [item_id for item_id in settled if wants_again(item_id)]
        committed = await self._commit(shard, token, settled, again, batch)
        for item_id in committed.written:
            after = settled[item_id].after
            if after is not None:
                self._witness.note(item_id, acquired.held[item_id].epoch, after.seq)
        fenced_off = dict.fromkeys(settled.keys() - committed.written, self._retry_ms)
        queued = dict.fromkeys(committed.queued, self._lock_ttl_ms)
        return Outcome(
            settled={item_id: settled[item_id] for item_id in committed.written},
            waits=acquired.waits | fenced_off | queued,
        )

    async def _standings(
        self, item: Item | None, commands: Sequence[Command]
    ) -> Mapping[UserId, BidderStanding]:
        """Ask where bidders stand in an auction that checks them; the commit checks it again."""
        if item is None or not item.listing.checks_bidders:
            return {}
        bidders = {each.bidder.user_id for each in commands if isinstance(each, PlaceBid)}
        if not bidders:
            return {}
        listing = item.listing
        return await self._hot_state.admissions.standings(
            listing.auction_id, listing.item_id, sorted(bidders)
        )

    async def _acquire(self, shard: int, token: str, batch: Batch) -> Acquired:
        """Take the locks; asked once more where a connection was lost, which changes nothing."""
        wanted = {item_id: _bid_ids(commands) for item_id, commands in batch.items()}
        try:
            return await self._hot_state.acquire(shard, token, self._lock_ttl_ms, wanted)
        except HotStateUntrusted:
            raise
        except RedisError:
            return await self._hot_state.acquire(shard, token, self._lock_ttl_ms, wanted)

    async def _check_memory(self, shard: int, held: dict[ItemId, Held]) -> None:
        for item_id, each in held.items():
            seq = 0 if each.item is None else each.item.seq
            if self._witness.contradicts(item_id, each.epoch, seq):
                log.error("item_forgotten", item_id=item_id, seq=seq, epoch=each.epoch)
                await self._hot_state.distrust(shard)
                raise HotStateUntrusted(f"Redis has forgotten events of {item_id}")

    async def _commit(
        self,
        shard: int,
        token: str,
        settled: dict[ItemId, Settlement],
        again: list[ItemId],
        batch: Batch,
    ) -> Committed:
        """Write what was settled. No reply: the next round learns from the receipts what became of it."""
        if not settled:
            return Committed(set(), set())
        in_doubt = [w for item_id in settled for w in batch[item_id]]
        mark(in_doubt, doubtful=True)
        try:
            committed = await self._hot_state.commit(shard, token, settled, again)
        except HotStateUntrusted:
            mark(in_doubt, doubtful=False)
            raise
        except RedisError as error:
            log.warning("commit_in_doubt", shard=shard, items=len(settled), error=repr(error))
            return Committed(set(), set())
        mark(_of(batch, settled.keys() - committed.written), doubtful=False)
        return committed


def _bid_ids(commands: Sequence[Waiting]) -> list[BidId] | None:
    """Return whose receipts a round needs; None: a retraction needs them all."""
    if any(isinstance(waiting.command, RetractBid) for waiting in commands):
        return None
    return [w.command.bid_id for w in commands if isinstance(w.command, PlaceBid)]


def _of(batch: Batch, item_ids: set[ItemId]) -> list[Waiting]:
    return [waiting for item_id in item_ids for waiting in batch[item_id]]

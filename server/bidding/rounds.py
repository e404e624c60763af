"""A round: a batch of a shard's items is locked, decided and committed in one or two calls of Redis.

Rounds of different items may overlap. The caller keeps an item out of a second round.
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from functools import partial

import structlog
from redis import RedisError

from server.bidding.batch import (
    Batch,
    Decisions,
    RoundResult,
    bid_ids,
    lacking_receipts,
    mark,
    some_bid_ids,
)
from server.bidding.counters import Counters
from server.bidding.failures import Failures
from server.bidding.guesses import guesses
from server.bidding.histories.histories import Histories, Settle
from server.bidding.histories.late_histories import Snapshots
from server.bidding.hot_state.hot_state import HotState
from server.bidding.hot_state.replies import NO_GUESSES, Acquired, Committed, Guesses, HeldItem
from server.bidding.hot_state.scripts import HotStateUntrusted, is_refusal_of_writes
from server.bidding.restoration.high_water_marks import HighWaterMarks
from server.bidding.restoration.own_commits import OwnCommits
from server.bidding.restoration.unconfirmed_commits import UnconfirmedCommits
from server.bidding.settling.settle import Settlement, settle
from server.domain.commands import BidderStanding, Command, PlaceBid
from server.domain.listings.listing import Listing
from server.domain.types import ItemId, UserId

log = structlog.get_logger(__name__)


class Rounds:
    """Carries batches out on one hot state."""

    def __init__(
        self,
        hot_state: HotState,
        high_water_marks: HighWaterMarks,
        *,
        lock_ttl_ms: int,
        retry_ms: int,
        commits: OwnCommits | None = None,
        counters: Counters | None = None,
        snapshots: Snapshots | None = None,
    ) -> None:
        """`retry_ms` is the time until an item that was fenced off is tried again.

        What is committed is remembered in `commits` and counted in `counters`.
        """
        self._counters = counters or Counters()
        self._hot_state = hot_state
        self._high_water_marks = high_water_marks
        self._lock_ttl_ms = lock_ttl_ms
        self._retry_ms = retry_ms
        self._commits = OwnCommits() if commits is None else commits
        self._unconfirmed = UnconfirmedCommits(self._commits)
        self._failures = Failures()
        self._histories = Histories(hot_state, lock_ttl_ms=lock_ttl_ms, snapshots=snapshots)

    async def carry_out(
        self,
        shard: int,
        batch: Batch,
        wants_lock_again: Callable[[ItemId], bool],
        *,
        history: bool = False,
    ) -> RoundResult:
        """Settle the items whose locks can be had now.

        `wants_lock_again` returns whether an item's lock is to come back to this node. `history` is for
        the item of an earlier round that needed it. Raises `redis.RedisError` where nothing was decided.
        """
        token = uuid.uuid4().hex
        guessed = NO_GUESSES if history else await self._guess(shard, batch, wants_lock_again)
        acquired = await self._acquire(shard, token, batch, guessed)
        await self._check_marks(shard, acquired.held)
        self._unconfirmed.compare(acquired.held)
        decisions = await self._decide_all(shard, token, batch, acquired, history=history)
        again = [
            item_id
            for item_id in decisions.settled
            if item_id not in decisions.need_history and wants_lock_again(item_id)
        ]
        committed = await self._commit(shard, token, decisions.settled, again, batch)
        for item_id, error in committed.failed.items():
            decisions.fail(item_id, acquired.held[item_id], batch[item_id], error)
        return self._result(guessed, acquired, decisions, committed)

    def _result(
        self, guessed: Guesses, acquired: Acquired, decisions: Decisions, committed: Committed
    ) -> RoundResult:
        """Return the result of a round; count and remember what its two calls have written."""
        right, need_history = acquired.committed, decisions.need_history
        written = committed.written | right.written
        self._failures.note(decisions.failed, written)
        settled = decisions.settled
        settled |= {item_id: guessed.items[item_id] for item_id in right.written}
        # A failed item has its answers, whether or not its lock could be released.
        done = {
            item_id: settled[item_id]
            for item_id in (written | decisions.failed.keys()) - need_history
        }
        self._remember(done, {**committed.entries, **right.entries})
        fenced_off = dict.fromkeys(settled.keys() - done.keys() - need_history, self._retry_ms)
        self._counters.guessed += len(guessed.items)
        self._counters.guessed_right += len(right.written)
        self._counters.fenced_off += len(fenced_off)
        queued = dict.fromkeys(committed.queued | right.queued, self._lock_ttl_ms)
        unchecked = dict.fromkeys(acquired.unchecked, self._lock_ttl_ms)
        waits = acquired.waits | unchecked | fenced_off | queued
        return RoundResult(done, waits, need_history)

    def _remember(self, done: Mapping[ItemId, Settlement], entries: Mapping[ItemId, bytes]) -> None:
        """Remember how far items have come, and their entries until they are archived."""
        for item_id, settlement in done.items():
            epoch = settlement.epoch
            if settlement.after is not None:
                self._high_water_marks.record(item_id, epoch, settlement.after.seq)
            if item_id in entries:
                self._commits.remember(item_id, epoch, settlement.events, entries[item_id])

    async def _guess(
        self, shard: int, batch: Batch, wants_lock_again: Callable[[ItemId], bool]
    ) -> Guesses:
        """Decide items whose state this node knows.

        The receipts of commands with an unknown outcome are read under the lock first.
        """
        commands = {
            item_id: [each.command for each in waiting]
            for item_id, waiting in batch.items()
            if not any(each.unconfirmed for each in waiting)
        }
        now = self._hot_state.clock.now(shard)
        service = self._hot_state.service
        items = await guesses(commands, self._hot_state.known, now, service.shifts(shard))
        rejoin = [item_id for item_id in items if wants_lock_again(item_id)]
        return Guesses(items, now, rejoin, service.known_until(shard))

    async def _decide_all(
        self, shard: int, token: str, batch: Batch, acquired: Acquired, *, history: bool
    ) -> Decisions:
        """Decide the commands of held items.

        Items that need their history, or receipts that are still being restored, are put off, except in
        a `history` round.
        """
        decisions = Decisions()
        for item_id, held in acquired.held.items():
            commands = [waiting.command for waiting in batch[item_id]]
            lacking = lacking_receipts(held, batch[item_id])
            if lacking and not history:
                decisions.put_off(item_id, held)
                continue
            try:
                decide = await self._decision(held, commands, acquired)
                if lacking:
                    awaited = await self._hot_state.used_bid_ids(
                        item_id, lacking, held.receipts_after
                    )
                    decide = partial(decide, awaited=awaited)
                if history:
                    decisions.settled[item_id] = await self._histories.settle(
                        shard, token, held, decide, commands=commands, now=acquired.now
                    )
                else:
                    settlement = decide(known=held.receipts, history_in_ms=0)
                    if settlement.needs_history:
                        decisions.put_off(item_id, held)
                    else:
                        decisions.settled[item_id] = settlement
            except RedisError:
                raise
            except Exception as error:
                # 0090: the other items are settled.
                decisions.fail(item_id, held, batch[item_id], error)
        return decisions

    async def _decision(
        self, held: HeldItem, commands: Sequence[Command], acquired: Acquired
    ) -> Settle:
        """Prepare the decision of an item's commands, except for the receipts.

        Every exception but a RedisError concerns this item alone.
        """
        if held.error is not None:
            raise held.error
        standings: Mapping[UserId, BidderStanding] = {}
        if held.item is not None and held.item.listing.checks_bidders:
            standings = await self._standings(held.item.listing, commands)
        return partial(
            settle,
            held.item,
            commands=commands,
            now=acquired.now,
            standings=standings,
            epoch=held.epoch,
            shifts=acquired.shifts,
            group_end=held.group_end,
        )

    async def _standings(
        self, listing: Listing, commands: Sequence[Command]
    ) -> Mapping[UserId, BidderStanding]:
        """Return the standings of an item's bidders in an auction that checks them."""
        bidders = {each.bidder.user_id for each in commands if isinstance(each, PlaceBid)}
        if not bidders:
            return {}
        # 0013: no lock protects this reading, because a bidder may bid on several items at once. The
        # commit checks the limit again and fences the item off where the bid no longer fits.
        return await self._hot_state.admissions.standings(
            listing.auction_id, listing.item_id, sorted(bidders)
        )

    async def _acquire(self, shard: int, token: str, batch: Batch, guessed: Guesses) -> Acquired:
        """Take the locks, and write the guesses that are right; a call that failed is made once more.

        The second call has the same token. A lock that the first one took counts as taken, and a guess
        that it wrote is not written again: the item has moved on, and its receipts answer the commands.
        """
        wanted = {item_id: bid_ids(commands) for item_id, commands in batch.items()}
        args, items = (shard, token, self._lock_ttl_ms, wanted, guessed), guessed.items
        mark(batch, items, unconfirmed=True)
        try:
            acquired = await self._hot_state.acquire(*args)
        except HotStateUntrusted:
            mark(batch, items, unconfirmed=False)
            raise
        except RedisError as error:
            if is_refusal_of_writes(error):
                mark(batch, items, unconfirmed=False)
                raise
            self._unconfirmed.note(items)
            acquired = await self._hot_state.acquire(*args)
            self._unconfirmed.forget(acquired.committed.written)
            mark(batch, items.keys() & acquired.held.keys(), unconfirmed=False)
        else:
            mark(batch, items, unconfirmed=False)
        return acquired

    async def _check_marks(self, shard: int, held: dict[ItemId, HeldItem]) -> None:
        """Raise HotStateUntrusted if Redis has less of an item than this node saw committed."""
        for item_id, each in held.items():
            if each.error is not None:
                continue
            seq = 0 if each.item is None else each.item.seq
            if self._high_water_marks.is_behind(item_id, each.epoch, seq):
                log.error("item_forgotten", item_id=item_id, seq=seq, epoch=each.epoch)
                await self._hot_state.mark_untrusted(shard)
                raise HotStateUntrusted(f"Redis has forgotten events of {item_id}")

    async def _commit(
        self,
        shard: int,
        token: str,
        settled: dict[ItemId, Settlement],
        again: list[ItemId],
        batch: Batch,
    ) -> Committed:
        """Write the settlements and release their locks.

        Without a reply the commands stay unconfirmed, and nothing counts as written. The next round of
        their item finds the receipts of those that were, and answers from them. By then the old commit
        can do nothing more, because the lock has another token.
        """
        if not settled:
            return Committed(set(), set())
        mark(batch, settled, unconfirmed=True)
        try:
            committed = await self._hot_state.commit(shard, token, settled, again)
        except HotStateUntrusted:
            mark(batch, settled, unconfirmed=False)
            raise
        except RedisError as error:
            bids = some_bid_ids({item_id: batch[item_id] for item_id in settled})
            log.warning("commit_unconfirmed", shard=shard, bids=bids, error=repr(error))
            self._unconfirmed.note(settled)
            return Committed(set(), set())
        mark(batch, settled.keys() - committed.written, unconfirmed=False)
        return committed

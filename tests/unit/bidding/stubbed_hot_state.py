"""A hot state that fails as a test wants, and a round on it."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from redis import RedisError

from server.bidding.batch import Batch, RoundResult, Waiting
from server.bidding.hot_state.clock import RedisClock
from server.bidding.hot_state.hot_state import HotState
from server.bidding.hot_state.known_items import KnownItems
from server.bidding.hot_state.replies import Acquired, Committed, Guesses, HeldItem
from server.bidding.hot_state.service import Service
from server.bidding.restoration.high_water_marks import HighWaterMarks
from server.bidding.rounds import Rounds
from server.bidding.settling.records import Receipt
from server.bidding.settling.settle import Settlement
from server.domain.commands import BidderStanding, Command
from server.domain.item import Item
from server.domain.types import BidId, ItemId, UserId
from tests.unit.domain.sale import NOON, opened

LAMP, VASE = ItemId("lamp"), ItemId("vase")
LOCK_TTL_MS, RETRY_MS = 1_000, 2


@dataclass(slots=True)
class StubbedHotState:
    """A hot state with two open items that records its calls."""

    item: Item = field(default_factory=opened)
    waits: dict[ItemId, int] = field(default_factory=dict)
    fenced_off: set[ItemId] = field(default_factory=set)
    queued: set[ItemId] = field(default_factory=set)
    acquire_fails: list[RedisError] = field(default_factory=list)
    commit_fails: RedisError | None = None
    tokens: list[str] = field(default_factory=list)
    wanted: Mapping[ItemId, Sequence[BidId]] = field(default_factory=dict)
    rejoined: Collection[ItemId] = ()
    untrusted: list[int] = field(default_factory=list)
    placed: Mapping[BidId, Receipt] = field(default_factory=dict)
    histories: list[ItemId] = field(default_factory=list)
    unreadable: ItemId | None = None
    unwritable: ItemId | None = None
    settled: Mapping[ItemId, Settlement] = field(default_factory=dict)
    standings_of: list[str] = field(default_factory=list)
    unchecked: set[ItemId] = field(default_factory=set)
    receipts_after: int = 0
    used: set[BidId] = field(default_factory=set)
    looked_up: list[BidId] = field(default_factory=list)
    known: KnownItems = field(default_factory=KnownItems)
    clock: RedisClock = field(default_factory=RedisClock)
    service: Service = field(default_factory=Service)
    right: set[ItemId] = field(default_factory=set)
    guesses: list[Guesses] = field(default_factory=list)

    @property
    def admissions(self) -> "StubbedHotState":
        return self

    async def standings(
        self, auction_id: object, item_id: object, user_ids: Collection[UserId]
    ) -> dict[UserId, BidderStanding]:
        self.standings_of += user_ids
        return {user_id: BidderStanding() for user_id in user_ids}

    async def acquire(
        self,
        shard: int,
        token: str,
        ttl_ms: int,
        wanted: Mapping[ItemId, Sequence[BidId]],
        guesses: Guesses,
    ) -> Acquired:
        self.tokens.append(token)
        self.wanted = wanted
        self.guesses.append(guesses)
        if self.acquire_fails:
            raise self.acquire_fails.pop(0)
        held = {
            each: HeldItem(
                self.item,
                {b: self.placed[b] for b in wanted[each] if b in self.placed},
                receipts_after=self.receipts_after,
            )
            for each in wanted
            if each not in {*self.waits, *self.unchecked, *(self.right & guesses.items.keys())}
        }
        if self.unreadable in held:
            held[self.unreadable] = HeldItem(None, {}, error=ValueError("rubbish"))
        right = Committed(self.right & guesses.items.keys(), self.queued)
        return Acquired(NOON, held, self.waits, self.unchecked, right)

    async def commit(
        self,
        shard: int,
        token: str,
        settled: Mapping[ItemId, Settlement],
        rejoin: Collection[ItemId] = (),
    ) -> Committed:
        self.rejoined = rejoin
        if self.commit_fails is not None:
            raise self.commit_fails
        self.settled = dict(settled)
        failed = {each: OverflowError() for each in settled if each == self.unwritable}
        return Committed(settled.keys() - self.fenced_off, self.queued, failed)

    async def receipt_count(self, item_id: ItemId) -> int:
        return len(self.placed)

    async def receipts(self, item_id: ItemId) -> AsyncIterator[Mapping[BidId, Receipt]]:
        self.histories.append(item_id)
        for bid_id, receipt in self.placed.items():
            yield {bid_id: receipt}

    async def used_bid_ids(
        self, item_id: ItemId, bid_ids: Sequence[BidId], last: int
    ) -> Collection[BidId]:
        self.looked_up += bid_ids
        return self.used & set(bid_ids)

    async def mark_untrusted(self, shard: int) -> None:
        self.untrusted.append(shard)


def waiting(*commands: Command) -> list[Waiting]:
    loop = asyncio.get_running_loop()
    return [Waiting(command, 0.0, loop.create_future()) for command in commands]


async def carry_out(
    hot_state: StubbedHotState, batch: Batch, marks: HighWaterMarks | None = None, **kept: Any
) -> RoundResult:
    """Carry a batch out; no lock is wanted back unless `again` names its item."""
    rounds = Rounds(
        cast("HotState", hot_state),
        marks or HighWaterMarks(),
        lock_ttl_ms=LOCK_TTL_MS,
        retry_ms=RETRY_MS,
    )
    again: Collection[ItemId] = kept.get("again", ())
    history = kept.get("history", False)
    return await rounds.carry_out(3, batch, lambda item_id: item_id in again, history=history)

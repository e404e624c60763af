"""Two nodes' rounds on one item, interleaved in every way: one history, one effect, one answer."""

from dataclasses import dataclass, field
from functools import reduce
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis.asyncio import Redis

from server.bidding.guesses import guesses
from server.bidding.hot_state.clock import RedisClock
from server.bidding.hot_state.hot_state import HotState
from server.bidding.hot_state.keys import Keys
from server.bidding.hot_state.replies import Guesses, HeldItem
from server.bidding.settling.records import Accepted, Answer, decode_entry
from server.bidding.settling.settle import Settlement, settle
from server.domain.commands import OpenItem, PlaceBid, ScheduleItem
from server.domain.events import BidAccepted, Event
from server.domain.evolve import evolve
from server.domain.item import Item
from server.domain.rejection import Code
from server.domain.types import Bidder, BidId, ItemId, UserId
from tests.integration.bidding.conftest import HOUSE, LAMP, listing, new_node_id, trust
from tests.nodes import StoreUrls

TTL_MS = 60_000
KEYS = Keys(1)

bids = st.builds(
    lambda bid_id, user, amount: PlaceBid(
        BidId(bid_id), Bidder(UserId(user), user), amount, raise_own=True
    ),
    st.sampled_from(["b1", "b2", "b3", "b4", "b5"]),
    st.sampled_from(["ann", "bob"]),
    st.integers(10, 40).map(lambda tens: 10 * tens),
)
steps = st.one_of(
    st.tuples(st.just("bid"), st.integers(0, 1), bids),
    st.tuples(
        st.sampled_from(
            [
                *("acquire", "commit", "commit late", "expire", "lose the reply"),
                *("guess", "guess and lose the reply", "guess late"),
            ]
        ),
        st.integers(0, 1),
        st.none(),
    ),
)


@dataclass(slots=True)
class Node:
    """One node's half of a round, step by step, as slow as the test wants it."""

    hot_state: HotState
    waiting: list[PlaceBid] = field(default_factory=list)
    token: str = "0"
    held: HeldItem | None = None
    taken: list[PlaceBid] = field(default_factory=list)
    late: tuple[str, Settlement] | None = None
    answers: list[tuple[PlaceBid, Answer]] = field(default_factory=list)
    unconfirmed: bool = False
    late_guess: tuple[str, dict[ItemId, list[BidId]], Guesses] | None = None

    async def bid(self, bid: PlaceBid) -> None:
        self.waiting.append(bid)

    async def acquire(self) -> None:
        if self.held is not None or not self.waiting:
            return
        self.token = str(int(self.token) + 1)
        wanted = {LAMP: [bid.bid_id for bid in self.waiting]}
        token = f"{self.hot_state.node}-{self.token}"
        acquired = await self.hot_state.acquire(0, token, TTL_MS, wanted)
        self.held = acquired.held.get(LAMP)
        if self.held is not None:
            self.taken, self.waiting, self.unconfirmed = self.waiting, [], False

    async def guess(self, *, reply_lost: bool = False) -> None:
        """Decide what waits on the state that the node knows, and have it written if that is right."""
        if self.held is not None or not self.waiting or self.unconfirmed:
            return
        self.token = str(int(self.token) + 1)
        token, now = f"{self.hot_state.node}-{self.token}", self.hot_state.clock.now(0)
        known = self.hot_state.known.get(LAMP)
        found = await guesses({LAMP: self.waiting}, self.hot_state.known, now)
        wanted = {LAMP: [bid.bid_id for bid in self.waiting]}
        self.late_guess = (token, wanted, Guesses(found, now))
        acquired = await self.hot_state.acquire(0, token, TTL_MS, wanted, Guesses(found, now))
        if reply_lost:
            self.unconfirmed = True
            if known is not None:
                self.hot_state.known.keep(LAMP, known.item, known.epoch, known.size)
        elif LAMP in acquired.committed.written:
            self.answers += zip(self.waiting, found[LAMP].answers, strict=True)
            self.waiting = []
        elif LAMP in acquired.held:
            self.held = acquired.held[LAMP]
            self.taken, self.waiting = self.waiting, []

    async def guess_late(self) -> None:
        """Have the call with the last guess arrive once more."""
        if self.late_guess is not None:
            token, wanted, guessed = self.late_guess
            await self.hot_state.acquire(0, token, TTL_MS, wanted, guessed)

    async def commit(self, *, reply_lost: bool = False) -> None:
        if self.held is None:
            return
        settlement = settle(self.held.item, self.held.receipts, self.taken, 1000)
        token = f"{self.hot_state.node}-{self.token}"
        committed = await self.hot_state.commit(0, token, {LAMP: settlement})
        self.late = (token, settlement)
        if LAMP in committed.written and not reply_lost:
            self.answers += zip(self.taken, settlement.answers, strict=True)
        else:
            self.waiting = self.taken + self.waiting
        self.held, self.taken = None, []

    async def commit_late(self) -> None:
        """Have a commit arrive once more, long after its round."""
        if self.late is not None:
            token, settlement = self.late
            committed = await self.hot_state.commit(0, token, {LAMP: settlement})
            assert LAMP not in committed.written or not settlement.events


async def run(redis: Redis, nodes: list[Node], history: list[tuple[str, int, Any]]) -> None:
    for step, number, bid in history:
        node = nodes[number]
        match step:
            case "bid":
                await node.bid(bid)
            case "acquire":
                await node.acquire()
            case "commit":
                await node.commit()
            case "lose the reply":
                await node.commit(reply_lost=True)
            case "commit late":
                await node.commit_late()
            case "guess":
                await node.guess()
            case "guess and lose the reply":
                await node.guess(reply_lost=True)
            case "guess late":
                await node.guess_late()
            case "expire":
                await redis.delete(KEYS.lock(0, LAMP))
    for node in nodes * 3:
        await redis.delete(KEYS.lock(0, LAMP))
        await node.commit()
        await node.acquire()
        await node.commit()


async def journaled(redis: Redis) -> list[Event]:
    entries: Any = await redis.xrange(KEYS.journal(0))
    return [event for _, fields in entries for event in decode_entry(fields[b"entry"]).events]


@given(st.lists(steps, min_size=5, max_size=40))
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
async def test_however_two_nodes_rounds_interleave_there_is_one_history(
    stores: StoreUrls, history: list[tuple[str, int, Any]]
) -> None:
    async with Redis.from_url(stores.redis) as redis:
        await redis.flushall()
        nodes = [
            Node(HotState(redis, KEYS, RedisClock(), node=new_node_id(), recent_bids_max=50))
            for _ in range(2)
        ]
        await trust(redis, nodes[0].hot_state)
        acquired = await nodes[0].hot_state.acquire(0, "setup", TTL_MS, {LAMP: []})
        opened = settle(None, {}, [ScheduleItem(HOUSE, listing()), OpenItem(HOUSE)], acquired.now)
        await nodes[0].hot_state.commit(0, "setup", {LAMP: opened})
        await run(redis, nodes, history)
        events = await journaled(redis)
        state = (await nodes[0].hot_state.read([LAMP]))[LAMP].item
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    item: Item | None = None
    assert reduce(evolve, events, item) == state
    effects = {e.bid_id: e for e in events if isinstance(e, BidAccepted)}
    assert len(effects) == state.bid_count, "a bid_id has one effect"
    sent = {bid for step, _, bid in history if step == "bid"}
    for effect in effects.values():
        assert any((b.bid_id, b.amount) == (effect.bid_id, effect.amount) for b in sent)
    first_answers: dict[PlaceBid, Answer] = {}
    for bid, answer in (pair for node in nodes for pair in node.answers):
        if isinstance(answer, Accepted):
            effect = effects[bid.bid_id]
            assert (answer.seq, bid.amount, bid.bidder) == (
                effect.seq,
                effect.amount,
                effect.bidder,
            )
            assert first_answers.setdefault(bid, answer) == answer, "a bid_id has one answer"
        elif answer.code is Code.BID_ID_REUSED:
            assert effects[bid.bid_id].amount != bid.amount or (
                effects[bid.bid_id].bidder != bid.bidder
            )
    answered = sum(len(node.answers) for node in nodes)
    assert answered == sum(step == "bid" for step, _, _ in history), "everybody is answered"

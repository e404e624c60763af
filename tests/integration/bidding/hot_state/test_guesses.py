"""Guesses: what is decided on a known state is written only where that is the state (0132)."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from msgspec.structs import replace
from redis.asyncio import Redis

from server.bidding.floor import Floor
from server.bidding.guesses import guesses
from server.bidding.hot_state.hot_state import HotState
from server.bidding.hot_state.replies import Acquired, Guesses
from server.bidding.hot_state.scripts import HotStateUntrusted
from server.bidding.settling.records import Accepted, encode
from server.bidding.settling.settle import settle, undecided
from server.bidding.wakeups import receiving_wakeups, wakeups
from server.domain.commands import Command, OpenItem, PlaceBid, ScheduleItem
from server.domain.types import Bidder, BidId, Millis, UserId
from tests.integration.bidding.conftest import HOUSE, LAMP, floor_on, listing, put_up, trust
from tests.nodes import StoreUrls
from tests.timeouts import WAIT_MAX_S

TTL_MS = 60_000
QUICK_S = 0.04
"""A guess that is answered within this time has arrived in time."""


def bid(amount: int, user: str = "ann") -> PlaceBid:
    bid_id, bidder = BidId(f"{user}-{amount}"), Bidder(UserId(user), f"{user}#aaaaa")
    return PlaceBid(bid_id, bidder, amount, raise_own=True)


async def opened(node: HotState, **rules: Any) -> None:
    """Put the lamp up, after which the node knows it."""
    acquired = await node.acquire(0, "setup", TTL_MS, {LAMP: []})
    commands: list[Command] = [ScheduleItem(HOUSE, listing(**rules)), OpenItem(HOUSE)]
    await node.commit(0, "setup", {LAMP: settle(None, {}, commands, acquired.now)})
    await node.acquire(0, "setup", TTL_MS, {LAMP: []})
    nothing = settle(node.known.get(LAMP).item, {}, [], acquired.now)  # type: ignore[union-attr]
    await node.commit(0, "setup", {LAMP: nothing})


async def guess(
    node: HotState, *commands: PlaceBid, token: str = "round", later_ms: Millis = 0
) -> Acquired:
    """Guess the lamp's bids; the call arrives `later_ms` after the decision."""
    return await guess_at(node, node.clock.now(0) - later_ms, *commands, token=token)


async def guess_at(
    node: HotState, now: Millis, *commands: PlaceBid, token: str = "round"
) -> Acquired:
    """Guess the lamp's bids as if they were decided at `now`."""
    found = await guesses({LAMP: commands}, node.known, now)
    assert LAMP in found, "the node knows the lamp"
    wanted = {LAMP: [each.bid_id for each in commands]}
    return await node.acquire(0, token, TTL_MS, wanted, Guesses(found, now))


async def quick_guess(node: HotState, *commands: PlaceBid, later_ms: Millis = 0) -> Acquired:
    """Guess the lamp's bids, again if a busy machine may have delayed the call."""
    while True:
        began = time.monotonic()
        acquired = await guess(node, *commands, later_ms=later_ms)
        if LAMP not in acquired.held or time.monotonic() - began < QUICK_S:
            return acquired
        nothing = settle(acquired.held[LAMP].item, {}, [], acquired.now)
        await node.commit(0, "round", {LAMP: nothing})


async def test_a_right_guess_is_written_and_leaves_no_lock(
    hot_state: HotState, stores: StoreUrls
) -> None:
    await opened(hot_state)
    for amount in (100, 110, 120):
        acquired = await quick_guess(hot_state, bid(amount))
        assert (acquired.committed.written, acquired.held) == ({LAMP}, {})
    seen = (await hot_state.read([LAMP], bids_max=9))[LAMP]
    assert [each.amount for each in seen.bids] == [100, 110, 120]
    assert seen.item == hot_state.known.get(LAMP).item  # type: ignore[union-attr]
    async with Redis.from_url(stores.redis) as redis:
        assert not await redis.exists(hot_state.keys.lock(0, LAMP))
        assert await redis.xlen(hot_state.keys.journal(0)) == 4


async def test_of_two_nodes_that_guess_on_one_state_the_second_gets_the_truth(
    nodes: list[HotState],
) -> None:
    one, two, _ = nodes
    await opened(one)
    two.known.keep(LAMP, one.known.get(LAMP).item, 0, 100)  # type: ignore[union-attr]
    assert (await guess(one, bid(100))).committed.written == {LAMP}
    second = await guess(two, bid(100, "ben"))
    assert second.committed.written == set()
    held = second.held[LAMP].item
    assert held is not None
    assert (held.price, held.leader) == (100, bid(100).bidder)
    assert not await takes(one), "the second node holds the lock, and decides again"


async def takes(node: HotState) -> bool:
    return LAMP in (await node.acquire(0, "other", TTL_MS, {LAMP: []})).held


async def test_a_guess_for_a_bid_that_has_a_receipt_is_not_written(hot_state: HotState) -> None:
    await opened(hot_state)
    before = hot_state.known.get(LAMP)
    assert before is not None
    await guess(hot_state, bid(100))
    await guess(hot_state, bid(110))
    again = await guess(hot_state, bid(100), bid(120))
    assert again.committed.written == set()
    assert again.held[LAMP].receipts.keys() == {"ann-100"}


async def test_a_guess_in_an_older_epoch_is_not_written(
    hot_state: HotState, stores: StoreUrls
) -> None:
    await opened(hot_state)
    async with Redis.from_url(stores.redis) as redis:
        await redis.hset(hot_state.keys.item(0, LAMP), "epoch", 1)
    acquired = await guess(hot_state, bid(100))
    assert (acquired.committed.written, acquired.held[LAMP].epoch) == (set(), 1)


@pytest.mark.parametrize(("later_ms", "is_written"), [(50, True), (500, False), (-500, False)])
async def test_a_guess_that_was_decided_at_another_time_is_not_written(
    hot_state: HotState, later_ms: int, is_written: bool
) -> None:
    await opened(hot_state)
    acquired = await quick_guess(hot_state, bid(100), later_ms=later_ms)
    assert (acquired.committed.written == {LAMP}) is is_written


async def test_a_bid_from_before_the_end_that_arrives_after_it_is_not_written(
    hot_state: HotState, stores: StoreUrls
) -> None:
    await hot_state.read([LAMP])
    ends_at = hot_state.clock.now(0) + 2_000
    await opened(hot_state, ends_at=ends_at)
    # The node's clock may be ahead of Redis' by half the round trip of its first call.
    async with Redis.from_url(stores.redis) as redis:
        while await redis_now(redis) <= ends_at:
            await asyncio.sleep(0.01)
    acquired = await guess_at(hot_state, ends_at - 1, bid(100))
    assert acquired.committed.written == set()


async def redis_now(redis: Redis) -> Millis:
    seconds, microseconds = await redis.time()
    return seconds * 1000 + microseconds // 1000


async def test_a_guess_on_a_redis_that_was_flushed_is_not_written(
    hot_state: HotState, stores: StoreUrls
) -> None:
    await opened(hot_state)
    async with Redis.from_url(stores.redis) as redis:
        await redis.flushall()
        with pytest.raises(HotStateUntrusted):
            await guess(hot_state, bid(100))
        await trust(redis, hot_state)
    acquired = await guess(hot_state, bid(100))
    assert (acquired.committed.written, acquired.held[LAMP].item) == (set(), None)


@asynccontextmanager
async def woken_floor(node: HotState, stores: StoreUrls) -> AsyncIterator[tuple[Floor, Redis]]:
    """Run the floor of a node that is woken when a lock is kept for it."""
    async with (
        floor_on(node) as floor,
        Redis.from_url(stores.redis) as redis,
        receiving_wakeups(wakeups(redis, redis, node.keys, node.node), floor.wake),
        asyncio.timeout(WAIT_MAX_S),
    ):
        yield floor, redis


async def test_a_lock_comes_with_the_state_and_an_item_that_others_may_change_is_forgotten(
    nodes: list[HotState], stores: StoreUrls
) -> None:
    one, two, _ = nodes
    await opened(one)
    async with woken_floor(two, stores) as (floor, redis):
        await one.acquire(0, "one", TTL_MS, {LAMP: []})
        held = one.known.get(LAMP)
        assert held is not None
        waiting = floor.enqueue(LAMP, bid(200, "ben"))
        while not await redis.llen(two.keys.line(0, LAMP)):
            await asyncio.sleep(0.01)
        settled = settle(held.item, {}, [bid(150)], one.clock.now(0))
        await one.commit(0, "one", {LAMP: settled})
        assert one.known.get(LAMP) is None
        assert isinstance(await waiting, Accepted)
    known = two.known.get(LAMP)
    assert known is not None
    assert (known.item.price, known.item.bid_count) == (200, 2)


async def test_a_round_that_changes_nothing_hands_the_state_on_and_one_without_commands_is_a_call(
    nodes: list[HotState], stores: StoreUrls
) -> None:
    one, two, _ = nodes
    await opened(one)
    async with woken_floor(two, stores) as (_, redis):
        nothing = settle(one.known.get(LAMP).item, {}, [], 0)  # type: ignore[union-attr]
        await two.acquire(0, "two", TTL_MS, {LAMP: []})
        await two.commit(0, "two", {LAMP: nothing})
        known = two.known.get(LAMP)
        two.known.forget(LAMP)
        await one.acquire(0, "one", TTL_MS, {LAMP: []})
        assert (await two.acquire(0, "again", TTL_MS, {LAMP: []})).waits
        before = await calls(redis)
        await one.commit(0, "one", {LAMP: nothing})
        while await redis.exists(two.keys.lock(0, LAMP)):
            await asyncio.sleep(0.01)
        assert await calls(redis) - before == 2
        assert two.known.get(LAMP) == known


async def test_an_item_that_one_node_sells_takes_one_call_a_round(
    hot_state: HotState, stores: StoreUrls
) -> None:
    async with floor_on(hot_state) as floor, Redis.from_url(stores.redis) as redis:
        await put_up(floor)
        await floor.submit(LAMP, bid(100))
        before = await calls(redis)
        for amount in range(110, 210, 10):
            assert isinstance(await floor.submit(LAMP, bid(amount)), Accepted)
        assert await calls(redis) - before == 10


async def calls(redis: Redis) -> int:
    stats = await redis.info("commandstats")
    return int(stats["cmdstat_evalsha"]["calls"])


async def test_a_listing_is_sent_once_and_read_by_all_nodes(
    nodes: list[HotState], stores: StoreUrls
) -> None:
    one, two, _ = nodes
    await opened(one)
    async with Redis.from_url(stores.redis) as redis:
        stored = one.keys.item(0, LAMP)
        first: Any = await redis.hmget(stored, "listing", "listed")
        await guess(one, bid(100))
        assert await redis.hmget(stored, "listing", "listed") == first
        held = (await two.acquire(0, "two", TTL_MS, {LAMP: []})).held[LAMP]
        assert (held.item, held.listing) == (
            one.known.get(LAMP).item,  # type: ignore[union-attr]
            two.known.listings.get(LAMP),
        )
        assert held.listing is not None
        assert held.listing.version == first[1]


async def test_a_changed_listing_replaces_the_one_that_another_node_knows(
    nodes: list[HotState],
) -> None:
    one, two, _ = nodes
    await opened(one)
    held = (await two.acquire(0, "first", TTL_MS, {LAMP: []})).held[LAMP]
    await two.commit(0, "first", {LAMP: undecided(held.item, ())})
    acquired = await one.acquire(0, "other", TTL_MS, {LAMP: []})
    settlement = settle(acquired.held[LAMP].item, {}, [bid(100)], acquired.now)
    assert settlement.after is not None
    changed = replace(settlement.after, listing=listing(description="Chipped"))
    amended = replace(settlement, after=changed)
    await one.commit(0, "other", {LAMP: amended})
    assert one.known.stored_listing(LAMP) is changed.listing
    assert (await two.read([LAMP]))[LAMP].item == changed
    held = (await two.acquire(0, "again", TTL_MS, {LAMP: []})).held[LAMP]
    assert (held.item, two.known.stored_listing(LAMP)) == (changed, changed.listing)
    await two.commit(0, "again", {LAMP: undecided(held.item, ())})
    assert (await guess(two, bid(110, "ben"))).committed.written == {LAMP}
    assert (await one.read([LAMP]))[LAMP].item.listing == changed.listing


async def test_an_item_of_an_earlier_form_gets_its_listing_beside_it_with_its_next_event(
    hot_state: HotState, stores: StoreUrls
) -> None:
    await opened(hot_state)
    item = (await hot_state.read([LAMP]))[LAMP].item
    async with Redis.from_url(stores.redis) as redis:
        stored = hot_state.keys.item(0, LAMP)
        await redis.hset(stored, "state", encode(item))
        await redis.hdel(stored, "listing", "listed")
        hot_state.known.forget(LAMP)
        assert (await hot_state.read([LAMP]))[LAMP].item == item
        held = (await hot_state.acquire(0, "nothing", TTL_MS, {LAMP: []})).held[LAMP]
        assert held.item == item
        await hot_state.commit(0, "nothing", {LAMP: undecided(item, ())})
        assert (await guess(hot_state, bid(100))).committed.written == {LAMP}
        assert await redis.hget(stored, "listing") == encode(item.listing)
    assert (await hot_state.read([LAMP]))[LAMP].item.price == 100

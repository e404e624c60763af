"""The hot state: locks that fence, all or nothing for each item, and reads."""

import asyncio
import time

import pytest
from redis.asyncio import Redis

from server.bidding.hot_state.hot_state import HotState
from server.bidding.hot_state.restoration_port import NoRestoration
from server.bidding.hot_state.scripts import HotStateReadOnly, HotStateUntrusted
from server.bidding.settling.settle import Settlement, settle
from server.domain.commands import Command, OpenItem, PlaceBid, ScheduleItem
from server.domain.types import Bidder, BidId, ItemId, UserId
from tests.integration.bidding.conftest import HOUSE, LAMP, hot_state_at, listing, trust
from tests.nodes import StoreUrls


class CountedRestoration(NoRestoration):
    """A restorer that counts losses."""

    def __init__(self) -> None:
        self.losses = 0

    def hot_state_lost(self) -> None:
        self.losses += 1


ANN = Bidder(UserId("ann"), "Ann#aaaaa")


def bid(amount: int, bid_id: str) -> PlaceBid:
    return PlaceBid(BidId(bid_id), ANN, amount, raise_own=True)


async def decided(
    hot_state: HotState, token: str, *commands: Command, ttl_ms: int = 60_000
) -> Settlement:
    """Take the lamp's lock and decide, without writing."""
    bid_ids = [c.bid_id for c in commands if isinstance(c, PlaceBid)]
    acquired = await hot_state.acquire(0, token, ttl_ms, {LAMP: bid_ids})
    held = acquired.held[LAMP]
    return settle(held.item, held.receipts, commands, acquired.now)


async def commit(hot_state: HotState, token: str, **settled: Settlement) -> set[ItemId]:
    """Write what was decided; return the items that were written."""
    items = {ItemId(name): settlement for name, settlement in settled.items()}
    return (await hot_state.commit(0, token, items)).written


@pytest.fixture
async def lamp(hot_state: HotState) -> None:
    settlement = await decided(hot_state, "setup", ScheduleItem(HOUSE, listing()), OpenItem(HOUSE))
    assert await commit(hot_state, "setup", lamp=settlement) == {LAMP}


@pytest.mark.usefixtures("lamp")
async def test_a_held_lock_cannot_be_taken_and_committing_releases_it(hot_state: HotState) -> None:
    settlement = await decided(hot_state, "one", bid(150, "b1"))
    assert (await hot_state.acquire(0, "other", 60_000, {LAMP: []})).held == {}
    assert await commit(hot_state, "one", lamp=settlement) == {LAMP}
    held = (await hot_state.acquire(0, "other", 60_000, {LAMP: [BidId("b1")]})).held
    item = held[LAMP].item
    assert item is not None
    assert item.price == 150
    assert held[LAMP].receipts[BidId("b1")].answer == settlement.answers[0]


@pytest.mark.usefixtures("lamp")
async def test_a_holder_whose_lock_expired_writes_nothing(hot_state: HotState) -> None:
    late = await decided(hot_state, "late", bid(150, "b1"), ttl_ms=20)
    await asyncio.sleep(0.05)
    in_time = await decided(hot_state, "in time", bid(200, "b2"))
    assert await commit(hot_state, "late", lamp=late) == set()
    assert await commit(hot_state, "in time", lamp=in_time) == {LAMP}
    seen = (await hot_state.read([LAMP], bids_max=9))[LAMP]
    assert [b.amount for b in seen.bids] == [200]


@pytest.mark.usefixtures("lamp")
async def test_a_holder_whose_lock_expired_is_fenced_off_by_seq_too(
    hot_state: HotState, stores: StoreUrls
) -> None:
    late = await decided(hot_state, "late", bid(150, "b1"))
    async with Redis.from_url(stores.redis) as redis:
        lock = hot_state.keys.lock(0, LAMP)
        await redis.delete(lock)
        in_time = await decided(hot_state, "in time", bid(200, "b2"))
        await commit(hot_state, "in time", lamp=in_time)
        await redis.set(lock, "late")
        assert await commit(hot_state, "late", lamp=late) == set()
        assert await redis.get(lock) is None
    assert (await hot_state.read([LAMP]))[LAMP].item.price == 200


@pytest.mark.usefixtures("lamp")
async def test_a_late_holder_does_not_release_the_next_holders_lock(hot_state: HotState) -> None:
    late = await decided(hot_state, "late", bid(150, "b1"), ttl_ms=20)
    await asyncio.sleep(0.05)
    await decided(hot_state, "next")
    await commit(hot_state, "late", lamp=late)
    assert (await hot_state.acquire(0, "third", 60_000, {LAMP: []})).held == {}


@pytest.mark.usefixtures("lamp")
async def test_one_fenced_item_does_not_hold_up_the_others_of_its_round(
    hot_state: HotState,
) -> None:
    vase = ItemId("vase")
    acquired = await hot_state.acquire(0, "one", 60_000, {LAMP: [], vase: []})
    now, held = acquired.now, acquired.held
    fenced = settle(held[LAMP].item, {}, [bid(150, "b1")], now)
    await commit(hot_state, "one", lamp=settle(held[LAMP].item, {}, [], now))
    fine = settle(None, {}, [ScheduleItem(HOUSE, listing(vase))], now)
    assert await commit(hot_state, "one", lamp=fenced, vase=fine) == {vase}


@pytest.mark.usefixtures("lamp")
async def test_a_round_that_changed_nothing_writes_nothing_and_releases_the_lock(
    hot_state: HotState, stores: StoreUrls
) -> None:
    async with Redis.from_url(stores.redis) as redis:
        before = await redis.xlen(hot_state.keys.journal(0))
        refused = await decided(hot_state, "one", bid(50, "b1"))
        assert await commit(hot_state, "one", lamp=refused) == {LAMP}
        assert await redis.xlen(hot_state.keys.journal(0)) == before
        assert not await redis.exists(hot_state.keys.lock(0, LAMP))
        assert not await redis.exists(hot_state.keys.receipts(0, LAMP))


@pytest.mark.usefixtures("lamp")
async def test_the_latest_bids_are_kept_and_few_more(hot_state: HotState) -> None:
    hot_state.recent_bids_max = 3
    for number in range(53):
        settlement = await decided(hot_state, "one", bid(100 + 10 * number, f"b{number}"))
        await commit(hot_state, "one", lamp=settlement)
        if number == 51:
            seen = (await hot_state.read([LAMP], bids_max=99))[LAMP]
            assert len(seen.bids) == 52, "they are trimmed 50 at once"
    seen = (await hot_state.read([LAMP], bids_max=99))[LAMP]
    assert [b.bid_id for b in seen.bids] == ["b50", "b51", "b52"]


async def test_due_items_are_found_with_the_moment_of_the_next_one(hot_state: HotState) -> None:
    now = (await hot_state.acquire(0, "setup", 60_000, {LAMP: []})).now
    for name, opens_at in (("lamp", now - 5), ("vase", now + 60_000)):
        item_id = ItemId(name)
        await hot_state.acquire(0, "setup", 60_000, {item_id: []})
        command = ScheduleItem(HOUSE, listing(item_id, opens_at=opens_at))
        await hot_state.commit(0, "setup", {item_id: settle(None, {}, [command], now)})
    assert await hot_state.due(0) == ([LAMP], now + 60_000)


async def test_the_clock_is_redis_clock(hot_state: HotState) -> None:
    await hot_state.due(0)
    assert abs(hot_state.clock.now() - time.time() * 1000) < 1000


@pytest.mark.parametrize("trusted", [None, "another server's"])
async def test_a_redis_that_may_have_lost_data_is_neither_read_nor_written(
    stores: StoreUrls, trusted: str | None
) -> None:
    restoration = CountedRestoration()
    async with hot_state_at(stores.redis, restoration=restoration) as hot_state:
        async with Redis.from_url(stores.redis) as redis:
            await redis.flushall()
            if trusted:
                await redis.set(hot_state.keys.trusted(0), trusted)
        for call in (
            hot_state.read([LAMP]),
            hot_state.due(0),
            hot_state.acquire(0, "one", 1000, {LAMP: []}),
            hot_state.commit(0, "one", {LAMP: settle(None, {}, [], 0)}),
        ):
            with pytest.raises(HotStateUntrusted):
                await call
    assert restoration.losses == 4


@pytest.mark.parametrize(
    ("refusing", "usual", "reason"),
    [
        ("CONFIG SET maxmemory 1", "CONFIG SET maxmemory 0", "maxmemory"),
        (
            "CONFIG SET min-replicas-to-write 1",
            "CONFIG SET min-replicas-to-write 0",
            "too few replicas",
        ),
        ("REPLICAOF 127.0.0.1 1", "REPLICAOF NO ONE", "read-only replica"),
    ],
)
async def test_a_redis_that_answers_and_takes_no_writes_fails_the_check(
    hot_state: HotState, stores: StoreUrls, refusing: str, usual: str, reason: str
) -> None:
    await hot_state.ping()
    async with Redis.from_url(stores.redis) as redis:
        await redis.execute_command(*refusing.split())  # type: ignore[no-untyped-call]
        try:
            with pytest.raises(HotStateReadOnly, match=reason):
                await hot_state.ping()
        finally:
            await redis.execute_command(*usual.split())  # type: ignore[no-untyped-call]
        await trust(redis, hot_state)
    await hot_state.ping()


async def test_the_check_writes_nothing(hot_state: HotState, stores: StoreUrls) -> None:
    async with Redis.from_url(stores.redis) as redis:
        before = (await redis.info("persistence"))["aof_current_size"]
        for _ in range(3):
            await hot_state.ping()
        assert (await redis.info("persistence"))["aof_current_size"] == before
        assert not await redis.exists(hot_state.keys.probe(0))

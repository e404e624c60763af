"""The calls of restoration on a hot state that is not trusted, and on unchecked items."""

from collections.abc import AsyncIterator, Mapping

import pytest
from redis.asyncio import Redis
from redis.exceptions import ReadOnlyError

from server.bidding.archive import NewEpoch
from server.bidding.hot_state.hot_state import HotState
from server.bidding.hot_state.keys import KEPT_AFTER_END_S
from server.bidding.hot_state.scripts import HotStateUntrusted
from server.bidding.restoration.untrusted_hot_state import Era, Unfilled, UntrustedHotState
from server.bidding.settling.records import recent
from server.bidding.settling.replay import Rebuilt
from server.bidding.settling.settle import Settlement, settle
from server.domain.commands import CloseItem, OpenItem, PlaceBid, ScheduleItem
from server.domain.types import AuctionId, Bidder, BidId, ItemId, NodeId, UserId
from tests.integration.bidding.conftest import (
    HOUSE,
    LAMP,
    floor_on,
    listing,
    put_up,
    untrusted_hot_state,
)
from tests.nodes import StoreUrls
from tests.redis_servers import execute

TTL_MS = 60_000
ANN = Bidder(UserId("ann"), "Ann#aaaaa")
VASE = ItemId("vase")


@pytest.fixture
async def redis(stores: StoreUrls) -> AsyncIterator[Redis]:
    async with Redis.from_url(stores.redis) as each:
        yield each


@pytest.fixture
async def untrusted(redis: Redis, hot_state: HotState) -> UntrustedHotState:
    """A hot state that has been marked as untrusted."""
    each = untrusted_hot_state(redis, hot_state)
    await each.mark_untrusted(0)
    return each


@pytest.fixture
async def era(untrusted: UntrustedHotState) -> Era:
    """A new era, in which nothing has been checked."""
    return await begun(untrusted)


async def begun(untrusted: UntrustedHotState) -> Era:
    """Begin an era."""
    replication_id = await untrusted.take_lease(0, TTL_MS)
    assert replication_id is not None
    assert await untrusted.begin_era(0, replication_id, swept=False)
    return await current(untrusted)


async def current(untrusted: UntrustedHotState) -> Era:
    """Return the era, which has begun."""
    era = await untrusted.era(0)
    assert era is not None
    return era


def sold(price: int) -> Settlement:
    """A lamp with a bid, as the archive knows it from its events."""
    bid = PlaceBid(BidId("b1"), ANN, price)
    item = listing(spending_limit=1_000)
    return settle(None, {}, [ScheduleItem(HOUSE, item), OpenItem(HOUSE), bid], 1_000)


def archived(settlement: Settlement, epoch: int = 1, *, receipts_after: int = 0) -> NewEpoch:
    """The epoch of an item of which the archive has more."""
    item = settlement.after
    assert item is not None
    receipts = {} if receipts_after else settlement.receipts
    rebuilt = Rebuilt(item, receipts, recent(settlement.events), receipts_after)
    return NewEpoch(epoch, item, rebuilt)


async def restored(
    untrusted: UntrustedHotState,
    era: Era,
    epochs: Mapping[ItemId, NewEpoch | None],
    *,
    checked: bool = True,
) -> set[ItemId]:
    """Lock items and restore them."""
    await untrusted.lock_items(era, "one", TTL_MS, list(epochs))
    return await untrusted.restore(era, "one", epochs, checked=checked)


async def test_a_redis_that_loses_its_data_before_the_era_begins_stays_untrusted(
    redis: Redis, untrusted: UntrustedHotState
) -> None:
    replication_id = await untrusted.take_lease(0, TTL_MS)
    assert replication_id is not None
    await redis.flushall()
    assert not await untrusted.begin_era(0, replication_id, swept=False)
    assert await untrusted.era(0) is None


async def test_a_lease_of_another_server_begins_no_era(untrusted: UntrustedHotState) -> None:
    """A promoted replica may have received the lease, and nothing of what was done under it."""
    await untrusted.take_lease(0, TTL_MS)
    assert not await untrusted.begin_era(0, b"0" * 40, swept=False)
    assert await untrusted.era(0) is None


async def test_one_node_at_a_time_has_the_lease(
    redis: Redis, hot_state: HotState, untrusted: UntrustedHotState
) -> None:
    other = UntrustedHotState(redis, hot_state.keys, node=NodeId("another"), recent_bids_max=5)
    replication_id = await untrusted.take_lease(0, TTL_MS)
    assert replication_id is not None
    assert await untrusted.take_lease(0, TTL_MS) == replication_id, "its own is extended"
    assert await other.take_lease(0, TTL_MS) is None
    assert not await other.begin_era(0, replication_id, swept=True)
    assert await untrusted.begin_era(0, replication_id, swept=True)
    assert await other.take_lease(0, TTL_MS) == replication_id


async def test_in_a_new_era_every_item_is_unchecked_and_a_missing_one_until_the_sweep_ends(
    hot_state: HotState, untrusted: UntrustedHotState, redis: Redis
) -> None:
    await begun(untrusted)
    await untrusted.end_sweep(await current(untrusted))
    async with floor_on(hot_state) as floor:
        await put_up(floor)
    era = await begun(untrusted)
    acquired = await hot_state.acquire(0, "a round", TTL_MS, {LAMP: [], VASE: []})
    assert acquired.unchecked == {LAMP, VASE}
    assert not await redis.exists(hot_state.keys.lock(0, LAMP))
    assert await untrusted.unchecked(era, [LAMP, VASE]) == {LAMP: 2, VASE: 0}
    assert await restored(untrusted, era, {LAMP: NewEpoch(1, None, None)}) == {LAMP}
    assert await untrusted.unchecked(era, [LAMP, VASE]) == {VASE: 0}
    await untrusted.end_sweep(era)
    again = await hot_state.acquire(0, hot_state.node, TTL_MS, {VASE: []})
    assert again.held[VASE].item is None
    assert list(await hot_state.read([LAMP, VASE])) == [LAMP]


async def test_unchecked_items_are_read_under_their_locks(
    hot_state: HotState, redis: Redis
) -> None:
    async with floor_on(hot_state) as floor:
        await put_up(floor)
        await put_up(floor, VASE)
    await hot_state.acquire(0, "a round", TTL_MS, {VASE: []})
    untrusted, gone = untrusted_hot_state(redis, hot_state), ItemId("gone")
    era = await begun(untrusted)
    locked = await untrusted.lock_items(era, "one", TTL_MS, [LAMP, VASE, gone])
    assert locked.heads.keys() == {LAMP, gone}, "the lock of the vase is taken"
    assert locked.heads[gone] is None
    lamp = locked.heads[LAMP]
    assert lamp is not None
    assert (lamp.item.seq, lamp.epoch) == (2, 0)
    assert await redis.get(hot_state.keys.lock(0, LAMP)) == b"one"
    await untrusted.release(0, "one", [LAMP])
    assert not await redis.exists(hot_state.keys.lock(0, LAMP))


async def test_a_commit_of_a_round_that_began_in_an_earlier_era_writes_nothing(
    hot_state: HotState, redis: Redis
) -> None:
    async with floor_on(hot_state) as floor:
        await put_up(floor)
    acquired = await hot_state.acquire(0, "a round", TTL_MS, {LAMP: []})
    bid = settle(acquired.held[LAMP].item, {}, [PlaceBid(BidId("b1"), ANN, 150)], acquired.now)
    await begun(untrusted_hot_state(redis, hot_state))
    assert (await hot_state.commit(0, "a round", {LAMP: bid})).written == set()


async def test_a_restored_item_has_the_archives_state_receipts_bids_and_exposure(
    hot_state: HotState, untrusted: UntrustedHotState, era: Era
) -> None:
    lamp = sold(150)
    assert await restored(untrusted, era, {LAMP: archived(lamp)}) == {LAMP}
    snapshot = (await hot_state.read([LAMP], bids_max=9))[LAMP]
    assert snapshot.item == lamp.after
    assert [bid.amount for bid in snapshot.bids] == [150]
    held = (await hot_state.acquire(0, "two", TTL_MS, {LAMP: list(lamp.receipts)})).held[LAMP]
    assert (held.epoch, held.receipts_after) == (1, 0)
    assert held.receipts == lamp.receipts
    standings = await hot_state.admissions.standings(AuctionId("sale"), VASE, [ANN.user_id])
    assert standings[ANN.user_id].elsewhere == 150


async def test_the_items_of_a_unit_become_checked_together(
    hot_state: HotState, untrusted: UntrustedHotState, era: Era
) -> None:
    epochs = {LAMP: archived(sold(150)), VASE: NewEpoch(1, None, None)}
    assert await restored(untrusted, era, epochs, checked=False) == {LAMP, VASE}
    assert (await untrusted.unchecked(era, [LAMP, VASE])).keys() == {LAMP, VASE}
    assert not await untrusted.check_items(era, {LAMP: 1, VASE: 2}), "another epoch has begun"
    assert (await untrusted.unchecked(era, [LAMP, VASE])).keys() == {LAMP, VASE}
    assert await untrusted.check_items(era, {LAMP: 1, VASE: 1})
    assert await untrusted.unchecked(era, [LAMP, VASE]) == {}
    assert (await hot_state.read([LAMP]))[LAMP].item == sold(150).after


async def test_an_id_that_nobody_knows_is_checked_and_soon_forgotten(
    hot_state: HotState, untrusted: UntrustedHotState, era: Era, redis: Redis
) -> None:
    assert await restored(untrusted, era, {VASE: None}) == {VASE}
    assert await hot_state.read([VASE]) == {}
    assert 0 < await redis.ttl(hot_state.keys.item(0, VASE)) <= 60
    async with floor_on(hot_state) as floor:
        await put_up(floor, VASE)
    assert await redis.ttl(hot_state.keys.item(0, VASE)) == -1


async def test_older_receipts_are_filled_in_beside_newer_ones(
    hot_state: HotState, untrusted: UntrustedHotState, era: Era
) -> None:
    lamp = sold(150)
    assert era.filled
    await restored(untrusted, era, {LAMP: archived(lamp, receipts_after=3)})
    unfinished = await untrusted.era(0)
    assert unfinished is not None
    assert not unfinished.filled
    unfilled = [Unfilled(LAMP, 1, 3, ended=False)]
    assert await untrusted.unfilled(0) == unfilled
    (bid_id,) = lamp.receipts
    acquired = await hot_state.acquire(0, "two", TTL_MS, {LAMP: [bid_id]})
    assert (acquired.held[LAMP].receipts, acquired.held[LAMP].receipts_after) == ({}, 3)
    other = Unfilled(LAMP, 9, 3, ended=False)
    assert not await untrusted.fill(0, other, lamp.receipts, done=True), "restored again since"
    assert await untrusted.fill(0, unfilled[0], lamp.receipts, done=True)
    acquired = await hot_state.acquire(0, "two", TTL_MS, {LAMP: [bid_id]})
    assert (acquired.held[LAMP].receipts, acquired.held[LAMP].receipts_after) == (lamp.receipts, 0)
    assert await untrusted.unfilled(0) == []
    assert await untrusted.era(0) == era


async def test_the_receipts_and_bids_of_a_restored_item_expire_if_it_has_ended(
    hot_state: HotState, untrusted: UntrustedHotState, redis: Redis
) -> None:
    live = sold(150)
    closed = settle(live.after, {}, [CloseItem(HOUSE)], 2_000)
    ended = Settlement(None, closed.after, live.events + closed.events, (), live.receipts)
    for epoch, settlement in ((1, live), (2, ended)):
        era = await begun(untrusted)
        await restored(untrusted, era, {LAMP: archived(settlement, epoch)})
        for key in (hot_state.keys.receipts(0, LAMP), hot_state.keys.recent(0, LAMP)):
            ttl_s = await redis.ttl(key)
            assert ttl_s == -1 if settlement is live else 0 < ttl_s <= KEPT_AFTER_END_S


async def test_an_item_whose_lock_was_lost_is_not_restored(
    hot_state: HotState, untrusted: UntrustedHotState, era: Era, redis: Redis
) -> None:
    await untrusted.lock_items(era, "one", TTL_MS, [LAMP])
    await redis.set(hot_state.keys.lock(0, LAMP), "another")
    assert await untrusted.restore(era, "one", {LAMP: archived(sold(150))}, checked=True) == set()
    assert await redis.hgetall(hot_state.keys.item(0, LAMP)) == {}


async def test_nothing_is_restored_into_another_era(untrusted: UntrustedHotState, era: Era) -> None:
    await untrusted.lock_items(era, "one", TTL_MS, [LAMP])
    await begun(untrusted)
    for call in (
        untrusted.lock_items(era, "one", TTL_MS, [LAMP]),
        untrusted.restore(era, "one", {LAMP: archived(sold(150))}, checked=True),
        untrusted.check_items(era, {LAMP: 1}),
    ):
        with pytest.raises(HotStateUntrusted):
            await call


async def test_the_exposures_of_an_ended_item_replace_those_that_it_had(
    hot_state: HotState, redis: Redis
) -> None:
    untrusted, sale = untrusted_hot_state(redis, hot_state), AuctionId("sale")
    await untrusted.set_exposures(sale, {LAMP: {UserId("ben"): 90}})
    for _ in range(2):
        await untrusted.set_exposures(sale, {LAMP: {ANN.user_id: 150}, VASE: {ANN.user_id: 200}})
    standings = await hot_state.admissions.standings(sale, LAMP, [ANN.user_id, UserId("ben")])
    assert standings[ANN.user_id].elsewhere == 200
    assert await redis.hget(hot_state.keys.exposure(0, sale), " ben") == b"0"


async def test_a_replica_refuses_reads_and_the_lease_so_that_clients_look_for_the_primary(
    redis: Redis, untrusted: UntrustedHotState, hot_state: HotState
) -> None:
    await execute(redis, "REPLICAOF", "127.0.0.1", 1)
    try:
        for call in (untrusted.take_lease(0, TTL_MS), untrusted.era(0), hot_state.read([LAMP])):
            with pytest.raises(ReadOnlyError):
                await call
    finally:
        await execute(redis, "REPLICAOF", "NO", "ONE")

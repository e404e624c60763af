"""The calls of restoration on a hot state that is not trusted."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from redis.asyncio import Redis
from redis.exceptions import ReadOnlyError

from server.bidding.archive import NewEpoch
from server.bidding.hot_state.hot_state import HotState
from server.bidding.hot_state.keys import KEPT_AFTER_END_S
from server.bidding.hot_state.scripts import HotStateUntrusted
from server.bidding.restoration.untrusted_hot_state import Lease, UntrustedHotState
from server.bidding.settling.settle import Settlement, settle
from server.domain.commands import CloseItem, OpenItem, PlaceBid, ScheduleItem
from server.domain.types import AuctionId, Bidder, BidId, ItemId, UserId
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


async def taken(untrusted: UntrustedHotState, token: str) -> Lease:
    """Take the lease, which must be free."""
    lease = await untrusted.take_lease(0, token, TTL_MS)
    assert lease is not None
    return lease


def sold(price: int) -> Settlement:
    """A lamp with a bid, as the archive knows it from its events."""
    bid = PlaceBid(BidId("b1"), ANN, price)
    item = listing(spending_limit=1_000)
    return settle(None, {}, [ScheduleItem(HOUSE, item), OpenItem(HOUSE), bid], 1_000)


@pytest.mark.parametrize("moment", ["begun", "restored"])
async def test_a_redis_that_loses_its_data_during_restoration_is_not_trusted(
    redis: Redis, untrusted: UntrustedHotState, moment: str
) -> None:
    lease = await taken(untrusted, "one")
    if moment == "restored":
        assert await untrusted.extend(lease, TTL_MS)
    await redis.flushall()
    assert not await untrusted.extend(lease, TTL_MS)
    assert not await untrusted.mark_trusted(lease)
    assert not await untrusted.is_trusted(0)


async def test_a_lease_of_another_server_restores_nothing(untrusted: UntrustedHotState) -> None:
    """A promoted replica may have received the lease, and not the items."""
    lease = replace(await taken(untrusted, "one"), replication_id=b"another server's")
    assert not await untrusted.extend(lease, TTL_MS)
    assert not await untrusted.mark_trusted(lease)
    assert not await untrusted.is_trusted(0)


async def test_one_node_at_a_time_has_the_lease(untrusted: UntrustedHotState) -> None:
    lease = await taken(untrusted, "one")
    assert await untrusted.take_lease(0, "another", TTL_MS) is None
    assert not await untrusted.extend(replace(lease, token="another"), TTL_MS)
    assert not await untrusted.mark_trusted(replace(lease, token="another"))


async def test_marking_a_shard_as_trusted_ends_the_lease(
    hot_state: HotState, untrusted: UntrustedHotState
) -> None:
    with pytest.raises(HotStateUntrusted):
        await hot_state.read([LAMP])
    assert await untrusted.mark_trusted(await taken(untrusted, "one"))
    assert await hot_state.read([LAMP]) == {}
    assert await untrusted.take_lease(0, "another", TTL_MS)


async def test_items_are_read_under_their_locks_whether_trusted_or_not(
    hot_state: HotState, redis: Redis
) -> None:
    async with floor_on(hot_state) as floor:
        await put_up(floor)
        await put_up(floor, VASE)
    await hot_state.acquire(0, "a round", TTL_MS, {VASE: []})
    untrusted = untrusted_hot_state(redis, hot_state)
    await untrusted.mark_untrusted(0)
    gone = ItemId("gone")
    assert await untrusted.seqs(0, [LAMP, gone]) == {LAMP: 2, gone: 0}
    heads = await untrusted.lock_items(0, "one", TTL_MS, [LAMP, VASE, gone])
    assert heads.keys() == {LAMP, gone}, "the lock of the vase is taken"
    assert heads[gone] is None
    lamp = heads[LAMP]
    assert lamp is not None
    assert lamp.seq == 2
    assert await redis.get(hot_state.keys.lock(0, LAMP)) == b"one"


async def test_a_restored_item_has_the_archives_state_receipts_bids_and_exposure(
    hot_state: HotState, redis: Redis
) -> None:
    untrusted, archived = untrusted_hot_state(redis, hot_state), sold(150)
    await untrusted.lock_items(0, "one", TTL_MS, [LAMP])
    epochs = {LAMP: NewEpoch(1, archived.events)}
    assert await untrusted.restore(0, "one", epochs) == {LAMP}
    snapshot = (await hot_state.read([LAMP], bids_max=9))[LAMP]
    assert snapshot.item == archived.after
    assert [bid.amount for bid in snapshot.bids] == [150]
    held = (await hot_state.acquire(0, "two", TTL_MS, {LAMP: list(archived.receipts)})).held[LAMP]
    assert held.epoch == 1
    assert held.receipts == archived.receipts
    standings = await hot_state.admissions.standings(AuctionId("sale"), VASE, [ANN.user_id])
    assert standings[ANN.user_id].elsewhere == 150


async def test_the_receipts_and_bids_of_a_restored_item_expire_if_it_has_ended(
    hot_state: HotState, redis: Redis
) -> None:
    untrusted = untrusted_hot_state(redis, hot_state)
    live = sold(150)
    ended = (*live.events, *settle(live.after, {}, [CloseItem(HOUSE)], 2_000).events)
    for epoch, events in ((1, live.events), (2, ended)):
        await untrusted.lock_items(0, "one", TTL_MS, [LAMP])
        await untrusted.restore(0, "one", {LAMP: NewEpoch(epoch, events)})
        for key in (hot_state.keys.receipts(0, LAMP), hot_state.keys.recent(0, LAMP)):
            ttl_s = await redis.ttl(key)
            assert ttl_s == -1 if events is live.events else 0 < ttl_s <= KEPT_AFTER_END_S


async def test_an_item_whose_lock_was_lost_is_not_restored(
    hot_state: HotState, redis: Redis
) -> None:
    untrusted = untrusted_hot_state(redis, hot_state)
    await untrusted.lock_items(0, "one", TTL_MS, [LAMP])
    await redis.set(hot_state.keys.lock(0, LAMP), "another")
    epochs = {LAMP: NewEpoch(1, sold(150).events)}
    assert await untrusted.restore(0, "one", epochs) == set()
    assert await hot_state.read([LAMP]) == {}


async def test_an_exposure_is_set_and_not_added(hot_state: HotState, redis: Redis) -> None:
    untrusted, sale = untrusted_hot_state(redis, hot_state), AuctionId("sale")
    for _ in range(2):
        await untrusted.set_exposure(sale, [(LAMP, ANN.user_id, 150), (VASE, ANN.user_id, 200)])
    standings = await hot_state.admissions.standings(sale, LAMP, [ANN.user_id])
    assert standings[ANN.user_id].elsewhere == 200


async def test_a_shard_is_trusted_again_once_it_is_marked(untrusted: UntrustedHotState) -> None:
    assert not await untrusted.is_trusted(0)
    assert await untrusted.mark_trusted(await taken(untrusted, "restorer"))
    assert await untrusted.is_trusted(0)


async def test_a_replica_refuses_reads_and_the_lease_so_that_clients_look_for_the_primary(
    redis: Redis, untrusted: UntrustedHotState, hot_state: HotState
) -> None:
    await execute(redis, "REPLICAOF", "127.0.0.1", 1)
    try:
        for call in (
            untrusted.take_lease(0, "restorer", TTL_MS),
            untrusted.is_trusted(0),
            hot_state.read([LAMP]),
        ):
            with pytest.raises(ReadOnlyError):
                await call
    finally:
        await execute(redis, "REPLICAOF", "NO", "ONE")

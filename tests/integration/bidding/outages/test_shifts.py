"""Outages on real stores: no item ends before its bidders are back, in any order of the nodes."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from server.bidding.floor import Floor
from server.bidding.hot_state.hot_state import HotState
from server.bidding.hot_state.replies import Guesses
from server.bidding.outages.shifts import OutageShifts
from server.bidding.settling.records import Accepted, Answer
from server.bidding.settling.settle import settle
from server.bidding.timekeeper import Timekeeper
from server.domain.commands import ObserveTime, PlaceBid
from server.domain.item import Item
from server.domain.types import Bidder, BidId, ItemId, Millis, OnOutage, Status, UserId
from tests.archive_rows import archived
from tests.integration.bidding.conftest import (
    LAMP,
    floor_on,
    put_up,
    untrusted_hot_state,
)
from tests.nodes import StoreUrls, free_port, node_here
from tests.redis_servers import server

VASE, CLOCK = ItemId("vase"), ItemId("clock")
OUTAGE_MS, RETURN_MS = 20_000, 10_000


def bid(amount: int = 100) -> PlaceBid:
    return PlaceBid(BidId(f"b-{amount}"), Bidder(UserId("ann"), "Ann#aaaaa"), amount)


async def nobody_served(redis: Redis, hot_state: HotState, ms: Millis = OUTAGE_MS) -> None:
    """Let it be so long ago that bids were last decided, without waiting for it."""
    key = hot_state.keys.clock(0)
    before = int(await redis.hget(key, "served_at") or 0)
    await redis.hset(key, "served_at", str(before - ms))


async def seen(hot_state: HotState, item_id: ItemId = LAMP) -> Item:
    return (await hot_state.read([item_id]))[item_id].item


@pytest.fixture
async def redis(stores: StoreUrls) -> AsyncIterator[Redis]:
    async with Redis.from_url(stores.redis) as each:
        yield each


@asynccontextmanager
async def ended_in_an_outage(
    hot_state: HotState, redis: Redis, **rules: Any
) -> AsyncIterator[tuple[Floor, Millis]]:
    """Put the lamp up, whose end has just passed when an outage is over."""
    async with floor_on(hot_state) as floor:
        await hot_state.due(0)
        ends_at = hot_state.clock.now() + 300
        await put_up(floor, ends_at=ends_at, **rules)
        while hot_state.clock.now() <= ends_at:
            await asyncio.sleep(0.01)
        await nobody_served(redis, hot_state)
        yield floor, ends_at


async def test_the_first_late_bid_finds_the_item_open(hot_state: HotState, redis: Redis) -> None:
    async with ended_in_an_outage(hot_state, redis) as (floor, ends_at):
        answer: Answer = await floor.submit(LAMP, bid())
        assert isinstance(answer, Accepted), answer
        assert answer.ends_at is not None
        assert answer.ends_at >= ends_at + RETURN_MS
        again = await floor.submit(LAMP, ObserveTime())
        assert isinstance(again, Accepted)
        assert again.ends_at == answer.ends_at, "an outage counts once"


async def test_an_item_that_is_to_close_has_closed(hot_state: HotState, redis: Redis) -> None:
    async with ended_in_an_outage(hot_state, redis, on_outage=OnOutage.CLOSE) as (floor, ends_at):
        await floor.submit(LAMP, ObserveTime())
        item = await seen(hot_state)
        assert (item.status, item.ends_at) == (Status.UNSOLD, ends_at)


async def test_another_nodes_guess_that_does_not_know_of_the_outage_is_not_written(
    nodes: list[HotState], redis: Redis
) -> None:
    one, two, _ = nodes
    async with ended_in_an_outage(one, redis) as (_, ends_at):
        item, now = await seen(one), one.clock.now()
        closing = settle(item, {}, [ObserveTime()], now)
        assert closing.after is not None
        assert closing.after.status is Status.UNSOLD
        acquired = await two.acquire(0, "t", 1_000, {LAMP: []}, Guesses({LAMP: closing}, now))
        assert acquired.committed.written == set()
        held = acquired.held[LAMP].item
        moved = settle(held, {}, [ObserveTime()], acquired.now, shifts=acquired.shifts)
        assert moved.after is not None
        assert moved.after.status is Status.OPEN
        assert (moved.after.ends_at or 0) >= ends_at + RETURN_MS


async def test_items_are_moved_before_anybody_asks_for_them(
    hot_state: HotState, redis: Redis
) -> None:
    async with floor_on(hot_state) as floor:
        now = hot_state.clock.now()
        await put_up(floor, LAMP, ends_at=now + 30_000)
        await put_up(floor, VASE, ends_at=now + 3_600_000)
        await nobody_served(redis, hot_state)
        shifts = OutageShifts(hot_state, floor)
        keeper = Timekeeper(hot_state, floor, lambda _: None, see_outages=shifts.see)
        async with shifts.running(), keeper.running(), asyncio.timeout(20):
            while (await seen(hot_state)).ends_at == now + 30_000:
                await asyncio.sleep(0.01)
        assert (await seen(hot_state, VASE)).ends_at == now + 3_600_000


async def test_a_jump_of_redis_clock_is_no_outage(hot_state: HotState, redis: Redis) -> None:
    async with floor_on(hot_state) as floor:
        await put_up(floor, ends_at=hot_state.clock.now() + 50_000)
        await redis.hset(hot_state.keys.clock(0), "correction", 40_000)
        await hot_state.due(0)
        assert await redis.hget(hot_state.keys.clock(0), "correction") in (b"0", None)
        assert hot_state.service.shifts(0) == ()


async def test_without_service_an_outage_goes_on_and_no_item_ends(
    hot_state: HotState, redis: Redis
) -> None:
    async with ended_in_an_outage(hot_state, redis) as (floor, ends_at):
        hot_state.service._takes_bids = lambda: False
        await floor.submit(LAMP, ObserveTime())
        item = await seen(hot_state)
        assert item.status is Status.OPEN
        assert (item.ends_at or 0) >= ends_at + RETURN_MS
        assert await redis.hget(hot_state.keys.clock(0), "outages") is None
        await hot_state.due(0)
        assert hot_state.service.over == {}, "nothing is moved beforehand while it goes on"


async def test_redis_that_forgot_its_last_service_learns_it_from_the_archive(
    hot_state: HotState, redis: Redis
) -> None:
    untrusted = untrusted_hot_state(redis, hot_state)
    await hot_state.due(0)
    await redis.delete(hot_state.keys.clock(0), hot_state.keys.trusted(0))
    replication_id = await untrusted.take_lease(0, 1_000)
    assert replication_id is not None
    assert await untrusted.begin_era(0, replication_id, swept=False)
    await hot_state.due(0)
    assert await redis.hget(hot_state.keys.clock(0), "served_at") is None, "it is not known yet"
    era = await untrusted.era(0)
    assert era is not None
    served_at = hot_state.clock.now() - OUTAGE_MS
    for moment in (served_at, served_at - 5_000):
        await untrusted.prove_service(era, moment)
    await hot_state.due(0)
    (outage,) = hot_state.service.shifts(0)
    assert outage.since == served_at


async def test_an_item_whose_end_fell_into_an_outage_of_stopped_stores_ends_later(
    stores: StoreUrls,
) -> None:
    """Redis and the node are killed. The end falls into the outage, and another node finds out."""
    durable = ("--save", "", "--appendonly", "yes", "--appendfsync", "always")
    outage = {"outage_min_ms": 1_000, "outage_return_ms": 2_000}
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), free_port()
        async with server(*durable, folder=folder, port=port) as first:
            urls = StoreUrls(first.url, stores.database)
            async with node_here(urls, **outage) as node:
                await node.put_up()
                ends_at = await node.end_in(500)
                await first.kill()
        await asyncio.sleep(1.5)
        async with server(*durable, folder=folder, port=port), node_here(urls, **outage) as node:
            _, item = await node.get("/items/lamp")
            status, answer = await node.bid(150)
            assert (status, answer["leading"]) == (200, True), (answer, item)
            rows = await archived(
                urls, "SELECT body FROM events WHERE type = 'EndShifted' AND item_id = 'lamp'", 1
            )
            assert f'"ends_at": {answer["ends_at"]}' in rows[0]["body"]
            assert answer["ends_at"] >= ends_at + 1_000
            _, item = await node.get("/items/lamp")
            assert item["outage_ms"] == answer["ends_at"] - ends_at

"""A hot state and a floor on the session's Redis, without faces."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any
from uuid import uuid4

import pytest
from redis import RedisError
from redis.asyncio import Redis

from server.bidding.floor import Floor
from server.bidding.hot_state import hot_state as module
from server.bidding.hot_state.clock import RedisClock
from server.bidding.hot_state.hot_state import HotState
from server.bidding.hot_state.keys import Keys
from server.bidding.hot_state.restoration_port import Restoration
from server.bidding.overload.limits import FloorLimits
from server.bidding.replication.replication import Replication
from server.bidding.restoration.untrusted_hot_state import UntrustedHotState
from server.bidding.settling.settle import Settlement
from server.domain.commands import OpenItem, ScheduleItem
from server.domain.listings.increments import bands
from server.domain.listings.listing import Listing
from server.domain.types import Actor, AuctionId, ItemId, NodeId, Role, UserId
from server.node.redis.client import open_redis
from tests.nodes import StoreUrls
from tests.timeouts import WAIT_MAX_S

HOUSE = Actor(UserId("house"), Role.AUCTIONEER)
LAMP = ItemId("lamp")


def new_node_id() -> NodeId:
    """Name a node as the composition does."""
    return NodeId(uuid4().hex[:12])


def listing(item_id: ItemId = LAMP, **rules: Any) -> Listing:
    """A lamp from 1.00 in steps of 10 cents."""
    return Listing(
        item_id=item_id,
        auction_id=AuctionId("sale"),
        auctioneer=HOUSE.user_id,
        title="A lamp",
        currency="EUR",
        start_price=100,
        increment=bands([(0, 10)]),
        **rules,
    )


@asynccontextmanager
async def hot_state_at(
    url: str,
    *,
    shards: int = 1,
    timeout_s: float = 5,
    trusted: bool = True,
    restoration: Restoration | None = None,
) -> AsyncIterator[HotState]:
    """Connect a hot state that trusts its Redis, or takes it as it is."""
    async with open_redis(url, timeout_ms=int(timeout_s * 1000)) as redis:
        hot_state = HotState(
            redis,
            Keys(shards),
            RedisClock(),
            node=new_node_id(),
            recent_bids_max=200,
            restoration=restoration,
        )
        if trusted:
            with suppress(RedisError):
                await trust(redis, hot_state)
        yield hot_state


async def trust(redis: Redis, hot_state: HotState) -> None:
    """Begin an era in which nothing is left to check, as the restorer does for an empty archive."""
    untrusted = untrusted_hot_state(redis, hot_state)
    for shard in range(hot_state.keys.shards):
        if replication_id := await untrusted.take_lease(shard, 1_000):
            await untrusted.begin_era(shard, replication_id, swept=True)


def untrusted_hot_state(
    redis: Redis, hot_state: HotState, *, replica_wait_ms: int | None = None
) -> UntrustedHotState:
    """The same hot state, as restoration uses it."""
    return UntrustedHotState(
        redis,
        hot_state.keys,
        node=hot_state.node,
        recent_bids_max=200,
        replica_wait_ms=replica_wait_ms,
    )


@asynccontextmanager
async def floor_on(
    hot_state: HotState,
    committed: list[Settlement] | None = None,
    replication: Replication | None = None,
    **limits: int,
) -> AsyncIterator[Floor]:
    """Open a floor; `committed` collects what it announces."""
    announce = (committed if committed is not None else []).append
    chosen = {"bid_timeout_ms": WAIT_MAX_S * 1000, **limits}
    floor = Floor(
        hot_state, announce=announce, limits=FloorLimits(**chosen), replication=replication
    )
    async with floor.open():
        yield floor


async def put_up(floor: Floor, item_id: ItemId = LAMP, **rules: Any) -> None:
    """Put an item up and open it."""
    await floor.submit(item_id, ScheduleItem(HOUSE, listing(item_id, **rules)))
    await floor.submit(item_id, OpenItem(HOUSE))


@pytest.fixture
async def hot_state(stores: StoreUrls) -> AsyncIterator[HotState]:
    async with hot_state_at(stores.redis) as state:
        yield state


@pytest.fixture
async def nodes(stores: StoreUrls) -> AsyncIterator[list[HotState]]:
    """Three nodes on one Redis."""
    async with (
        hot_state_at(stores.redis) as one,
        hot_state_at(stores.redis) as two,
        hot_state_at(stores.redis) as three,
    ):
        yield [one, two, three]


@pytest.fixture
def kept_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep a lock for the next node for as long as a test takes, however slow the machine is."""
    monkeypatch.setattr(module, "KEPT_MS", 60_000)

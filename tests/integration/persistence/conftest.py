"""A database pool, a journal and a sale to write about."""

from collections.abc import AsyncIterator

import asyncpg
import pytest
from redis.asyncio import Redis

from persistence.archive import Archive
from persistence.connecting.guarded_pool import GuardedPool
from persistence.journal import Journal
from server.bidding.hot_state.keys import Keys
from server.domain.auction import Auction
from server.domain.types import AuctionId, UserId
from tests.integration.bidding.conftest import listing
from tests.nodes import StoreUrls

KEYS = Keys(1)


@pytest.fixture
async def pool(stores: StoreUrls) -> AsyncIterator[asyncpg.Pool]:
    async with asyncpg.create_pool(stores.database, min_size=1, max_size=4) as each:
        yield each


@pytest.fixture
async def redis(stores: StoreUrls) -> AsyncIterator[Redis]:
    async with Redis.from_url(stores.redis) as each:
        yield each


@pytest.fixture
def guarded(pool: asyncpg.Pool) -> GuardedPool:
    return GuardedPool(pool)


@pytest.fixture
async def archive(guarded: GuardedPool) -> Archive:
    """An archive with an empty sale."""
    archive = Archive(guarded)
    sale = Auction(AuctionId("sale"), "A sale", UserId("house"), "House#aaaaa", "EUR", 1)
    await archive.add_auction(sale)
    return archive


@pytest.fixture
async def journal(redis: Redis) -> Journal:
    journal = Journal(redis, KEYS, consumer="this")
    await journal.join()
    return journal


@pytest.fixture
async def lamp(archive: Archive) -> None:
    """A listed item, put up in the archive's sale."""
    await archive.add_listing(listing())

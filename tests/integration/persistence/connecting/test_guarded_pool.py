"""Calls of the archive fail at once while PostgreSQL can't be asked."""

import time
from collections.abc import AsyncIterator

import asyncpg
import pytest

from persistence.archive import Archive
from persistence.connecting.guarded_pool import GuardedPool
from server.bidding.archive import ArchiveUnavailable, answering_within
from server.domain.types import UserId
from tests.nodes import StoreUrls
from tests.timeouts import eventually

SOON_S = 3.0


@pytest.fixture
async def narrow(stores: StoreUrls) -> AsyncIterator[asyncpg.Pool]:
    """A pool of one connection."""
    async with asyncpg.create_pool(stores.database, min_size=1, max_size=1) as pool:
        yield pool


async def test_a_row_that_is_locked_by_somebody_is_not_waited_for(
    pool: asyncpg.Pool, guarded: GuardedPool, archive: Archive
) -> None:
    async with guarded.running(), pool.acquire() as other, other.transaction():
        await other.execute("SELECT FROM users FOR UPDATE")
        began = time.monotonic()
        with pytest.raises(ArchiveUnavailable):
            async with answering_within(0.1):
                await archive.add_user(UserId("house"), "House#bbbbb")
        assert time.monotonic() - began < SOON_S
        # PostgreSQL answers the probe, so others are not turned away because of one row.
        await eventually(lambda: not guarded.breaker._suspected.is_set())
        assert await archive.auctions(limit=1)
        assert guarded.breaker.open is False


async def test_a_pool_without_a_free_connection_is_not_waited_for(narrow: asyncpg.Pool) -> None:
    archive = Archive(GuardedPool(narrow))
    async with narrow.acquire():
        began = time.monotonic()
        with pytest.raises(ArchiveUnavailable):
            async with answering_within(0.05):
                await archive.ping()
        assert time.monotonic() - began < SOON_S
    await archive.ping()


async def test_a_server_without_room_for_a_connection_is_unavailable_at_once(
    stores: StoreUrls,
) -> None:
    async with asyncpg.create_pool(stores.database, min_size=0, max_size=1) as pool:
        async with pool.acquire() as owner:
            name = await owner.fetchval("SELECT current_database()")
            await owner.execute(f"ALTER DATABASE {name} CONNECTION LIMIT 0")
            await owner.execute("CREATE ROLE crowded LOGIN")
        url = stores.database.replace("//auction@", "//crowded@")
        async with asyncpg.create_pool(url, min_size=0, max_size=1) as full:
            with pytest.raises(ArchiveUnavailable):
                await Archive(GuardedPool(full)).ping()
        async with pool.acquire() as owner:
            await owner.execute("DROP ROLE crowded")


async def test_an_archive_behind_an_open_breaker_fails_without_asking(
    pool: asyncpg.Pool, guarded: GuardedPool, archive: Archive
) -> None:
    guarded.breaker.open = True
    with pytest.raises(ArchiveUnavailable):
        await archive.auctions(limit=1)
    assert pool.get_idle_size() == pool.get_size()


async def test_a_call_on_a_connection_that_was_cut_in_the_middle_of_another_is_unavailable(
    guarded: GuardedPool,
) -> None:
    with pytest.raises(ArchiveUnavailable):
        async with guarded.connection():
            raise asyncpg.InternalClientError("another operation is in progress")

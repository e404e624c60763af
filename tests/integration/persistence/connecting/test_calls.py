"""Calls on dead connections end soon, and so do the sessions of calls that were given up."""

import asyncio
import time
from typing import Any

import asyncpg
import pytest
from asyncpg.pool import PoolConnectionProxy

from persistence.connecting.calls import SLOW_S, UNHEARD_S
from persistence.connecting.guarded_pool import GuardedPool
from server.bidding.archive import ArchiveUnavailable
from tests.nodes import StoreUrls
from tests.proxy import Proxy, proxied
from tests.timeouts import eventually

DEAD_MAX_S = 2.0
"""Longest time until service is back once connections have died, on a machine with other work."""
SOON_S = 3.0


async def test_calls_on_dead_connections_end_and_new_ones_are_answered(
    stores: StoreUrls,
) -> None:
    """A firewall forgets all connections: three are idle, one is in the middle of a transaction."""
    async with (
        proxied(stores.database) as proxy,
        asyncpg.create_pool(proxy.url, min_size=0, max_size=4) as pool,
    ):
        guarded = GuardedPool(pool)
        async with guarded.running():
            await asyncio.gather(*(asked(guarded, "SELECT pg_sleep(0.1)") for _ in range(4)))
            forgotten, began = asyncio.Event(), asyncio.Event()
            waiting = asyncio.create_task(asked_twice(guarded, began, forgotten))
            await began.wait()
            proxy.forget()
            forgotten.set()
            started = time.monotonic()
            with pytest.raises(ArchiveUnavailable):
                await waiting
            assert UNHEARD_S < time.monotonic() - started < DEAD_MAX_S
            await eventually(lambda: not guarded.breaker.open)
            assert await asked(guarded, "SELECT 1") == 1
            assert time.monotonic() - started < DEAD_MAX_S


async def test_a_call_on_a_connection_that_was_dead_before_ends_soon(stores: StoreUrls) -> None:
    async with (
        proxied(stores.database) as proxy,
        asyncpg.create_pool(proxy.url, min_size=0, max_size=2) as pool,
    ):
        guarded = GuardedPool(pool)
        async with guarded.running():
            assert await asked(guarded, "SELECT 1") == 1
            proxy.forget()
            started = time.monotonic()
            with pytest.raises(ArchiveUnavailable):
                await asked(guarded, "SELECT 1")
            assert SLOW_S <= time.monotonic() - started < DEAD_MAX_S
            assert await asked(guarded, "SELECT 1") == 1
            assert time.monotonic() - started < DEAD_MAX_S


async def test_a_call_that_postgresql_works_on_is_left_to_it(guarded: GuardedPool) -> None:
    async with guarded.running():
        # It is slower than all limits.
        await asked(guarded, f"SELECT pg_sleep({UNHEARD_S + 1})")
        assert guarded.breaker.open is False


async def test_a_transaction_that_is_held_is_left_to_its_caller(guarded: GuardedPool) -> None:
    async with guarded.running(), guarded.transaction(held=True) as borrowed:
        await asyncio.sleep(UNHEARD_S + 1)
        assert await borrowed.fetchval("SELECT 1") == 1


async def test_a_pooler_that_hides_the_sessions_has_no_call_ended(
    stores: StoreUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PoolConnectionProxy, "get_server_pid", lambda self: 1)
    async with asyncpg.create_pool(stores.database, min_size=0, max_size=2) as pool:
        guarded = GuardedPool(pool)
        async with guarded.running(), guarded.transaction() as borrowed:
            await asyncio.sleep(UNHEARD_S + 1)
            assert await borrowed.fetchval("SELECT 1") == 1


async def test_the_session_of_a_call_that_was_given_up_is_ended(
    stores: StoreUrls, pool: asyncpg.Pool
) -> None:
    """It has a lock, and waits for another one; no packet tells PostgreSQL that its client has gone."""
    await pool.execute("CREATE TABLE locked (n int); INSERT INTO locked VALUES (1), (2)")
    async with (
        proxied(stores.database) as proxy,
        asyncpg.create_pool(proxy.url, min_size=0, max_size=2) as behind,
    ):
        guarded = GuardedPool(behind)
        async with guarded.running(), pool.acquire() as other, other.transaction():
            await other.execute("SELECT FROM locked WHERE n = 2 FOR UPDATE")
            with pytest.raises(TimeoutError):
                await locked_both(guarded, proxy)
            async with asyncio.timeout(SOON_S):
                await other.execute("SELECT FROM locked WHERE n = 1 FOR UPDATE")


async def asked(guarded: GuardedPool, statement: str) -> Any:
    async with guarded.connection() as borrowed:
        return await borrowed.fetchval(statement)


async def asked_twice(guarded: GuardedPool, began: asyncio.Event, goes_on: asyncio.Event) -> None:
    async with guarded.transaction() as borrowed:
        await borrowed.fetchval("SELECT 1")
        began.set()
        await goes_on.wait()
        await borrowed.fetchval("SELECT 1")


async def locked_both(guarded: GuardedPool, proxy: Proxy) -> None:
    async with asyncio.timeout(0.2), guarded.transaction() as borrowed:
        await borrowed.execute("SELECT FROM locked WHERE n = 1 FOR UPDATE")
        proxy.forget()
        await borrowed.execute("SELECT FROM locked WHERE n = 2 FOR UPDATE")

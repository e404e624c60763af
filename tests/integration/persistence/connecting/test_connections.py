"""Connections whose borrower stops waiting are closed at once."""

import asyncio
import gc
import time
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from persistence.connecting.connections import PooledConnection, connection, transaction
from tests.nodes import StoreUrls
from tests.proxy import REQUESTS, Rule, proxied, swallow

SOON_S = 3.0


@pytest.fixture
async def narrow(stores: StoreUrls) -> AsyncIterator[asyncpg.Pool]:
    """A pool of one connection."""
    async with asyncpg.create_pool(stores.database, min_size=1, max_size=1) as pool:
        yield pool


async def pid_of(pool: asyncpg.Pool) -> int:
    async with connection(pool) as borrowed:
        pid: int = await borrowed.fetchval("SELECT pg_backend_pid()")
    return pid


async def test_a_connection_that_was_answered_is_used_again(narrow: asyncpg.Pool) -> None:
    assert await pid_of(narrow) == await pid_of(narrow)


async def test_a_call_that_is_given_up_ends_at_once_and_leaves_the_pool_usable(
    narrow: asyncpg.Pool,
) -> None:
    pid, began = await pid_of(narrow), time.monotonic()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05), connection(narrow) as borrowed, transaction(borrowed):
            await borrowed.execute("SELECT pg_sleep(30)")
    assert await pid_of(narrow) != pid
    assert time.monotonic() - began < SOON_S


async def test_giving_back_a_connection_can_be_given_up_without_a_line_in_the_log(
    stores: StoreUrls,
) -> None:
    """The server does not answer the reset of a connection that is given back."""

    async def reset(given_back: Any) -> None:
        await given_back.execute("SELECT pg_sleep(30)")

    unhandled: list[dict[str, Any]] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: unhandled.append(context))
    async with asyncpg.create_pool(stores.database, min_size=1, max_size=1, reset=reset) as pool:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2), connection(pool):
                pass
        async with asyncio.timeout(SOON_S):
            borrowed = await pool.acquire()
        assert await borrowed.fetchval("SELECT 1") == 1
        gc.collect()
        await asyncio.sleep(0)
        pool.terminate()
    assert unhandled == []


async def test_a_connection_that_dies_in_its_handshake_is_made_again(stores: StoreUrls) -> None:
    async with (
        proxied(stores.database) as proxy,
        asyncpg.create_pool(proxy.url, min_size=0, max_size=1) as pool,
    ):
        proxy.add(Rule(swallow, REQUESTS, times=1))
        began = time.monotonic()
        assert await pid_of(pool)
        assert time.monotonic() - began < SOON_S
        assert proxy.accepted == 2


async def test_giving_back_a_dead_connection_takes_a_moment_and_is_no_error(
    stores: StoreUrls,
) -> None:
    """The pool closes a connection that has expired meanwhile, and nobody answers that."""
    async with (
        proxied(stores.database) as proxy,
        asyncpg.create_pool(
            proxy.url, min_size=0, max_size=1, connection_class=PooledConnection
        ) as pool,
    ):
        async with connection(pool) as borrowed, transaction(borrowed):
            pid = await borrowed.fetchval("SELECT pg_backend_pid()")
        async with connection(pool) as borrowed:
            assert await borrowed.fetchval("SELECT pg_backend_pid()") == pid
            proxy.forget()
            await pool.expire_connections()
            began = time.monotonic()
        assert time.monotonic() - began < SOON_S
        assert await pid_of(pool) != pid


async def test_an_error_rolls_the_transaction_back_and_keeps_the_connection(
    narrow: asyncpg.Pool,
) -> None:
    pid = await pid_of(narrow)

    async def fail() -> None:
        async with connection(narrow) as borrowed, transaction(borrowed):
            await borrowed.execute("CREATE TABLE gone (n int)")
            await borrowed.execute("nonsense")

    with pytest.raises(asyncpg.PostgresError):
        await fail()
    async with connection(narrow) as borrowed, transaction(borrowed):
        await borrowed.execute("CREATE TABLE gone (n int)")
    async with connection(narrow) as borrowed:
        assert await borrowed.fetchval("SELECT count(*) FROM gone") == 0
    assert await pid_of(narrow) == pid

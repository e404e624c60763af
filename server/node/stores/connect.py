"""Connections to the configured stores, or to a private Valkey and PostgreSQL started here."""

from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import asyncpg
from redis.asyncio import Redis

from persistence.connecting.connections import PooledConnection
from persistence.journal import BLOCK_MS
from persistence.migrate import Connection, is_current, migrate
from server.embedded import Condition, embedded_postgres, embedded_valkey
from server.node.redis.client import open_redis
from server.node.stores.archive_start import OUTDATED, ArchiveStart, CurrentSchema
from server.node.stores.waiting import POSTGRES, REDIS, answered
from server.settings import Settings, SettingsError

DATABASE_CONNECTIONS_MAX = 10
DATABASE_CONNECT_TIMEOUT_S = 3
DATABASE_TIMEOUT_S = 10
IDLE_IN_TRANSACTION_MS = 3_000
"""After so long PostgreSQL ends the transaction of a node that has stopped in the middle of it. Until then
the transaction's items can be neither archived nor restored by the others."""


@dataclass(frozen=True, slots=True)
class Stores:
    """Open connections. `journal` is for blocking reads, and waits longer for a reply."""

    redis_url: str
    database_url: str
    redis: Redis
    journal: Redis
    database: asyncpg.Pool
    handle_key: bytes
    """The key of the deployment's public handles; the archive keeps it (0095)."""
    redis_condition: Condition
    database_condition: Condition
    """The conditions of the embedded stores; those of other stores have no trouble."""


@asynccontextmanager
async def open_stores(
    settings: Settings, *, may_lack_archive: bool = False
) -> AsyncIterator[Stores]:
    """Connect while inside; raises SettingsError or EmbeddedError if a store can't be used.

    Stores that do not answer are waited for. With `may_lack_archive` a node starts without PostgreSQL
    where it can (0123).
    """
    async with AsyncExitStack() as stack:
        enter, wait_s = stack.enter_async_context, settings.start_timeout_s
        conditions = (Condition(), Condition())
        redis_url = settings.redis_url
        if redis_url is None:
            valkey = embedded_valkey(
                settings.data_dir,
                appendfsync="everysec" if settings.durability == "everysec" else "always",
                maxmemory_mb=settings.maxmemory_mb,
                condition=conditions[0],
            )
            redis_url = await enter(valkey)
        timeout_ms = settings.redis_timeout_ms
        try:
            redis = await enter(open_redis(redis_url, timeout_ms=timeout_ms))
        except ValueError as error:
            raise SettingsError(f"AUCTION_REDIS_URL: {error}") from None
        await answered(REDIS, redis.ping, within_s=wait_s)
        journal = await enter(open_redis(redis_url, timeout_ms=BLOCK_MS + timeout_ms))
        database_url = settings.database_url
        if database_url is None:
            database_url = await enter(
                embedded_postgres(settings.data_dir, condition=conditions[1])
            )
            database = await enter(_database(database_url))
            async with database.acquire() as connection:
                await migrate(connection)
        else:
            database = await enter(_database(database_url, CurrentSchema()))
        start = ArchiveStart(redis, database)
        key = await start.handle_key(within_s=wait_s, may_lack_archive=may_lack_archive)
        await enter(start.running())
        yield Stores(redis_url, database_url, redis, journal, database, key, *conditions)


@asynccontextmanager
async def open_database(settings: Settings) -> AsyncIterator[asyncpg.Pool]:
    """Connect to the archive alone while inside, without a check of its schema."""
    if settings.database_url is not None:
        async with _database(settings.database_url) as pool:
            await answered(
                POSTGRES, partial(pool.execute, "SELECT 1"), within_s=settings.start_timeout_s
            )
            yield pool
        return
    async with embedded_postgres(settings.data_dir) as url, _database(url) as pool:
        yield pool


@asynccontextmanager
async def _database(
    url: str, prepare: Callable[[Any], Coroutine[Any, Any, None]] | None = None
) -> AsyncIterator[asyncpg.Pool]:
    """Yield a pool that connects when first used; `prepare` sees each new connection first."""
    try:
        pool = await asyncpg.create_pool(
            url,
            min_size=0,
            max_size=DATABASE_CONNECTIONS_MAX,
            timeout=DATABASE_CONNECT_TIMEOUT_S,
            command_timeout=DATABASE_TIMEOUT_S,
            server_settings={"idle_in_transaction_session_timeout": str(IDLE_IN_TRANSACTION_MS)},
            init=prepare,
            reset=_leave,
            connection_class=PooledConnection,
        )
    except (asyncpg.InterfaceError, OSError, ValueError) as error:
        raise SettingsError(f"AUCTION_DATABASE_URL: {error}") from None
    try:
        yield pool
    finally:
        pool.terminate()


async def _leave(connection: Any) -> None:
    """Spare a connection that is given back the call that resets it: nobody changes a session."""


async def check_is_current(connection: Connection) -> None:
    """Check that every migration has been applied; raises SettingsError."""
    if not await is_current(connection):
        raise SettingsError(f"AUCTION_DATABASE_URL: {OUTDATED}")

"""Connections to the configured stores, or to a private Valkey and PostgreSQL started here."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import asyncpg
from redis import RedisError
from redis.asyncio import Redis

from persistence.journal import BLOCK_MS
from persistence.migrate import Connection, is_current, migrate
from persistence.queries import SQL
from server.embedded import embedded_postgres, embedded_valkey
from server.node.redis.client import open_redis
from server.settings import Settings, SettingsError

DATABASE_CONNECTIONS_MAX = 10
DATABASE_TIMEOUT_S = 10


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


@asynccontextmanager
async def open_stores(settings: Settings) -> AsyncIterator[Stores]:
    """Connect while inside; raises SettingsError or EmbeddedError if a store can't be used."""
    async with AsyncExitStack() as stack:
        enter = stack.enter_async_context
        redis_url = settings.redis_url
        if redis_url is None:
            valkey = embedded_valkey(
                settings.data_dir,
                appendfsync=settings.durability,
                maxmemory_mb=settings.maxmemory_mb,
            )
            redis_url = await enter(valkey)
        redis = await enter(_redis(redis_url, settings.redis_timeout_ms))
        journal = await enter(_redis(redis_url, BLOCK_MS + settings.redis_timeout_ms))
        database_url = settings.database_url
        if database_url is None:
            database_url = await enter(embedded_postgres(settings.data_dir))
        database = await enter(_database(database_url))
        await _check_schema(database, ours=settings.database_url is None)
        handle_key = await database.fetchval(SQL["handle_key"])
        yield Stores(redis_url, database_url, redis, journal, database, handle_key)


@asynccontextmanager
async def open_database(settings: Settings) -> AsyncIterator[asyncpg.Pool]:
    """Connect to the archive alone while inside, without a check of its schema."""
    if settings.database_url is not None:
        async with _database(settings.database_url) as pool:
            yield pool
        return
    async with embedded_postgres(settings.data_dir) as url, _database(url) as pool:
        yield pool


@asynccontextmanager
async def _redis(url: str, timeout_ms: int) -> AsyncIterator[Redis]:
    async with open_redis(url, timeout_ms=timeout_ms) as redis:
        try:
            await redis.ping()
        except (RedisError, OSError) as error:
            raise SettingsError(f"AUCTION_REDIS_URL: Redis does not answer: {error}") from None
        yield redis


@asynccontextmanager
async def _database(url: str) -> AsyncIterator[asyncpg.Pool]:
    try:
        pool = await asyncpg.create_pool(
            url,
            min_size=1,
            max_size=DATABASE_CONNECTIONS_MAX,
            timeout=DATABASE_TIMEOUT_S,
            command_timeout=DATABASE_TIMEOUT_S,
        )
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, ValueError) as error:
        reason = str(error) or type(error).__name__
        raise SettingsError(f"AUCTION_DATABASE_URL: PostgreSQL does not answer: {reason}") from None
    try:
        yield pool
    finally:
        pool.terminate()


async def check_is_current(connection: Connection) -> None:
    """Check that every migration has been applied; raises SettingsError."""
    if not await is_current(connection):
        raise SettingsError(
            "AUCTION_DATABASE_URL: the schema is not up to date: run `python -m persistence migrate`"
        )


async def _check_schema(database: asyncpg.Pool, *, ours: bool) -> None:
    async with database.acquire() as connection:
        if ours:
            await migrate(connection)
        else:
            await check_is_current(connection)

"""Fixtures: real stores for the session, and an empty Redis and a new database for every test."""

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio
from redis.asyncio import Redis

from persistence.migrate import migrate
from server.embedded import embedded_postgres, embedded_valkey
from tests.nodes import LiveNode, StoreUrls, node_here
from tests.rate_clock import rate_clock

__all__ = ["rate_clock"]

TEMPLATE = "template_auction"


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def servers(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[StoreUrls]:
    """Run a Valkey and a PostgreSQL for the whole session, with a migrated template database."""
    data_dir: Path = tmp_path_factory.mktemp("stores")
    async with embedded_valkey(data_dir) as redis, embedded_postgres(data_dir) as database:
        await _execute(database, f"CREATE DATABASE {TEMPLATE}")
        connection = await asyncpg.connect(_named(database, TEMPLATE))
        await migrate(connection)
        await connection.close()
        yield StoreUrls(redis, database)


@pytest.fixture
async def stores(servers: StoreUrls) -> AsyncIterator[StoreUrls]:
    """Provide an empty Redis and a database of the test's own."""
    async with emptied(servers) as empty:
        yield empty


@asynccontextmanager
async def emptied(servers: StoreUrls) -> AsyncIterator[StoreUrls]:
    """Empty Redis, and make a database that exists while inside."""
    name = f"test_{uuid.uuid4().hex}"
    await _execute(servers.database, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    async with Redis.from_url(servers.redis) as redis:
        await redis.flushall()
    yield StoreUrls(servers.redis, _named(servers.database, name))
    await _execute(servers.database, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def node(stores: StoreUrls) -> AsyncIterator[LiveNode]:
    """Run a node in this process."""
    async with node_here(stores) as live:
        yield live


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def _named(url: str, database: str) -> str:
    return url.replace("/auction?", f"/{database}?")

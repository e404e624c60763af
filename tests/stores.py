"""Stores for programmes that run without pytest."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

import asyncpg

from persistence.migrate import migrate
from server.embedded import embedded_postgres


@asynccontextmanager
async def one_database(folder: Path) -> AsyncIterator[str]:
    """Run a PostgreSQL in a folder; yields the address of a migrated database."""
    async with one_server(folder) as new_database:
        yield await new_database()


@asynccontextmanager
async def one_server(folder: Path) -> AsyncIterator[Callable[[], Awaitable[str]]]:
    """Run a PostgreSQL in a folder; yields a function that makes a migrated database."""
    async with embedded_postgres(folder) as first:
        names = count(1)

        async def new_database() -> str:
            name = f"auction_{next(names)}"
            await _execute(first, f"CREATE DATABASE {name}")
            url = first.replace("/auction?", f"/{name}?")
            connection = await asyncpg.connect(url)
            await migrate(connection)
            await connection.close()
            return url

        yield new_database


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(statement)
    await connection.close()

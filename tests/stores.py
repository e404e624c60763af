"""Stores for programmes that run without pytest."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg

from persistence.migrate import migrate
from server.embedded import embedded_postgres


@asynccontextmanager
async def one_database(folder: Path) -> AsyncIterator[str]:
    """Run a PostgreSQL in a folder; yields the address of a migrated database."""
    async with embedded_postgres(folder) as database:
        connection = await asyncpg.connect(database)
        await migrate(connection)
        await connection.close()
        yield database

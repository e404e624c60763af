"""Migrations: numbered .sql files, forward only, each applied once and in its own transaction."""

from pathlib import Path
from typing import TypeAlias

import asyncpg
from asyncpg.pool import PoolConnectionProxy

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]"

_FOLDER = Path(__file__).with_name("migrations")
_LOCK = 0x_A0C_710
"""The key of the advisory lock; arbitrary, but nothing else in the database may use it."""

_TABLE = """
CREATE TABLE IF NOT EXISTS schema_migrations (
    version    integer PRIMARY KEY,
    name       text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
)
"""


def migrations() -> list[tuple[int, str, str]]:
    """Return all migrations in order: version, name and statements."""
    files = sorted(_FOLDER.glob("*.sql"))
    return [(int(file.stem.split("_")[0]), file.stem, file.read_text()) for file in files]


async def migrate(connection: Connection) -> list[str]:
    """Apply the migrations that are missing; return their names. Nodes that start together take turns."""
    await connection.execute("SELECT pg_advisory_lock($1)", _LOCK)
    try:
        await connection.execute(_TABLE)
        applied = await _applied(connection)
        missing = [migration for migration in migrations() if migration[0] not in applied]
        for version, name, statements in missing:
            await _apply(connection, version, name, statements)
        return [name for _, name, _ in missing]
    finally:
        await connection.execute("SELECT pg_advisory_unlock($1)", _LOCK)


async def is_current(connection: Connection) -> bool:
    """Return whether every migration has been applied."""
    if not await connection.fetchval("SELECT to_regclass('schema_migrations') IS NOT NULL"):
        return False
    return {version for version, _, _ in migrations()} <= await _applied(connection)


async def _applied(connection: Connection) -> set[int]:
    return {
        row["version"] for row in await connection.fetch("SELECT version FROM schema_migrations")
    }


async def _apply(connection: Connection, version: int, name: str, sql: str) -> None:
    async with connection.transaction():
        await connection.execute(sql)
        await connection.execute(
            "INSERT INTO schema_migrations (version, name) VALUES ($1, $2)", version, name
        )

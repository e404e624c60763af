"""Migrations bring the schema up to date."""

import asyncpg

from persistence.migrate import is_current, migrate
from tests.nodes import StoreUrls


async def test_migrations_are_applied_once(stores: StoreUrls) -> None:
    connection = await asyncpg.connect(stores.database)
    assert await is_current(connection)
    assert await migrate(connection) == []
    await connection.execute("DELETE FROM schema_migrations")
    assert not await is_current(connection)
    await connection.close()

"""The embedded PostgreSQL is durable, private and independent of the machine's locale and time zone."""

from pathlib import Path

import asyncpg
import pytest

from server.embedded import embedded_postgres
from tests.integration.embedded.embedded_stores import only_linux

pytestmark = only_linux


SETTINGS = {
    "fsync": "on",
    "synchronous_commit": "on",
    "listen_addresses": "",
    "server_encoding": "UTF8",
    "TimeZone": "UTC",
}


async def test_the_settings_for_durability_and_privacy_are_in_force(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    async with embedded_postgres(data_dir) as dsn:
        connection = await asyncpg.connect(dsn)
        in_force = {
            name: await connection.fetchval("SELECT current_setting($1)", name) for name in SETTINGS
        }
        await connection.close()
    assert in_force == SETTINGS


async def test_its_database_and_its_only_user_are_called_auction(data_dir: Path) -> None:
    async with embedded_postgres(data_dir) as dsn:
        connection = await asyncpg.connect(dsn)
        assert await connection.fetchval("SELECT current_database()") == "auction"
        users = await connection.fetch("SELECT rolname FROM pg_roles WHERE rolcanlogin")
        assert [user["rolname"] for user in users] == ["auction"]
        await connection.close()

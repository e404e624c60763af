"""The embedded PostgreSQL is durable, private and independent of the machine's locale and time zone."""

import os
import signal
from pathlib import Path

import asyncpg
import pytest

from server.embedded import Condition, embedded_postgres, process
from tests.integration.embedded.embedded_stores import only_linux, server_pid
from tests.timeouts import eventually

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


async def test_a_store_that_may_not_use_its_files_says_so_and_comes_back_when_it_may(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "_RECOVERED_S", 0.2)
    condition, data = Condition(), data_dir / "postgres"
    async with embedded_postgres(data_dir, condition=condition) as dsn:
        data.chmod(0o500)
        (data / "global").chmod(0)
        pid = server_pid(data_dir, "postgres")
        assert pid is not None
        os.kill(pid, signal.SIGQUIT)
        await eventually(lambda: condition.trouble is not None)
        assert "may not be used by this account" in str(condition.trouble)
        (data / "global").chmod(0o700)
        data.chmod(0o700)
        await eventually(lambda: condition.trouble is None)
        connection = await asyncpg.connect(dsn)
        assert await connection.fetchval("SELECT 1") == 1
        await connection.close()

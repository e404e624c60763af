"""Connections to configured stores, and the errors that name the store that can't be used."""

import asyncio
import time
from contextlib import suppress
from typing import Any

import asyncpg
import pytest

from persistence.connecting.connections import UNAVAILABLE
from persistence.migrate import is_current
from server.node.stores.connect import open_database, open_stores
from server.settings import Settings, SettingsError
from tests.nodes import StoreUrls, free_port
from tests.proxy import REPLIES, Rule, freeze, proxied
from tests.timeouts import WAIT_MAX_S

SOON_S = 2.0


def settings_of(stores: StoreUrls, **other: Any) -> Settings:
    """Return settings with the addresses of a test's stores."""
    addresses: dict[str, Any] = {
        "redis_url": stores.redis,
        "database_url": stores.database,
        "start_timeout_s": 0,
    }
    return Settings(**{**addresses, **other})


async def test_the_configured_stores_are_connected_while_inside(stores: StoreUrls) -> None:
    async with open_stores(settings_of(stores)) as opened:
        assert (opened.redis_url, opened.database_url) == (stores.redis, stores.database)
        assert await opened.redis.ping()
        assert await opened.journal.ping()
        assert await opened.database.fetchval("SELECT 1") == 1


async def test_a_redis_that_does_not_answer_is_named(stores: StoreUrls) -> None:
    settings = settings_of(stores, redis_url=f"redis://127.0.0.1:{free_port()}/0")
    with pytest.raises(SettingsError, match=r"^AUCTION_REDIS_URL: Redis does not answer"):
        async with open_stores(settings):
            pytest.fail("opened")


@pytest.mark.parametrize("url", ["redis://127.0.0.1:1?unknown=1", "redis+cluster://127.0.0.1:1"])
async def test_a_redis_that_can_not_be_used_is_named(url: str) -> None:
    settings = settings_of(StoreUrls(url, "postgresql://127.0.0.1:1/auction"))
    with pytest.raises(SettingsError, match=r"^AUCTION_REDIS_URL: "):
        async with open_stores(settings):
            pytest.fail("opened")


async def test_a_postgresql_that_does_not_answer_is_named(stores: StoreUrls) -> None:
    settings = settings_of(stores, database_url=f"postgresql://127.0.0.1:{free_port()}/auction")
    with pytest.raises(SettingsError, match=r"^AUCTION_DATABASE_URL: PostgreSQL does not answer"):
        async with open_stores(settings):
            pytest.fail("opened")


async def test_a_postgresql_that_accepts_a_connection_in_silence_is_given_up(
    stores: StoreUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.node.stores.connect.DATABASE_CONNECT_TIMEOUT_S", 0.3)
    async with (
        proxied(stores.database) as proxy,
        open_stores(settings_of(stores, database_url=proxy.url)) as opened,
    ):
        await opened.database.expire_connections()
        began = time.monotonic()
        with proxy.having(Rule(freeze, REPLIES)), pytest.raises(TimeoutError):
            await opened.database.fetchval("SELECT 1")
        assert time.monotonic() - began < SOON_S
        assert await opened.database.fetchval("SELECT 1") == 1


async def test_a_schema_that_is_not_up_to_date_is_refused_except_for_migrations(
    stores: StoreUrls,
) -> None:
    settings = settings_of(stores)
    async with open_database(settings) as database:
        await database.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    with pytest.raises(SettingsError, match=r"^AUCTION_DATABASE_URL: the schema is not up to date"):
        async with open_stores(settings):
            pytest.fail("opened")
    async with open_database(settings) as database, database.acquire() as connection:
        assert not await is_current(connection)


async def test_a_node_that_stops_in_a_transaction_does_not_hold_its_locks_for_long(
    stores: StoreUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.node.stores.connect.IDLE_IN_TRANSACTION_MS", 500)
    lock = "SELECT pg_advisory_xact_lock(1)"
    async with (
        open_stores(settings_of(stores)) as stopped,
        open_stores(settings_of(stores)) as other,
        stopped.database.acquire() as connection,
    ):
        await connection.execute(f"BEGIN; {lock}")
        async with asyncio.timeout(WAIT_MAX_S):
            await other.database.execute(lock)
        with pytest.raises((asyncpg.PostgresError, *UNAVAILABLE)):
            await connection.execute("COMMIT")
        # The server has ended it, and its pool may not have noticed yet.
        with suppress(asyncpg.InterfaceError):
            connection.terminate()

"""A node starts while PostgreSQL is away, sells if Redis is trusted, and meets the archive later."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping, Sequence
from http import HTTPStatus
from typing import Any

import asyncpg
import pytest
from redis.asyncio import Redis
from structlog.testing import capture_logs

from server.domain.types import UserId
from server.node.stores import archive_start
from server.node.stores.waiting import StoreSilentError
from tests.archive_rows import BIDS, archived
from tests.nodes import LiveNode, StoreUrls, node_here
from tests.proxy import REQUESTS, Proxy, Rule, freeze, proxied
from tests.timeouts import WAIT_MAX_S

UNAVAILABLE = HTTPStatus.SERVICE_UNAVAILABLE


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_start, "FIRST_WAIT_S", 0.2)
    monkeypatch.setattr(archive_start, "RETRY_S", 0.1)
    monkeypatch.setattr(archive_start, "COPY_EVERY_S", 0.1)


@pytest.fixture
async def used(stores: StoreUrls) -> StoreUrls:
    """Stores with an open item, from a node that has stopped; its Redis is trusted and has the copy."""
    async with node_here(stores) as node:
        await node.put_up()
    return stores


@pytest.fixture
async def proxy(used: StoreUrls) -> AsyncIterator[Proxy]:
    """PostgreSQL behind a proxy."""
    async with proxied(used.database) as made:
        yield made


def behind(proxy: Proxy, stores: StoreUrls) -> StoreUrls:
    return StoreUrls(stores.redis, proxy.url)


async def rows(stores: StoreUrls, query: str) -> Sequence[asyncpg.Record]:
    return await archived(stores, query, 0)


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(WAIT_MAX_S):
        while not await holds():
            await asyncio.sleep(0.02)


async def state(node: LiveNode, dependency: str) -> str:
    return str((await node.get("/readyz"))[1]["dependencies"][dependency])


@pytest.mark.parametrize("frozen", [False, True], ids=["closed", "frozen"])
async def test_a_node_sells_without_the_archive_and_drains_its_journal_when_it_is_back(
    used: StoreUrls, proxy: Proxy, frozen: bool
) -> None:
    with proxy.having(*([Rule(freeze, REQUESTS)] if frozen else [])):
        proxy.hangs_up = not frozen
        began = time.monotonic()
        with capture_logs() as logs:
            async with node_here(behind(proxy, used)) as node:
                status, answer = await node.bid(150)
                assert (status, answer["ok"]) == (HTTPStatus.OK, True)
                assert time.monotonic() - began < WAIT_MAX_S / 2
                assert "started_without_archive" in {line["event"] for line in logs}
                _, item = await node.get("/items/lamp")
                assert item["leader"] == await _handle(used, node)
                assert (await node.get("/readyz"))[1]["ready"] is True
                assert await state(node, "postgres") == "down: no reply from PostgreSQL"
                assert (await node.post("/users", {"name": "Zoe"}))[0] == UNAVAILABLE
                assert (await node.get("/auctions"))[0] == UNAVAILABLE
                proxy.hangs_up = False
                for connection in proxy.connections:
                    connection.passes.set()
                proxy.rules.clear()
                await archived(used, BIDS, 1)
                await until(lambda: _is_ok(node, "postgres"))
                assert (await node.post("/users", {"name": "Zoe"}))[0] == HTTPStatus.CREATED
    assert "archive_answers" in {line["event"] for line in logs}
    assert "task_step_failed" not in {line["event"] for line in logs}


async def test_without_the_copy_of_the_key_a_node_waits_and_gives_up(
    stores: StoreUrls,
) -> None:
    nowhere = StoreUrls(stores.redis, "postgresql://127.0.0.1:1/none")
    with (
        capture_logs() as logs,
        pytest.raises(StoreSilentError, match=r"^AUCTION_DATABASE_URL: PostgreSQL does not answer"),
    ):
        async with node_here(nowhere, start_timeout_s=1):
            pytest.fail("started")
    assert {line["event"] for line in logs} == {"store_awaited"}


async def test_a_node_that_must_not_wait_needs_the_archive(used: StoreUrls) -> None:
    nowhere = StoreUrls(used.redis, "postgresql://127.0.0.1:1/none")
    with pytest.raises(StoreSilentError):
        async with node_here(nowhere, start_timeout_s=0):
            pytest.fail("started")


async def test_an_archive_whose_schema_is_outdated_is_not_used_until_it_is_migrated(
    used: StoreUrls, proxy: Proxy
) -> None:
    latest = "(SELECT max(version) FROM schema_migrations)"
    (row,) = await rows(
        used, f"DELETE FROM schema_migrations WHERE version = {latest} RETURNING version"
    )
    proxy.hang_up()
    with capture_logs() as logs:
        async with node_here(behind(proxy, used)) as node:
            proxy.hangs_up = False
            await node.bid(150)
            await until(lambda: _logged(logs, "schema_outdated"))
            assert (await node.get("/auctions"))[0] == UNAVAILABLE
            assert not await rows(used, BIDS)
            await rows(used, f"INSERT INTO schema_migrations VALUES ({row['version']}, 'again')")
            await archived(used, BIDS, 1)
            await until(lambda: _logged(logs, "schema_current"))


async def test_redis_gets_the_copy_of_the_key_again_after_it_was_lost(node: LiveNode) -> None:
    (row,) = await rows(node.stores, "SELECT key FROM handle_key")
    async with Redis.from_url(node.stores.redis) as redis:

        async def has_copy() -> bool:
            return bool(await redis.get(archive_start.COPY) == row["key"])

        await until(has_copy)
        await redis.flushall()
        await until(has_copy)
        assert await redis.get(archive_start.COPY) == row["key"]


async def test_a_copy_of_another_deployment_is_replaced_and_reported(
    used: StoreUrls, proxy: Proxy
) -> None:
    proxy.hang_up()
    async with Redis.from_url(used.redis) as redis:
        right = await redis.getset(archive_start.COPY, b"another")
        with capture_logs() as logs:
            async with node_here(behind(proxy, used)):
                proxy.hangs_up = False
                await until(lambda: _logged(logs, "handle_key_differs"))
                async with asyncio.timeout(WAIT_MAX_S):
                    while await redis.get(archive_start.COPY) != right:
                        await asyncio.sleep(0.01)


async def _handle(stores: StoreUrls, node: LiveNode) -> str:
    """Return Ann's handle, with the code that follows from the archive's key."""
    (row,) = await rows(stores, "SELECT key FROM handle_key")
    assert node.here is not None
    assert node.here.core.codes.key == row["key"]
    return f"Ann#{node.here.core.codes.code(UserId('ann'))}"


async def _is_ok(node: LiveNode, dependency: str) -> bool:
    return await state(node, dependency) == "ok"


async def _logged(logs: list[MutableMapping[str, Any]], event: str) -> bool:
    return event in {line["event"] for line in logs}

"""Failovers between real servers: one that may lack events is noticed without any node's help (0110)."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial
from pathlib import Path

import pytest
from redis.asyncio import Redis
from redis.exceptions import ReadOnlyError

from persistence.verify import verify
from server.bidding.hot_state.hot_state import HotState
from server.bidding.hot_state.scripts import HotStateUntrusted
from server.domain.rejection import Code, Rejection
from tests.integration.bidding.conftest import LAMP, hot_state_at
from tests.integration.bidding.desk import desk_on, fall_back, keep
from tests.nodes import StoreUrls
from tests.redis_servers import (
    AT_ONCE,
    Server,
    eventually,
    execute,
    follows,
    redis_cluster,
    server,
)

NOWHERE = ("REPLICAOF", "127.0.0.1", 1)
NO_ONE = ("REPLICAOF", "NO", "ONE")
AOF = ("--save", "", "--appendonly", "yes", "--appendfsync", "always")
RDB = ("--save", "3600 1")


@asynccontextmanager
async def two_servers(folder: Path) -> AsyncIterator[tuple[Server, Server]]:
    """Run a primary and its replica."""
    async with AsyncExitStack() as stack:
        homes = [folder / "first", folder / "second"]
        for home in homes:
            home.mkdir()
        first, second = [
            await stack.enter_async_context(server("--save", "", *AT_ONCE, folder=home))
            for home in homes
        ]
        await demoted(second, first)
        yield first, second


async def demoted(replica: Server, primary: Server) -> None:
    """Have a server follow another one, and wait until it has all of its data."""
    async with Redis.from_url(replica.url) as redis:
        await execute(redis, "REPLICAOF", "127.0.0.1", primary.port)
        await eventually(partial(follows, redis))


async def sent(target: Server, *words: str | int) -> None:
    async with Redis.from_url(target.url) as redis:
        await execute(redis, *words)


async def has_lamp(target: Server) -> bool:
    async with Redis.from_url(target.url) as redis:
        return bool([key async for key in redis.scan_iter("*:item:lamp")])


@pytest.mark.parametrize("synchronised", [True, False])
async def test_a_primary_that_was_demoted_and_is_promoted_again_forgets_no_bid(
    stores: StoreUrls, tmp_path: Path, synchronised: bool
) -> None:
    """It never restarted, and the only node that saw the later bids is dead."""
    async with AsyncExitStack() as stack:
        first, second = await stack.enter_async_context(two_servers(tmp_path))
        staying = await stack.enter_async_context(
            desk_on(StoreUrls(first.url, stores.database), archiving=False)
        )
        await staying.put_up()
        assert await staying.seq(150) == 3
        await eventually(partial(has_lamp, second))
        await sent(second, *NO_ONE)
        if synchronised:
            await demoted(first, second)
        await sent(first, *NOWHERE)
        async with desk_on(StoreUrls(second.url, stores.database)) as dying:
            for number in range(5):
                assert await dying.seq(300 + 10 * number, "bob") == 4 + number
            await dying.archived(8)
        await sent(first, *NO_ONE)
        lower = await staying.bid(200, "carl")
        assert isinstance(lower, Rejection)
        assert lower.code is Code.TOO_LOW
        assert await staying.seq(400, "carl") == 9
        assert [fault async for fault in verify(staying.pool)] == []


async def untrusted(hot_state: HotState) -> bool:
    """Return whether a hot state that answers is untrusted."""
    try:
        await hot_state.read([LAMP])
    except HotStateUntrusted:
        return True
    return False


@pytest.mark.parametrize("options", [AOF, RDB])
@pytest.mark.parametrize("end", ["kill", "SHUTDOWN"])
async def test_a_server_that_restarts_on_its_files_is_untrusted(
    tmp_path: Path, options: tuple[str, ...], end: str
) -> None:
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(server(*options, folder=tmp_path))
        hot_state = await stack.enter_async_context(hot_state_at(first.url))
        assert not await untrusted(hot_state)
        async with Redis.from_url(first.url) as redis:
            if end == "kill":
                await redis.save()
                await first.kill()
            else:
                await redis.shutdown(save=True)
                await first.process.wait()
        again = server(*options, folder=tmp_path, port=first.port)
        await stack.enter_async_context(again)
        await eventually(partial(is_read, hot_state))
        assert await untrusted(hot_state)
        async with Redis.from_url(first.url) as redis:
            assert await redis.exists(hot_state.keys.trusted(0)), "the file has the old id"


async def is_read(hot_state: HotState) -> bool:
    with suppress(HotStateUntrusted):
        await hot_state.read([LAMP])
    return True


@pytest.mark.parametrize("lagging", [True, False])
async def test_a_replica_is_untrusted_before_and_after_its_promotion(
    tmp_path: Path, lagging: bool
) -> None:
    async with two_servers(tmp_path) as (first, second):
        async with hot_state_at(first.url) as hot_state:
            assert not await untrusted(hot_state)
            mark = hot_state.keys.trusted(0)
        async with Redis.from_url(second.url) as redis:
            await eventually(partial(redis.exists, mark))
            if lagging:
                await sent(second, *NOWHERE)
            async with hot_state_at(second.url, trusted=False) as on_second:
                with pytest.raises(ReadOnlyError):
                    await on_second.read([LAMP])
                await execute(redis, *NO_ONE)
                assert await untrusted(on_second)
                assert await redis.exists(mark), "the mark was replicated"


async def test_a_replica_that_takes_over_in_a_cluster_is_untrusted() -> None:
    async with (
        redis_cluster(1, replicas=True) as (url, (_, replica)),
        hot_state_at(url) as hot_state,
        Redis.from_url(replica.url) as promoted,
    ):
        assert not await untrusted(hot_state)
        await execute(promoted, "READONLY")
        await eventually(partial(promoted.exists, hot_state.keys.trusted(0)))
        await execute(promoted, "CLUSTER FAILOVER", "TAKEOVER")
        await eventually(partial(untrusted, hot_state))


async def test_a_former_primary_that_is_promoted_again_goes_on_where_its_history_has_ended(
    stores: StoreUrls,
) -> None:
    """Its last event had reached neither a replica nor the archive, and every node has died since."""
    async with desk_on(stores, archiving=False) as first:
        await first.put_up()
        assert await first.seq(150) == 3
        replica = await keep(first.redis)
        assert await first.seq(400, "bob") == 4
        former_primary = await keep(first.redis)
        first.forget()
    async with Redis.from_url(stores.redis) as redis:
        await fall_back(redis, replica)
    async with desk_on(stores, archiving=False) as second:
        assert await second.seq(170, "carl") == 4
        second.forget()
    async with Redis.from_url(stores.redis) as redis:
        await fall_back(redis, former_primary)
    async with desk_on(stores) as third:
        assert await third.seq(300, "dora") == 4
        assert await third.seq(400, "bob") == 5, (
            "the answer to the bid that nobody has is no old one"
        )
        await third.archived(5)
        assert [fault async for fault in verify(third.pool)] == []

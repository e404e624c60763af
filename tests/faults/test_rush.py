"""Faults in the middle of a rush, after which the audit finds no violation."""

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import asyncpg
import pytest
from redis.asyncio import Redis

from tests.faults.rush import ITEMS, Rush, audited, rush
from tests.nodes import NodeProcess, StoreUrls, free_port, node_process
from tests.redis_servers import Server, eventually, server

LOCK_TTL_S = 1.0


class Scene:
    """Two nodes on a Redis that can be killed, and the faults of both."""

    def __init__(
        self, nodes: list[NodeProcess], redis: Server, folder: Path, stack: AsyncExitStack
    ) -> None:
        self.nodes = nodes
        self.redis = redis
        self._folder = folder
        self._stack = stack

    async def a_holder_stops(self, run: Rush) -> None:
        """Stop a node for longer than a lock lasts, most likely in the middle of a round."""
        process = self.nodes[0].process
        process.send_signal(signal.SIGSTOP)
        await asyncio.sleep(1.3 * LOCK_TTL_S)
        process.send_signal(signal.SIGCONT)

    async def a_holder_dies(self, run: Rush) -> None:
        """Kill a node."""
        await self.nodes[0].kill()

    async def redis_restarts(self, run: Rush) -> None:
        """Kill Redis and restart it on its files."""
        await self.redis.kill()
        again = server(*AOF, folder=self._folder, port=self.redis.port)
        self.redis = await self._stack.enter_async_context(again)

    async def scripts_are_flushed(self, run: Rush) -> None:
        """Flush the scripts of Redis, twice."""
        async with Redis.from_url(self.redis.url) as redis:
            for _ in range(2):
                await redis.script_flush()
                await asyncio.sleep(0.2)

    async def connections_are_cut(self, run: Rush) -> None:
        """Close every connection to Redis, including those of subscribers."""
        async with Redis.from_url(self.redis.url) as redis:
            await redis.client_kill_filter(_type="normal", skipme=True)
            await redis.client_kill_filter(_type="pubsub")

    async def redis_is_emptied(self, run: Rush) -> None:
        """Flush Redis once all events are archived, as others would be lost and reported."""
        run.go.clear()
        async with Redis.from_url(self.redis.url) as redis:
            stores = run.nodes[-1].stores
            connection = await asyncpg.connect(stores.database)
            await eventually(lambda: _is_archived(run, redis, connection))
            await connection.close()
            run.go.set()
            await redis.flushall()


AOF = ("--save", "", "--appendonly", "yes", "--appendfsync", "always")


async def _is_archived(
    run: Rush, redis: Redis, connection: "asyncpg.Connection[asyncpg.Record]"
) -> bool:
    if run.asking:
        return False
    waiting = await redis.xlen("{s00}:journal")
    counts = [int(await redis.hget(f"{{s00}}:item:{each}", "seq") or 0) for each in ITEMS]
    return waiting == 0 and await connection.fetchval("SELECT count(*) FROM events") == sum(counts)


@pytest.fixture
async def scene(stores: StoreUrls, tmp_path: Path) -> AsyncIterator[Scene]:
    async with AsyncExitStack() as stack:
        folder = tmp_path / "redis"
        folder.mkdir()
        redis = await stack.enter_async_context(server(*AOF, folder=folder, port=free_port()))
        urls = StoreUrls(redis.url, stores.database)
        nodes = [
            await stack.enter_async_context(node_process(urls, AUCTION_NODE=name))
            for name in ("one", "two")
        ]
        yield Scene(nodes, redis, folder, stack)


FAULTS: list[Callable[[Scene, Rush], Awaitable[None]]] = [
    Scene.a_holder_stops,
    Scene.a_holder_dies,
    Scene.redis_restarts,
    Scene.scripts_are_flushed,
    Scene.connections_are_cut,
    Scene.redis_is_emptied,
]


@pytest.mark.parametrize("strike", FAULTS, ids=lambda fault: fault.__name__)
async def test_a_fault_in_a_rush_leaves_the_audit_clean(
    scene: Scene, tmp_path: Path, strike: Callable[[Scene, Rush], Awaitable[None]]
) -> None:
    async with rush([each.node for each in scene.nodes], tmp_path / "evidence") as run:
        await run.more(100)
        await strike(scene, run)
        await run.more(100)
    violations = await audited(run)
    assert not any(violations.values()), violations

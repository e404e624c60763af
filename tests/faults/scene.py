"""Where the faults strike: nodes behind proxies, a Redis of their own, and a database."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random

import asyncpg
from redis.asyncio import Redis

from tests.faults.nodes import ProxiedNode, proxied_nodes
from tests.faults.rush import ITEMS
from tests.nodes import StoreUrls, free_port
from tests.redis_servers import Server, eventually, server

AOF = ("--save", "", "--appendonly", "yes", "--appendfsync", "always")


@dataclass
class Scene:
    """Nodes, the address of their database, and the seed's random numbers.

    The last node is not killed, because the watchers are connected to it.
    """

    nodes: list[ProxiedNode]
    database: str
    random: Random

    @property
    def redis_url(self) -> str:
        """The address of the Redis that holds the hot state now."""
        raise NotImplementedError

    @property
    def victim(self) -> ProxiedNode:
        """A node that may be killed."""
        return self.random.choice(self.nodes[:-1])

    @property
    def logs(self) -> list[Path]:
        """The logs of all nodes."""
        return [node.log for node in self.nodes]

    async def all_is_archived(self) -> None:
        """Wait until the archive has every event of the rush, in which no bid is under way."""
        connection = await asyncpg.connect(self.database)
        async with Redis.from_url(self.redis_url) as redis:
            await eventually(partial(_is_archived, redis, connection))
        await connection.close()

    async def sql(self, statement: str) -> None:
        """Execute a statement on the database, past the proxies."""
        connection = await asyncpg.connect(self.database)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


async def _is_archived(redis: Redis, connection: "asyncpg.Connection[asyncpg.Record]") -> bool:
    waiting = await redis.xlen("{s00}:journal")
    seqs = [int(await redis.hget(f"{{s00}}:item:{each}", "seq") or 0) for each in ITEMS]
    archived = "SELECT count(*) FROM events WHERE item_id = ANY($1)"
    return waiting == 0 and await connection.fetchval(archived, ITEMS) == sum(seqs)


@dataclass
class OneRedis(Scene):
    """A scene with one Redis that writes its file before every answer."""

    redis: Server
    folder: Path
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    @property
    def redis_url(self) -> str:
        """The address of Redis, past the proxies."""
        return self.redis.url

    def client(self) -> Redis:
        """Make a client of Redis, past the proxies."""
        return Redis.from_url(self.redis.url)

    async def restart_redis(self, change: Callable[[Path], Awaitable[None]] | None = None) -> None:
        """Kill Redis, change its files, and start it on them."""
        await self.redis.kill()
        if change is not None:
            await change(self.folder)
        again = server(*AOF, folder=self.folder, port=self.redis.port)
        self.redis = await self._stack.enter_async_context(again)


@asynccontextmanager
async def one_redis(
    database: str, folder: Path, *, nodes: tuple[str, ...] = ("one", "two"), seed: int = 1
) -> AsyncIterator[OneRedis]:
    """Run a scene with a Redis of its own."""
    async with AsyncExitStack() as stack:
        files = folder / "redis"
        await asyncio.to_thread(files.mkdir, parents=True)
        redis = await stack.enter_async_context(server(*AOF, folder=files, port=free_port()))
        stores = StoreUrls(redis.url, database)
        running = proxied_nodes(nodes, stores, folder, through_proxies=True)
        proxied = await stack.enter_async_context(running)
        scene = OneRedis(proxied, database, Random(seed), redis, files)
        await stack.enter_async_context(scene._stack)
        yield scene

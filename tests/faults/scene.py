"""Where the faults strike: nodes behind proxies, a Redis of their own, and a database."""

import asyncio
import time
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from typing import TypeVar

import asyncpg
from redis import RedisError
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import ConstantBackoff
from redis.exceptions import ConnectionError as RedisConnectionError

from persistence.connecting.connections import UNAVAILABLE
from tests.faults.nodes import ProxiedNode, proxied_nodes
from tests.faults.rush import ITEMS
from tests.faults.small_disk import small_disk
from tests.faults.standby import Archives, running_archives
from tests.faults.wrong_clock import WrongClock
from tests.nodes import ROOT, StoreUrls, free_port
from tests.redis_servers import Server, eventually, server
from tests.timeouts import TimeLeft

ARCHIVED = "SELECT count(*) FROM events WHERE item_id = ANY($1)"
DRAIN_MAX_S = 20
RETRY_S, RETRIES = 0.1, 100
AOF = ("--save", "", "--appendonly", "yes")
ALWAYS = (*AOF, "--appendfsync", "always")


@dataclass
class Scene(ABC):
    """Nodes, the address of their database, and the seed's random numbers.

    The last node is not killed, because the watchers are connected to it.
    """

    nodes: list[ProxiedNode]
    database: str
    random: Random
    archives: Archives | None = field(default=None, kw_only=True)
    """The PostgreSQL with its standby, where the scene has one."""

    @property
    def may_undo(self) -> bool:
        """Whether events that nobody was answered or shown may be taken back."""
        return False

    @property
    @abstractmethod
    def redis_url(self) -> str:
        """The address of the Redis that holds the hot state now."""

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
        async with Redis.from_url(self.redis_url) as redis:
            await eventually(partial(_is_archived, redis, self.database))

    async def drained(self) -> float | None:
        """Wait until the archive has the events of this moment; return the seconds that it took.

        Returns None if a store is not there, or if events were lost.
        """
        began, left = time.monotonic(), TimeLeft()
        async with Redis.from_url(self.redis_url, socket_timeout=1) as redis:
            try:
                wanted = sum([await _seq(redis, item_id) for item_id in ITEMS])
            except RedisError:
                return None
        while not await _has_events(self.database, wanted):
            if left.seconds() > DRAIN_MAX_S:
                return None
            await asyncio.sleep(0.05)
        return time.monotonic() - began

    async def fail_over_archive(self) -> None:
        """End PostgreSQL, lead the nodes to its promoted standby, and give that a standby."""
        assert self.archives is not None, "this PostgreSQL has no standby"
        await self.archives.fail_over()
        self.database = self.archives.primary.url
        for node in self.nodes:
            node.to_archive.store = self.database
            node.to_archive.reset()
        await self.archives.follow()

    async def sql(self, statement: str) -> None:
        """Execute a statement on the database, past the proxies."""
        connection = await asyncpg.connect(self.database)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


S = TypeVar("S", bound=Scene)


async def _is_archived(redis: Redis, database: str) -> bool:
    if await redis.xlen("{s00}:journal"):
        return False
    return await _has_events(database, sum([await _seq(redis, item_id) for item_id in ITEMS]))


async def _has_events(database: str, wanted: int) -> bool:
    """Return whether the archive is there and has so many events of the rush."""
    try:
        connection = await asyncpg.connect(database)
        try:
            return bool(await connection.fetchval(ARCHIVED, ITEMS) >= wanted)
        finally:
            connection.terminate()
    except (asyncpg.PostgresError, *UNAVAILABLE):
        return False


async def _seq(redis: Redis, item_id: str) -> int:
    return int(await redis.hget(f"{{s00}}:item:{item_id}", "seq") or 0)


@dataclass
class OneRedis(Scene):
    """A scene with one Redis, on a disk and with a clock of its own where the scene has them."""

    redis: Server
    folder: Path
    options: tuple[str, ...]
    clock: WrongClock | None
    first_nodes_clock: WrongClock | None
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    @property
    def redis_url(self) -> str:
        """The address of Redis, past the proxies."""
        return self.redis.url

    def client(self) -> Redis:
        """Make a client of Redis, past the proxies, whose connection another fault may cut."""
        retry = Retry(ConstantBackoff(RETRY_S), RETRIES)
        return Redis.from_url(self.redis.url, retry=retry, retry_on_error=[RedisConnectionError])

    async def restart_redis(self, change: Callable[[Path], Awaitable[None]] | None = None) -> None:
        """Kill Redis if it runs, change its files, and start it on them."""
        if self.redis.process.returncode is None:
            await self.redis.kill()
        if change is not None:
            await change(self.folder)
        again = _redis(self.options, self.folder, self.redis.port, self.clock)
        self.redis = await self._stack.enter_async_context(again)


@asynccontextmanager
async def one_redis(
    database: str,
    folder: Path,
    *,
    nodes: tuple[str, ...] = ("one", "two"),
    seed: int = 1,
    fsync: str = "always",
    disk: bool = False,
    clock: bool = False,
    root: Path = ROOT,
) -> AsyncIterator[OneRedis]:
    """Run a scene with a Redis of its own, which syncs its file to disk as `fsync` says.

    With `disk`, its files are on a small disk. With `clock`, its clock and the first node's can be set.
    `root` has the sources of the nodes.
    """
    async with AsyncExitStack() as stack:
        files = folder / "redis"
        await asyncio.to_thread(files.mkdir, parents=True)
        if disk:
            await stack.enter_async_context(small_disk(files))
        own_clock, first = (
            WrongClock(folder, name) if clock else None for name in ("redis", "node")
        )
        options = (*AOF, "--appendfsync", fsync)
        started = _redis(options, files, free_port(), own_clock)
        redis = await stack.enter_async_context(started)
        stores = StoreUrls(redis.url, database)
        running = proxied_nodes(
            nodes,
            stores,
            folder,
            through_proxies=True,
            first=first.environment if first else None,
            root=root,
        )
        proxied = await stack.enter_async_context(running)
        scene = OneRedis(proxied, database, Random(seed), redis, files, options, own_clock, first)
        await stack.enter_async_context(scene._stack)
        yield scene


@asynccontextmanager
async def with_standby(
    scene: Callable[..., AbstractAsyncContextManager[S]],
    database: str,
    folder: Path,
    *,
    seed: int = 1,
) -> AsyncIterator[S]:
    """Run a scene on a PostgreSQL that has a standby; `database` is not used."""
    async with (
        running_archives(folder) as archives,
        scene(archives.primary.url, folder, seed=seed) as inside,
    ):
        inside.archives = archives
        yield inside


def _redis(
    options: tuple[str, ...], folder: Path, port: int, clock: WrongClock | None
) -> AbstractAsyncContextManager[Server]:
    environment = clock.environment if clock else None
    return server(*options, folder=folder, port=port, environment=environment)

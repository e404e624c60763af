"""Redis servers of a test's own, a cluster, and a primary with a replica and Sentinel."""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from redis import RedisError
from redis.asyncio import Redis

from server.embedded.binaries import find_valkey
from tests.nodes import free_port
from tests.timeouts import time_limit

SLOTS = 16384
SERVICE = "auction"
AT_ONCE = ("--repl-diskless-sync-delay", "0")
"""The option of a primary that sends its data to a first replica without a delay of 5 s."""


@dataclass(frozen=True, slots=True)
class Server:
    """A Redis server of a test's own, on a port of loopback."""

    port: int
    process: asyncio.subprocess.Process

    @property
    def url(self) -> str:
        """The URL for redis-py."""
        return f"redis://127.0.0.1:{self.port}/0"

    async def kill(self) -> None:
        """Kill the process with SIGKILL."""
        self.process.kill()
        await self.process.wait()


@asynccontextmanager
async def server(
    *options: str,
    folder: Path,
    port: int | None = None,
    environment: Mapping[str, str] | None = None,
) -> AsyncIterator[Server]:
    """Run a server with its files in `folder` while inside; `environment` is added to this one."""
    port = port or free_port()
    command = [str(find_valkey()), *(options or ("--save", ""))]
    process = await asyncio.create_subprocess_exec(
        *command,
        *("--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder)),
        env={**os.environ, **(environment or {})},
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        async with Redis(port=port) as redis:
            await eventually(redis.ping)
        yield Server(port, process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def eventually(check: Callable[[], Awaitable[object]], *, timeout_s: float = 30) -> None:
    """Wait until `check` returns something true without a RedisError."""
    async with time_limit(timeout_s):
        while True:
            try:
                if await check():
                    return
            except RedisError:
                pass
            await asyncio.sleep(0.05)


@asynccontextmanager
async def redis_cluster(
    primaries: int = 3, *, replicas: bool = False
) -> AsyncIterator[tuple[str, list[Server]]]:
    """Run a cluster; yields its URL and its servers, the replicas in the order of their primaries."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="auction-cluster-")))
        servers = []
        count = 2 * primaries if replicas else primaries
        for number in range(count):
            home = folder / str(number)
            home.mkdir()
            options = ("--save", "", "--appendonly", "yes", "--cluster-enabled", "yes")
            started = server(*options, *AT_ONCE, folder=home)
            servers.append(await stack.enter_async_context(started))
        clients = [await stack.enter_async_context(Redis(port=each.port)) for each in servers]
        share = SLOTS // primaries
        for number, client in enumerate(clients[:primaries]):
            last = SLOTS if number == primaries - 1 else (number + 1) * share
            await execute(client, "CLUSTER ADDSLOTSRANGE", number * share, last - 1)
        for client in clients:
            await execute(client, "CLUSTER MEET", "127.0.0.1", servers[0].port)
        for client in clients:
            await eventually(partial(_is_whole, client, count))
        for primary, replica in zip(clients, clients[primaries:], strict=False):
            name = await execute(primary, "CLUSTER MYID")
            await execute(replica, "CLUSTER REPLICATE", name.decode())
            await eventually(partial(follows, replica))
        hosts = ",".join(f"127.0.0.1:{each.port}" for each in servers)
        yield f"redis+cluster://{hosts}", servers


async def _is_whole(client: Redis, nodes: int) -> bool:
    info = await execute(client, "CLUSTER INFO")
    return bool(info["cluster_state"] == "ok" and info["cluster_known_nodes"] == str(nodes))


async def execute(client: Redis, *words: str | int) -> Any:
    """Send a command for which the client has no method."""
    return await client.execute_command(*words)  # type: ignore[no-untyped-call]


@asynccontextmanager
async def redis_with_sentinel(
    *, replica_environment: Mapping[str, str] | None = None
) -> AsyncIterator[tuple[str, Server, Server]]:
    """Run a primary, its replica and a Sentinel; yields the URL to use, the primary, the replica."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="auction-sentinel-")))
        homes = [folder / name for name in ("primary", "replica", "sentinel")]
        for home in homes:
            home.mkdir()
        primary = await stack.enter_async_context(server("--save", "", *AT_ONCE, folder=homes[0]))
        follow = ("--save", "", "--replicaof", f"127.0.0.1 {primary.port}")
        replica = await stack.enter_async_context(
            server(*follow, folder=homes[1], environment=replica_environment)
        )
        config = homes[2] / "sentinel.conf"
        config.write_text(
            f"sentinel monitor {SERVICE} 127.0.0.1 {primary.port} 1\n"
            f"sentinel down-after-milliseconds {SERVICE} 500\n"
            f"sentinel failover-timeout {SERVICE} 3000\n"
        )
        sentinel = await stack.enter_async_context(
            server(str(config), "--sentinel", folder=homes[2])
        )
        async with Redis(port=sentinel.port) as asked, Redis(port=replica.port) as follower:
            await eventually(partial(follows, follower))
            await eventually(partial(execute, asked, "SENTINEL REPLICAS", SERVICE))
        yield f"redis+sentinel://127.0.0.1:{sentinel.port}/0/{SERVICE}", primary, replica


async def follows(replica: Redis) -> bool:
    """Return whether a replica has its primary's data and receives its writes."""
    info = await replica.info("replication")
    return bool(info["master_link_status"] == "up")

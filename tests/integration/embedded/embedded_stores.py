"""The embedded stores while they run: their addresses, their processes, and an owner that can be killed.

An owner that has to be killed is a process of its own (`OWNER`). Both servers change to their data
directory, so their processes are found by the working directories in /proc.
"""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest
import redis.asyncio as redis

from server.embedded import embedded_postgres, embedded_valkey
from server.embedded.leftover import read_pid

TRIES = 4
only_linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")
OWNER = """
import asyncio, contextlib, json, sys
from pathlib import Path
from server.embedded import embedded_postgres, embedded_valkey, launch
if sys.argv[2] == "uvloop":
    from uvloop import run
else:
    from asyncio import run
if len(sys.argv) > 3:
    launch.__file__ = sys.argv[3]

async def own(data_dir):
    async with contextlib.AsyncExitStack() as stack:
        redis_url = await stack.enter_async_context(embedded_valkey(data_dir))
        dsn = await stack.enter_async_context(embedded_postgres(data_dir))
        print(json.dumps([redis_url, dsn]), file=sys.stderr, flush=True)
        await asyncio.Event().wait()

run(own(Path(sys.argv[1])))
"""


@dataclass(frozen=True)
class Stores:
    """The addresses of a running pair of stores."""

    redis_url: str
    dsn: str

    async def add(self) -> tuple[int, int]:
        """Add a bid to each store, and return how many each holds now."""
        async with redis.Redis.from_url(self.redis_url) as client:
            await client.incr("bids")
        connection = await asyncpg.connect(self.dsn)
        await connection.execute("CREATE TABLE IF NOT EXISTS bids (seq int)")
        await connection.execute("INSERT INTO bids VALUES (1)")
        await connection.close()
        return await self.counts()

    async def counts(self) -> tuple[int, int]:
        """Return the number of bids in each store."""
        async with redis.Redis.from_url(self.redis_url) as client:
            hot = int(await client.get("bids") or 0)
        connection = await asyncpg.connect(self.dsn)
        archived = await connection.fetchval("SELECT count(*) FROM bids")
        await connection.close()
        return hot, archived


@asynccontextmanager
async def running(data_dir: Path) -> AsyncIterator[Stores]:
    """Run both stores while inside."""
    async with embedded_valkey(data_dir) as redis_url, embedded_postgres(data_dir) as dsn:
        yield Stores(redis_url, dsn)


@contextmanager
def owning(data_dir: Path, loop: str = "asyncio", *options: str) -> Iterator[subprocess.Popen[str]]:
    """Run an owner of both stores in a process of its own; kills it at the end."""
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER, str(data_dir), loop, *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    with owner:
        try:
            yield owner
        finally:
            owner.kill()


def stores_of(owner: subprocess.Popen[str]) -> Stores:
    """Return the addresses that an owner prints once its stores are ready."""
    assert owner.stderr is not None
    return Stores(*json.loads(owner.stderr.readline()))


def processes_on(data_dir: Path) -> dict[int, str]:
    """Return the programs of live processes whose working directory is in a data directory, by pid."""
    found = {}
    for entry in Path("/proc").iterdir():
        with suppress(OSError):
            if entry.name.isdigit() and Path(entry / "cwd").readlink().is_relative_to(data_dir):
                found[int(entry.name)] = Path(entry / "comm").read_text().strip()
    return found


def may_be_better(took_s: list[float], bound_s: float) -> bool:
    """Return whether to try again, since a busy machine can spoil a try but never improve one (0066)."""
    return len(took_s) < TRIES and not any(each < bound_s for each in took_s)


def server_pid(data_dir: Path, store: str) -> int | None:
    """Return the pid in a store's pid file, or None."""
    pid_file = {"valkey": "valkey/valkey.pid", "postgres": "postgres/postmaster.pid"}[store]
    return read_pid(data_dir / pid_file)


async def counts_when_back(stores: Stores) -> tuple[int, int]:
    """Return the number of bids in each store as soon as both answer."""
    while True:
        try:
            return await stores.counts()
        except (OSError, redis.RedisError, asyncpg.PostgresError):
            await asyncio.sleep(0.02)

"""The processes and counters of a deployment's stores, read from the stores themselves."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
from redis.asyncio import Redis

QUERY_TIMEOUT_S = 600
"""Filling an archive takes long."""


@dataclass(frozen=True, slots=True)
class Counters:
    """Running totals: Redis' commands, those of scripts included, its bytes on the network, WAL bytes."""

    redis_commands: int
    redis_bytes: int
    wal_bytes: int

    def since(self, earlier: "Counters") -> "Counters":
        """Return the differences to an earlier reading."""
        return Counters(
            self.redis_commands - earlier.redis_commands,
            self.redis_bytes - earlier.redis_bytes,
            self.wal_bytes - earlier.wal_bytes,
        )


class Stores:
    """Connections to the stores of a deployment."""

    def __init__(self, redis: Redis, database: asyncpg.Connection) -> None:
        self.redis = redis
        self.database = database

    async def pids(self) -> dict[str, str]:
        """Return the stores' processes, as the swarm's `--pid` takes them."""
        info: dict[str, Any] = await self.redis.info("server")
        postmaster = _parent(self.database.get_server_pid())
        return {"redis": str(info["process_id"]), "postgres": f"{postmaster}+"}

    async def counters(self) -> Counters:
        """Read the counters."""
        info: dict[str, Any] = await self.redis.info("stats")
        wal = await self.database.fetchval("SELECT pg_current_wal_lsn() - '0/0'::pg_lsn")
        return Counters(
            info["total_commands_processed"],
            info["total_net_input_bytes"] + info["total_net_output_bytes"],
            int(wal),
        )


@asynccontextmanager
async def connected(redis_url: str, database_url: str) -> AsyncIterator[Stores]:
    """Connect to stores while the context lasts."""
    redis = Redis.from_url(redis_url)
    try:
        database = await asyncpg.connect(database_url, command_timeout=QUERY_TIMEOUT_S)
        try:
            yield Stores(redis, database)
        finally:
            await database.close()
    finally:
        await redis.aclose()


def _parent(pid: int) -> int:
    """Return the parent of a process: the first process of PostgreSQL, for one that serves a client."""
    text = Path(f"/proc/{pid}/stat").read_text()
    return int(text[text.rindex(")") + 2 :].split()[1])

"""The start of a node with the archive, and without it (0123).

A node needs the key of the public handles (0095) and a current schema. Once a node has read the key, Redis
keeps a copy beside the hot state. With the copy a node starts while PostgreSQL is away; its schema is
checked on the first connection that is made, and until then every use of the archive fails.
"""

import asyncio
from contextlib import AbstractAsyncContextManager
from typing import Any

import asyncpg
import structlog
from redis import RedisError
from redis.asyncio import Redis

from persistence.connecting.connections import UNAVAILABLE, connection
from persistence.migrate import Connection, is_current
from persistence.queries import SQL
from server.node.stores.waiting import POSTGRES, SchemaOutdatedError, StoreSilentError, answered
from server.outage import Outage
from server.tasks import repeating

COPY = "auction:handle-key"
"""The key in Redis of the copy of the handles' key."""
FIRST_WAIT_S = 1.0
"""How long PostgreSQL is waited for where Redis has the copy."""
RETRY_S = 1.0
COPY_EVERY_S = 5.0
"""How often the copy is written that Redis may have lost. Redis takes no write where it still has it."""
OUTDATED = "the schema is not up to date: run `python -m persistence migrate`"

log = structlog.get_logger(__name__)


class CurrentSchema:
    """Checks the archive's schema on each new connection, until it was current once."""

    def __init__(self) -> None:
        self._checked = False

    async def __call__(self, connection: Connection) -> None:
        """Let a connection be used; raises SchemaOutdatedError."""
        if not self._checked and not await is_current(connection):
            raise SchemaOutdatedError(OUTDATED)
        self._checked = True


class ArchiveStart:
    """Gets the handles' key, from the archive or from its copy, and keeps the copy."""

    def __init__(self, redis: Redis, pool: asyncpg.Pool) -> None:
        self._redis = redis
        self._pool = pool
        self._key = b""
        self._copied = b""
        self._met = False
        self._outdated = Outage("schema_outdated", "schema_current")

    async def handle_key(self, *, within_s: float, may_lack_archive: bool) -> bytes:
        """Return the key of the public handles; raises SettingsError.

        PostgreSQL is waited for up to `within_s`. Without an answer, and with the copy, a node may start
        if `may_lack_archive`.
        """
        copy = await self._copy() if may_lack_archive and within_s else None
        try:
            wait_s = within_s if copy is None else min(within_s, FIRST_WAIT_S)
            self._key = await answered(POSTGRES, self._read, within_s=wait_s)
            self._met = True
        except StoreSilentError as error:
            if copy is None:
                raise
            log.warning("started_without_archive", reason=str(error))
            self._key = copy
        return self._key

    def running(self) -> AbstractAsyncContextManager[None]:
        """Meet an archive that was away at the start, and keep the copy of the key, while inside."""
        return repeating(self._step, name="archive-start")

    async def _step(self) -> None:
        try:
            if not self._met:
                await self._meet()
            await self._redis.set(COPY, self._key, nx=self._copied == self._key)
            self._copied = self._key
        except (RedisError, asyncpg.PostgresError, *UNAVAILABLE):
            await asyncio.sleep(RETRY_S)
        else:
            await asyncio.sleep(COPY_EVERY_S)

    async def _meet(self) -> None:
        try:
            key = await self._read()
        except SchemaOutdatedError:
            self._outdated.failed()
            raise
        self._outdated.succeeded()
        self._met = True
        if key == self._key:
            log.info("archive_answers")
        else:
            log.error("handle_key_differs")
            self._key = key

    async def _copy(self) -> bytes | None:
        try:
            copy: Any = await self._redis.get(COPY)
        except RedisError:
            return None
        return copy or None

    async def _read(self) -> bytes:
        async with connection(self._pool) as borrowed:
            key: bytes = await borrowed.fetchval(SQL["handle_key"])
        return key

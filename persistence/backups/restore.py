"""Restore: a backup takes the place of all that PostgreSQL and Redis have."""

from pathlib import Path

import asyncpg
from redis.asyncio import Redis

from persistence.backups.programs import BackupError, load
from persistence.migrate import migrate
from server.bidding.hot_state.keys import Keys


async def restore(file: Path, database_url: str, redis: Redis) -> None:
    """Restore a backup, with Redis empty and the schema of this version; raises BackupError.

    What Redis has does not match the backup, so the nodes fill it again from PostgreSQL. It can be
    repeated if it was interrupted.
    """
    if await redis.pubsub_channels(f"{Keys.wake}*"):
        raise BackupError("nodes are running on this Redis; stop them first")
    await load(database_url, file)
    await redis.flushdb()
    connection = await asyncpg.connect(database_url)
    try:
        await migrate(connection)
    finally:
        await connection.close()

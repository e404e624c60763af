"""The record of the last service of each shard (0157)."""

from collections.abc import Mapping

from persistence.connecting.guarded_pool import GuardedPool
from persistence.queries import SQL
from server.domain.types import Millis


class ServiceArchive:
    """Implements `server.bidding.outages.record.ServiceArchive`."""

    def __init__(self, pool: GuardedPool) -> None:
        self._pool = pool

    async def note_service(self, served: Mapping[int, Millis]) -> None:
        """Keep the moments at which shards were served, unless a later one is kept."""
        async with self._pool.connection() as connection:
            await connection.execute(SQL["note_service"], list(served), list(served.values()))

    async def last_service(self, shard: int) -> Millis:
        """Return the moment at which a shard was last served, 0 if none is kept."""
        async with self._pool.connection() as connection:
            served_at: Millis | None = await connection.fetchval(SQL["last_service"], shard)
        return served_at or 0

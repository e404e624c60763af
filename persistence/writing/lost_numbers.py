"""Lost numbers: events that nodes have heard of and that are in no history."""

from collections.abc import Sequence

from persistence.connecting.guarded_pool import GuardedPool
from persistence.queries import SQL
from server.bidding.restoration.heard_events import Numbers
from server.domain.types import ItemId


class LostNumbers:
    """Compares the numbers that a node has heard of with the archive."""

    def __init__(self, pool: GuardedPool) -> None:
        self._pool = pool

    async def unnamed(self, heard: Sequence[tuple[ItemId, int, int]]) -> list[Numbers]:
        """Return the numbers up to those heard of, by item and epoch, that are lost and not set aside.

        Raises ArchiveUnavailable.
        """
        async with self._pool.connection() as connection:
            rows = await connection.fetch(
                SQL["unnamed_losses"], *map(list, zip(*heard, strict=True))
            )
        return [Numbers(*row) for row in rows]

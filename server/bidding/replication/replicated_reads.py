"""Reads that return no state which a failover could undo (0215)."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from server.bidding.archive import ArchiveUnavailable
from server.bidding.hot_state.keys import Keys
from server.bidding.hot_state.reads import ReadsItems
from server.bidding.hot_state.replies import Snapshot
from server.bidding.replication.replication import NotReplicatedError, Replication
from server.domain.types import ItemId, Position

TRIES = 2
"""Reads of which the second one is made in the era that the first one found."""

ArchivedPositions = Callable[[Sequence[ItemId]], Awaitable[Mapping[ItemId, Position]]]


class ReplicatedReads:
    """Reads items. A state is returned once a replica has it, or the archive."""

    def __init__(
        self,
        reads: ReadsItems,
        *,
        replication: Replication,
        keys: Keys,
        archived: ArchivedPositions,
    ) -> None:
        """Call `archived` for the last event of items up to which the archive has every event."""
        self._reads = reads
        self._replication = replication
        self._keys = keys
        self._archived = archived

    async def read(self, item_ids: Sequence[ItemId], *, bids_max: int) -> dict[ItemId, Snapshot]:
        """Read those items that exist; raises NotReplicatedError if nothing but Redis has one's state."""
        for _ in range(TRIES):
            # While no replica confirms, nothing is decided, so the archive soon has what there is.
            if self._replication.is_failing:
                break
            try:
                eras = {
                    shard: await self._replication.era(shard)
                    for shard in self._keys.by_shard(item_ids)
                }
            except NotReplicatedError:
                break
            found = await self._reads.read(item_ids, bids_max=bids_max)
            if await self._have_reached_replica(found, eras):
                return found
        found = await self._reads.read(item_ids, bids_max=bids_max)
        await self._check_archived(found)
        return found

    async def _have_reached_replica(
        self, found: Mapping[ItemId, Snapshot], eras: Mapping[int, bytes]
    ) -> bool:
        for shard in self._keys.by_shard(found):
            if not await self._replication.has_reached_replica(shard, eras[shard]):
                return False
        return True

    async def _check_archived(self, found: Mapping[ItemId, Snapshot]) -> None:
        try:
            positions = await self._archived(list(found)) if found else {}
        except ArchiveUnavailable as error:
            raise NotReplicatedError("no replica has the latest state") from error
        for item_id, each in found.items():
            archived = positions.get(item_id)
            if archived is None or archived.epoch != each.epoch or archived.seq < each.item.seq:
                raise NotReplicatedError("neither a replica nor the archive has the latest state")

"""Reads that return no state which a failover could undo (0215)."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence

from server.bidding.archive import ArchiveUnavailable
from server.bidding.hot_state.keys import Keys
from server.bidding.hot_state.reads import ReadsItems
from server.bidding.hot_state.replies import Snapshot
from server.bidding.hot_state.scripts import NotReplicatedError
from server.bidding.replication.replication import Replication
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

    async def read(
        self, item_ids: Sequence[ItemId], *, bids_max: int, partial: bool = False
    ) -> dict[ItemId, Snapshot]:
        """Read those items that exist; raises NotReplicatedError if Redis alone has a state."""
        found, unconfirmed = dict[ItemId, Snapshot](), list[ItemId]()
        for _ in range(TRIES):
            eras = {
                shard: era
                for shard in self._keys.by_shard(item_ids)
                if (era := await self._era(shard)) is not None
            }
            found = await self._reads.read(item_ids, bids_max=bids_max, partial=partial)
            unconfirmed = await self._unconfirmed(found, eras)
            if not any(self._keys.shard(item_id) in eras for item_id in unconfirmed):
                break
        # While no replica confirms, nothing is decided, so the archive soon has what there is.
        await self._check_archived({item_id: found[item_id] for item_id in unconfirmed})
        return found

    async def _era(self, shard: int) -> bytes | None:
        """Return the era of a shard, or None while no replica confirms its writes."""
        if self._replication.fails(shard):
            return None
        try:
            return await self._replication.era(shard)
        except NotReplicatedError:
            return None

    async def _unconfirmed(
        self, found: Mapping[ItemId, Snapshot], eras: Mapping[int, bytes]
    ) -> list[ItemId]:
        """Return the items of shards that were in another era, or whose replica has not confirmed."""
        shards = self._keys.by_shard(found)
        asked = [shard for shard in shards if shard in eras]
        replies = await asyncio.gather(
            *(self._replication.has_reached_replica(shard, eras[shard]) for shard in asked)
        )
        confirmed = {shard for shard, reply in zip(asked, replies, strict=True) if reply}
        return [each for shard, ids in shards.items() if shard not in confirmed for each in ids]

    async def _check_archived(self, unconfirmed: Mapping[ItemId, Snapshot]) -> None:
        if not unconfirmed:
            return
        try:
            positions = await self._archived(list(unconfirmed))
        except ArchiveUnavailable as error:
            raise NotReplicatedError("no replica has the latest state") from error
        for item_id, each in unconfirmed.items():
            archived = positions.get(item_id)
            if archived is None or archived.epoch != each.epoch or archived.seq < each.item.seq:
                raise NotReplicatedError("neither a replica nor the archive has the latest state")

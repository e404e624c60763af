"""Reads of items, without their locks."""

from collections.abc import Sequence
from typing import Protocol

from server.bidding.hot_state.keys import Keys
from server.bidding.hot_state.replies import Snapshot
from server.bidding.hot_state.restoration_port import Restoration
from server.bidding.hot_state.scripts import HotStateUntrusted
from server.bidding.hot_state.timed_scripts import TimedScripts
from server.bidding.settling.records import decode_item, decode_listing, decode_recent
from server.domain.types import ItemId


class ReadsItems(Protocol):
    """Reads items, as they stand or as a replica has them."""

    async def read(
        self, item_ids: Sequence[ItemId], *, bids_max: int, partial: bool = False
    ) -> dict[ItemId, Snapshot]:
        """Read those items that exist, each with up to `bids_max` of its latest bids.

        A `partial` reading leaves out an item that Redis lacks and that can't be restored now.
        """
        ...


class Reads:
    """Reads items as they stand, and has those restored that are unchecked or missing."""

    def __init__(self, timed: TimedScripts, keys: Keys, restoration: Restoration) -> None:
        self._timed = timed
        self._keys = keys
        self._restoration = restoration

    async def read(
        self, item_ids: Sequence[ItemId], *, bids_max: int, partial: bool = False
    ) -> dict[ItemId, Snapshot]:
        """Read those items that exist; raises a RedisError, HotStateUntrusted if one is being restored.

        A `partial` reading leaves out an item that Redis lacks and that can't be restored now.
        """
        snapshots, unchecked = await self._read(item_ids, bids_max)
        missing = [item_id for item_id in item_ids if item_id not in snapshots]
        if not missing:
            return snapshots
        try:
            # An item that ended long ago may be missing, because a sweep checks the live ones only.
            archived = await self._restoration.restore(missing)
        except HotStateUntrusted:
            if unchecked or not partial:
                raise
            return snapshots
        if archived:
            restored, unchecked = await self._read(list(archived), bids_max)
            snapshots |= restored
            if unchecked or not (partial or restored.keys() >= set(archived)):
                raise HotStateUntrusted("items are being restored")
        return snapshots

    async def _read(
        self, item_ids: Sequence[ItemId], bids_max: int
    ) -> tuple[dict[ItemId, Snapshot], list[ItemId]]:
        """Return the items that could be read, and those that are unchecked."""
        snapshots: dict[ItemId, Snapshot] = {}
        unchecked: list[ItemId] = []
        for shard, ids in self._keys.by_shard(item_ids).items():
            keys: list[str] = []
            for item_id in ids:
                keys += (self._keys.item(shard, item_id), self._keys.recent(shard, item_id))
            now, *found = await self._timed.run("read", shard, keys, [bids_max])
            for item_id, reply in zip(ids, found, strict=True):
                if reply == b"":
                    unchecked.append(item_id)
                elif reply[0] is not None:
                    state, listing, epoch, *bids = reply
                    item = decode_item(state, decode_listing(listing) if listing else None)
                    recent = tuple(map(decode_recent, bids))
                    snapshots[item_id] = Snapshot(item, recent, now, int(epoch or 0))
        return snapshots, unchecked

"""Names of Redis keys. All keys of a shard share one hash tag, so that a script touches one slot only."""

from dataclasses import dataclass
from zlib import crc32

from server.domain.types import ItemId


@dataclass(frozen=True, slots=True)
class Keys:
    """The key space of a deployment of `shards` shards; the number is fixed for a Redis' lifetime."""

    shards: int

    def shard(self, item_id: ItemId) -> int:
        """Return the shard that an item lives in."""
        return crc32(item_id.encode()) % self.shards

    def journal(self, shard: int) -> str:
        """Name the stream that commits append to."""
        return f"{_tag(shard)}:journal"

    def refused(self, shard: int) -> str:
        """Name the stream of journal entries that the archive could not take."""
        return f"{_tag(shard)}:journal:refused"

    def due(self, shard: int) -> str:
        """Name the sorted set of items by the moment at which time changes them."""
        return f"{_tag(shard)}:due"

    def lock(self, shard: int, item_id: ItemId) -> str:
        """Name an item's lock."""
        return f"{_tag(shard)}:lock:{item_id}"

    def item(self, shard: int, item_id: ItemId) -> str:
        """Name the hash with an item's `seq` and `state`, the highest bid among it."""
        return f"{_tag(shard)}:item:{item_id}"

    def receipts(self, shard: int, item_id: ItemId) -> str:
        """Name the hash of answers by bid_id."""
        return f"{_tag(shard)}:receipts:{item_id}"

    def recent(self, shard: int, item_id: ItemId) -> str:
        """Name the list of an item's latest bids, oldest first."""
        return f"{_tag(shard)}:recent:{item_id}"

    def watchers(self, shard: int, item_id: ItemId) -> str:
        """Name the hash of an item's watchers by node."""
        return f"{_tag(shard)}:watchers:{item_id}"

    def session(self, pid: str) -> str:
        """Name what is kept of a socket for its client's return."""
        return f"{_tag(self.session_shard(pid))}:session:{pid}"

    def session_shard(self, pid: str) -> int:
        """Return the shard that a session lives in."""
        return crc32(pid.encode()) % self.shards


def _tag(shard: int) -> str:
    return f"{{s{shard:02d}}}"

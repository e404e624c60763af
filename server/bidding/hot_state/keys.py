"""Names of Redis keys. The keys of a shard share a hash tag, so a script touches one slot only."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar
from zlib import crc32

from server.domain.listings.listing import Listing
from server.domain.types import AuctionId, ItemId

KEPT_AFTER_END_S = 24 * 3600
"""How long Redis keeps an ended item's receipts and latest bids once its last event is archived."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The key space of a deployment of `shards` shards; the number is fixed for a Redis' lifetime."""

    shards: int

    wake: ClassVar[str] = "auction:wake:"
    """The prefix of the pub/sub channels that wake nodes. A node's id follows."""
    losses: ClassVar[str] = "auction:losses"
    """The pub/sub channel on which nodes learn that a shard may have lost events."""

    def by_shard(self, item_ids: Iterable[ItemId]) -> dict[int, list[ItemId]]:
        """Sort items into their shards."""
        shards: dict[int, list[ItemId]] = {}
        for item_id in item_ids:
            shards.setdefault(self.shard(item_id), []).append(item_id)
        return shards

    def shard(self, item_id: ItemId | AuctionId) -> int:
        """Return the shard of an item, or of an auction, in which all items of it live that have to."""
        return crc32(item_id.encode()) % self.shards

    def new_id_beside(self, auction_id: AuctionId) -> ItemId:
        """Return a random item id that lives in an auction's shard."""
        while True:
            item_id = ItemId(secrets.token_hex(8))
            if self.shard(item_id) == self.shard(auction_id):
                return item_id

    def journal(self, shard: int) -> str:
        """Name the stream that commits append to."""
        return f"{_tag(shard)}:journal"

    def refused(self, shard: int) -> str:
        """Name the stream of journal entries that the archive could not write."""
        return f"{_tag(shard)}:journal:refused"

    def due(self, shard: int) -> str:
        """Name the sorted set of items by the moment at which they are due."""
        return f"{_tag(shard)}:due"

    def groups(self, shard: int) -> str:
        """Name the sorted set of the groups of items by their ends; see `group_ends` (0160)."""
        return f"{_tag(shard)}:groups"

    def trusted(self, shard: int) -> str:
        """Name the era of a shard, with the replication id of the server that it began on (0110)."""
        return f"{_tag(shard)}:trusted"

    def clock(self, shard: int) -> str:
        """Name the hash with the correction of a shard's time, while Redis' own clock is wrong (0117)."""
        return f"{_tag(shard)}:clock"

    def probe(self, shard: int) -> str:
        """Name a key that never exists, which shows whether a shard takes writes."""
        return f"{_tag(shard)}:probe"

    def replicated(self, shard: int) -> str:
        """Name a key without meaning, whose writes show how far a shard's replicas have come (0212)."""
        return f"{_tag(shard)}:replicated"

    def restoring(self, shard: int) -> str:
        """Name the lease of the node that begins a shard's era."""
        return f"{_tag(shard)}:restoring"

    def sweeping(self, shard: int) -> str:
        """Name the lease of the node that sweeps a shard."""
        return f"{_tag(shard)}:sweeping"

    def unfilled(self, shard: int) -> str:
        """Name the set of restored items whose older receipts are missing."""
        return f"{_tag(shard)}:unfilled"

    def lock(self, shard: int, item_id: ItemId) -> str:
        """Name an item's lock."""
        return f"{_tag(shard)}:lock:{item_id}"

    def line(self, shard: int, item_id: ItemId) -> str:
        """Name the line of nodes that wait for an item's lock: a list, the next one first."""
        return f"{_tag(shard)}:line:{item_id}"

    def item(self, shard: int, item_id: ItemId) -> str:
        """Name the hash of an item: `seq`, `state`, `epoch`, `era`, `group`, `listing`, `listed`."""
        return f"{_tag(shard)}:item:{item_id}"

    def receipts(self, shard: int, item_id: ItemId) -> str:
        """Name the hash of answers by bid_id."""
        return f"{_tag(shard)}:receipts:{item_id}"

    def recent(self, shard: int, item_id: ItemId) -> str:
        """Name the list of an item's latest bids and retractions, oldest first."""
        return f"{_tag(shard)}:recent:{item_id}"

    def watchers(self, shard: int, item_id: ItemId) -> str:
        """Name the hash of an item's watchers by node."""
        return f"{_tag(shard)}:watchers:{item_id}"

    def session_items(self, pid: str) -> str:
        """Name the hash of the items that a socket watches, for its client's return."""
        return f"{_tag(self.session_shard(pid))}:watched:{pid}"

    def session(self, pid: str) -> str:
        """Name the record of a socket that earlier versions kept instead."""
        return f"{_tag(self.session_shard(pid))}:session:{pid}"

    def session_shard(self, pid: str) -> int:
        """Return the shard that a session lives in."""
        return crc32(pid.encode()) % self.shards

    def for_acquire(self, shard: int, item_id: ItemId) -> tuple[str, str, str, str]:
        """Name an item's lock, line, hash and receipts."""
        tag = _tag(shard)
        return (
            f"{tag}:lock:{item_id}",
            f"{tag}:line:{item_id}",
            f"{tag}:item:{item_id}",
            f"{tag}:receipts:{item_id}",
        )

    def for_guess(self, shard: int, item_id: ItemId) -> tuple[str, str, str, str, str]:
        """Name the keys of an item that `acquire` takes, in its order."""
        return (*self.for_acquire(shard, item_id), self.recent(shard, item_id))

    def for_commits(self, shard: int) -> list[str]:
        """Name the keys of a shard that `commit` takes, in its order."""
        return [self.trusted(shard), self.journal(shard), self.due(shard), self.groups(shard)]

    def bidders(self, shard: int, auction_id: AuctionId) -> str:
        """Name the hash of an auction's admissions by user."""
        return f"{_tag(shard)}:bidders:{auction_id}"

    def exposure(self, shard: int, auction_id: AuctionId) -> str:
        """Name the hash of the bidders' exposures in an auction; `exposure.lua` describes its fields."""
        return f"{_tag(shard)}:dues:{auction_id}"

    def for_commit(
        self, shard: int, item_id: ItemId, listing: Listing | None
    ) -> tuple[str, str, str, str, str, str]:
        """Name the keys of an item that `commit` and `restore` take, in their order.

        An auction that does not check its bidders has no exposures. The lock's name stands in.
        """
        acquired = self.for_acquire(shard, item_id)
        exposure = acquired[0]
        if listing is not None and listing.checks_bidders:
            exposure = self.exposure(shard, listing.auction_id)
        return (*acquired, self.recent(shard, item_id), exposure)


def _tag(shard: int) -> str:
    return f"{{s{shard:02d}}}"

"""Lost bids: accepted bids that a failure of the stores has taken out of their item's history (0120)."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from redis import RedisError

from server.bidding.archive import (
    LIVE_WAIT_S,
    Archive,
    ArchiveUnavailable,
    LostBid,
    answering_within,
)
from server.bidding.hot_state.replies import Snapshot
from server.bidding.settling.records import Receipt
from server.domain.types import BidId, ItemId, UserId
from server.wire.messages import BidLost, bid_lost

KEPT_S = 1.0
"""How long an item's lost bids are remembered, so that a crowd that asks over HTTP costs one query."""
ITEMS_MAX = 1_000
"""Items that are remembered."""


class Receipts(Protocol):
    """The receipts of bids in the hot state."""

    async def receipts_of(
        self, bid_ids: Mapping[ItemId, Sequence[BidId]]
    ) -> Mapping[ItemId, tuple[int, Mapping[BidId, Receipt]]]:
        """Return the epoch of each item, and the receipts that it has; raises `redis.RedisError`."""
        ...


class LostBids:
    """Reads the lost bids of items from the archive, without those that were accepted again."""

    def __init__(
        self,
        archive: Archive,
        receipts: Receipts,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`clock` is in seconds."""
        self._archive = archive
        self._receipts = receipts
        self._clock = clock
        self._read: dict[ItemId, tuple[float, Sequence[LostBid]]] = {}

    async def read(self, item_ids: Sequence[ItemId]) -> list[LostBid]:
        """Return the lost bids of items.

        Raises ArchiveUnavailable, at the latest after LIVE_WAIT_S, and `redis.RedisError`.
        """
        now = self._clock()
        async with answering_within(LIVE_WAIT_S):
            lost = await self._archive.lost_bids(item_ids)
        lost = await self._still_lost(lost)
        for item_id in item_ids:
            self._read.pop(item_id, None)
            self._read[item_id] = (now, [bid for bid in lost if bid.item_id == item_id])
        for item_id in list(self._read)[:-ITEMS_MAX]:
            del self._read[item_id]
        return lost

    async def latest(self, within_s: float) -> list[LostBid]:
        """Return the lost bids of items that have lost some within so many seconds.

        Raises the errors of `read`.
        """
        async with answering_within(LIVE_WAIT_S):
            item_ids = await self._archive.lost_items(within_s)
        return await self.read(item_ids) if item_ids else []

    async def of_user(self, seen: Snapshot, user_id: UserId) -> list[BidLost] | None:
        """Return a user's lost bids on an item, as of KEPT_S ago; None while a store can't be asked."""
        item_id = seen.item.listing.item_id
        if not seen.epoch:
            return []
        read_at, lost = self._read.get(item_id, (float("-inf"), ()))
        if self._clock() - read_at >= KEPT_S:
            try:
                lost = await self.read([item_id])
            except (ArchiveUnavailable, RedisError):
                return None
        return [bid_lost(bid) for bid in lost if bid.bidder == user_id]

    async def _still_lost(self, lost: Sequence[LostBid]) -> list[LostBid]:
        """Leave out bids that were accepted again, of which the archive does not know yet."""
        if not lost:
            return []
        bid_ids: dict[ItemId, list[BidId]] = {}
        for bid in lost:
            bid_ids.setdefault(bid.item_id, []).append(bid.bid_id)
        found = await self._receipts.receipts_of(bid_ids)
        return [bid for bid in lost if not _stands(bid, *found[bid.item_id])]


def _stands(lost: LostBid, epoch: int, receipts: Mapping[BidId, Receipt]) -> bool:
    """Return whether a receipt is that of a later acceptance: Redis may still have that of the lost one."""
    receipt = receipts.get(lost.bid_id)
    if receipt is None:
        return False
    return epoch > lost.epoch or (receipt.seq or receipt.answer.seq) != lost.seq

"""Lost bids: accepted bids that a failure of the stores has taken out of their item's history (0120)."""

import time
from collections.abc import Callable, Sequence

from server.bidding.archive import (
    LIVE_WAIT_S,
    Archive,
    ArchiveUnavailable,
    LostBid,
    answering_within,
)
from server.bidding.hot_state.replies import Snapshot
from server.domain.types import ItemId, UserId
from server.wire.messages import BidLost, bid_lost

KEPT_S = 1.0
"""How long an item's lost bids are remembered, so that a crowd that asks over HTTP costs one query."""
ITEMS_MAX = 1_000
"""Items that are remembered."""


class LostBids:
    """Reads the lost bids of items from the archive."""

    def __init__(self, archive: Archive, *, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` is in seconds."""
        self._archive = archive
        self._clock = clock
        self._read: dict[ItemId, tuple[float, Sequence[LostBid]]] = {}

    async def read(self, item_ids: Sequence[ItemId]) -> list[LostBid]:
        """Return the lost bids of items; raises ArchiveUnavailable, at the latest after LIVE_WAIT_S."""
        now = self._clock()
        async with answering_within(LIVE_WAIT_S):
            lost = list(await self._archive.lost_bids(item_ids))
        for item_id in item_ids:
            self._read.pop(item_id, None)
            self._read[item_id] = (now, [bid for bid in lost if bid.item_id == item_id])
        for item_id in list(self._read)[:-ITEMS_MAX]:
            del self._read[item_id]
        return lost

    async def latest(self, within_s: float) -> list[LostBid]:
        """Return the lost bids of items that have lost some within so many seconds.

        Raises ArchiveUnavailable, at the latest after LIVE_WAIT_S.
        """
        async with answering_within(LIVE_WAIT_S):
            item_ids = await self._archive.lost_items(within_s)
        return await self.read(item_ids) if item_ids else []

    async def of_user(self, seen: Snapshot, user_id: UserId) -> list[BidLost] | None:
        """Return a user's lost bids on an item, as of KEPT_S ago; None while the archive can't be asked."""
        item_id = seen.item.listing.item_id
        if not seen.epoch:
            return []
        read_at, lost = self._read.get(item_id, (float("-inf"), ()))
        if self._clock() - read_at >= KEPT_S:
            try:
                lost = await self.read([item_id])
            except ArchiveUnavailable:
                return None
        return [bid_lost(bid) for bid in lost if bid.bidder == user_id]

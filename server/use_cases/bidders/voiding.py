"""Voiding the bids of a blocked bidder, on every item of a sale that takes bids.

The bids are found in the archive, once it has every event up to the block.
"""

import asyncio
import time
from collections.abc import Sequence

from server.bidding.floor import Floor
from server.bidding.hot_state.hot_state import HotState
from server.domain.commands import VoidBid
from server.domain.rejection import Code, Rejection
from server.domain.types import Actor, AuctionId, BidId, ItemId, UserId
from server.use_cases.bidders.store import SaleBidders
from server.use_cases.stores import refused_by_archive
from server.use_cases.watching import look_at
from server.wire.errors import Refused

ITEMS_AT_ONCE = 100
BIDS_AT_ONCE = 1_000
"""Bids that are voided on so many items. Those of a bidder who made more need another request."""
ARCHIVE_WAIT_S = 5.0
"""How long the archive is waited for."""
ARCHIVE_POLL_S = 0.05
UNDECIDED = frozenset({Code.BUSY, Code.UNAVAILABLE, Code.UNKNOWN, Code.INTERNAL})


class Voiding:
    """Voids all bids of a user in a sale. Raises Refused `unknown` where some may stand."""

    def __init__(self, floor: Floor, hot_state: HotState, bidders: SaleBidders) -> None:
        self._floor = floor
        self._hot_state = hot_state
        self._bidders = bidders

    async def void_all(
        self, by: Actor, auction_id: AuctionId, user_id: UserId, *, reason: str
    ) -> None:
        """Void the bids of a user who can't bid any more; bids that are gone already are left."""
        try:
            after: ItemId | None = None
            while item_ids := await self._items(auction_id, after):
                await self._archived(item_ids)
                await self._void(by, user_id, item_ids, reason)
                after = item_ids[-1]
        except Refused as refused:
            message = "the user is blocked, and some of their bids may stand; send it again"
            raise Refused(Code.UNKNOWN, message) from refused

    async def _items(self, auction_id: AuctionId, after: ItemId | None) -> Sequence[ItemId]:
        # Bids on an item that has closed are not voided, so none that may be reopened is wanted.
        never = 2**62
        async with refused_by_archive():
            return await self._bidders.biddable_items(
                auction_id, closed_since=never, after=after, limit=ITEMS_AT_ONCE
            )

    async def _archived(self, item_ids: Sequence[ItemId]) -> None:
        """Wait until the archive has the events that the hot state has now."""
        seen = await look_at(self._hot_state, item_ids)
        wanted = {each.item.listing.item_id: each.item.seq for each in seen}
        until = time.monotonic() + ARCHIVE_WAIT_S
        while True:
            async with refused_by_archive():
                archived = await self._bidders.archived_seqs(list(wanted))
            if all(archived.get(item_id, 0) >= seq for item_id, seq in wanted.items()):
                return
            if time.monotonic() > until:
                raise Refused(Code.UNAVAILABLE, "the archive is behind")
            await asyncio.sleep(ARCHIVE_POLL_S)

    async def _void(
        self, by: Actor, user_id: UserId, item_ids: Sequence[ItemId], reason: str
    ) -> None:
        async with refused_by_archive():
            found = await self._bidders.bids_to_void(user_id, item_ids, limit=BIDS_AT_ONCE)
        by_item: dict[ItemId, list[BidId]] = {}
        for item_id, bid_id in found:
            by_item.setdefault(item_id, []).append(bid_id)
        await asyncio.gather(
            *(self._void_on(by, item_id, bids, reason) for item_id, bids in by_item.items())
        )
        if len(found) == BIDS_AT_ONCE:
            raise Refused(Code.UNKNOWN, "there may be more bids")

    async def _void_on(
        self, by: Actor, item_id: ItemId, bid_ids: Sequence[BidId], reason: str
    ) -> None:
        for bid_id in bid_ids:
            answer = await self._floor.submit(item_id, VoidBid(by, bid_id=bid_id, reason=reason))
            if isinstance(answer, Rejection) and answer.code in UNDECIDED:
                raise Refused(answer.code, answer.message)

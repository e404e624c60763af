"""Blocks: a blocked user bids on no item of a sale any more, on whatever node (0165)."""

import asyncio
import time
from collections.abc import Sequence

from server.bidding.floor import Floor
from server.domain.admission.sale_bidder import SaleBidder, blocked, unblocked
from server.domain.commands import BlockBidders
from server.domain.rejection import Code, Rejection
from server.domain.running.blocking import BLOCKED_MAX
from server.domain.running.outcomes import REOPEN_MS
from server.domain.types import AuctionId, ItemId, UserId
from server.identity.permissions import Auctioneer
from server.use_cases.bidders.admitting import Admitting
from server.use_cases.bidders.store import SaleBidders
from server.use_cases.bidders.voiding import Voiding
from server.use_cases.stores import refused_by_archive
from server.wire.bidders.admission import BidderView, Block, view_bidder
from server.wire.errors import Refused
from server.wire.requests import ForBidder

ITEMS_AT_ONCE = 100
"""Items on which a block is carried out at once."""
RETRY_S = 0.1


class Blocking:
    """Blocks bidders, and lifts blocks. Every method raises Refused.

    `unknown` says that the decision is kept and may not hold on all items yet. The same request again
    carries it out on the rest. `conflict` says that the opposite was decided meanwhile.
    """

    def __init__(
        self,
        floor: Floor,
        bidders: SaleBidders,
        admitting: Admitting,
        voiding: Voiding,
        *,
        put_up_s: float,
    ) -> None:
        """Wait for items that are being put up, which takes `put_up_s` at most once blocks are read."""
        self._floor = floor
        self._bidders = bidders
        self._admitting = admitting
        self._voiding = voiding
        self._put_up_s = put_up_s

    async def block(self, seller: Auctioneer, request: ForBidder, block: Block) -> BidderView:
        """Block a user from a sale. Once this has returned, no bid of theirs is accepted in it."""
        auction = await self._admitting.own_sale(seller, request.auction_id)
        user_id, now = UserId(request.user_id), self._admitting.now()
        await self._check_number(auction.auction_id, user_id)

        def change(before: SaleBidder) -> SaleBidder:
            return blocked(before, reason=block.reason, now=now)

        after = await self._admitting.change(auction, user_id, change)
        await self._carry_out(auction.auction_id, BlockBidders(seller.actor, (user_id,)))
        if block.void_bids:
            reason = block.reason or "the bidder is blocked"
            await self._voiding.void_all(seller.actor, auction.auction_id, user_id, reason=reason)
        return view_bidder(after)

    async def unblock(self, seller: Auctioneer, request: ForBidder) -> BidderView:
        """Lift the block of a user; what was decided on them before holds again."""
        auction = await self._admitting.own_sale(seller, request.auction_id)
        user_id, now = UserId(request.user_id), self._admitting.now()

        def change(before: SaleBidder) -> SaleBidder:
            return unblocked(before, now=now)

        after = await self._admitting.change(auction, user_id, change)
        command = BlockBidders(seller.actor, (user_id,), blocked=False)
        await self._carry_out(auction.auction_id, command)
        return view_bidder(after)

    async def _check_number(self, auction_id: AuctionId, user_id: UserId) -> None:
        async with refused_by_archive():
            found = await self._bidders.blocked(auction_id, limit=BLOCKED_MAX)
        if len(found) >= BLOCKED_MAX and user_id not in found:
            message = f"at most {BLOCKED_MAX} users can be blocked from a sale"
            raise Refused(Code.INVALID, message, field="user_id")

    async def _carry_out(self, auction_id: AuctionId, command: BlockBidders) -> None:
        """Give every item of a sale a command.

        0165: an item that is being put up may have read the blocks before this one was kept. Its
        listing is in the archive by then, so it is waited for here.
        """
        until = time.monotonic() + self._put_up_s
        missing: list[ItemId] = []
        after: ItemId | None = None
        try:
            while item_ids := await self._items(auction_id, after):
                missing += await self._give(auction_id, item_ids, command)
                after = item_ids[-1]
            while missing and time.monotonic() < until:
                await asyncio.sleep(RETRY_S)
                missing = await self._give(auction_id, missing, command)
        except Refused as refused:
            if refused.rejection.code is Code.CONFLICT:
                raise
            message = "the decision is kept, and may not hold on all items yet; send it again"
            raise Refused(Code.UNKNOWN, message) from refused

    async def _items(self, auction_id: AuctionId, after: ItemId | None) -> Sequence[ItemId]:
        async with refused_by_archive():
            return await self._bidders.biddable_items(
                auction_id,
                closed_since=self._admitting.now() - REOPEN_MS,
                after=after,
                limit=ITEMS_AT_ONCE,
            )

    async def _give(
        self, auction_id: AuctionId, item_ids: Sequence[ItemId], command: BlockBidders
    ) -> list[ItemId]:
        """Give items a command while the decision on the user stands; return those that do not exist.

        0165: under the lock nothing that an older decision began is carried out after a newer one.
        """
        (user_id,) = command.user_ids
        async with refused_by_archive(), self._bidders.locked(auction_id, user_id) as bidder:
            if bidder.blocked != command.blocked:
                raise Refused(Code.CONFLICT, "the opposite was decided meanwhile")
            answers = await asyncio.gather(
                *(self._floor.submit(each, command) for each in item_ids)
            )
        missing = []
        for item_id, answer in zip(item_ids, answers, strict=True):
            if isinstance(answer, Rejection):
                if answer.code is not Code.NOT_FOUND:
                    raise Refused(answer.code, answer.message)
                missing.append(item_id)
        return missing

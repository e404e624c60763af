"""Imports: the items of a file are put up in a sale, all of them or, if a row has a fault, none.

An import is not one step, because it can be large. A node that stops in the middle leaves the first items
put up. The client sends the same import again, which finds them and goes on (0155).
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress

from server.bidding.archive import REQUEST_WAIT_S, Archive, ArchiveUnavailable, answering_within
from server.bidding.floor import Floor
from server.bidding.hot_state.hot_state import HotState
from server.domain.auction import Auction
from server.domain.commands import ScheduleItem
from server.domain.listings.listing import Listing
from server.domain.rejection import Code, Rejection
from server.domain.running.blocking import BLOCKED_MAX
from server.domain.types import AuctionId, ItemId, UserId
from server.identity.permissions import Auctioneer
from server.use_cases.bidders.store import SaleBidders
from server.use_cases.catalogue.checking import Checks, Plan
from server.use_cases.catalogue.own_sales import own_sale
from server.use_cases.catalogue.ports import SaleListings
from server.use_cases.lots import Lots
from server.use_cases.sale_terms import SaleTerms
from server.use_cases.stores import refused_by_archive, refused_by_hot_state
from server.wire.catalogue.files import ImportAnswer
from server.wire.codes import FieldError
from server.wire.errors import Refused
from server.wire.requests import ForAuction
from server.wire.spreadsheets.row import Row

AT_ONCE = 4
"""Imports that a node reads and carries out at once."""
PUT_UP_AT_ONCE = 50
"""Items that are put up together."""
RETRY_MS = 2_000


class Importing:
    """Carries out imports, and rehearses them."""

    def __init__(
        self,
        floor: Floor,
        hot_state: HotState,
        archive: Archive,
        listings: SaleListings,
        *,
        lots: Lots,
        bidders: SaleBidders,
        hold: Callable[[AuctionId, Sequence[ItemId]], Awaitable[None]],
    ) -> None:
        """`hold` pauses items that were put up in a sale that is paused."""
        self._hold = hold
        self._floor = floor
        self._lots = lots
        self._terms = SaleTerms(floor, archive, hot_state.keys)
        self._bidders = bidders
        self._hot_state = hot_state
        self._archive = archive
        self._listings = listings
        self._running: set[UserId] = set()

    @contextmanager
    def turn(self, seller: Auctioneer) -> Iterator[None]:
        """Read and carry out an import inside; raises Refused `busy` while others run.

        A user has one at a time, so that a file that arrives slowly keeps only its sender's next one out.
        """
        user_id = seller.user_id
        if user_id in self._running or len(self._running) >= AT_ONCE:
            raise Refused(Code.BUSY, "another import is running", retry_after_ms=RETRY_MS)
        self._running.add(user_id)
        try:
            yield
        finally:
            self._running.remove(user_id)

    async def own_sale(self, seller: Auctioneer, request: ForAuction) -> Auction:
        """Return a sale that the seller runs; raises Refused `not_found`, `forbidden` or `unavailable`."""
        return await own_sale(self._archive, seller, request)

    async def carry_out(
        self, seller: Auctioneer, auction: Auction, rows: Iterable[Row], *, dry_run: bool
    ) -> ImportAnswer:
        """Put up the items of a file, or with `dry_run` say what that would do.

        Raises Refused `invalid` if a row has a fault and this is no dry run. Other refusals may come when
        some of the items are put up already.
        """
        plan = await Checks(auction, self._hot_state, self._listings).check(rows)
        if not dry_run:
            if plan.fault_count:
                raise _faulty(plan)
            await self._put_up(seller, auction, plan)
        return ImportAnswer(
            dry_run=dry_run,
            rows=plan.rows,
            created=len(plan.new),
            existing=plan.existing,
            fault_count=plan.fault_count,
            faults=plan.faults,
        )

    async def _put_up(self, seller: Auctioneer, auction: Auction, plan: Plan) -> None:
        if plan.left_over:
            async with refused_by_archive():
                await self._listings.discard(sorted(plan.left_over))
        for at in range(0, len(plan.new), PUT_UP_AT_ONCE):
            piece = plan.new[at : at + PUT_UP_AT_ONCE]
            try:
                await self._put_up_piece(seller, piece)
                await self._terms.follow(seller.actor, piece, auction)
            except Refused as refused:
                raise _broken_off(refused.rejection) from refused

    async def _put_up_piece(self, seller: Auctioneer, piece: Sequence[Listing]) -> None:
        auction_id = piece[0].auction_id
        async with refused_by_archive():
            added = await self._listings.add(piece)
        try:
            rejections = await self._schedule(seller, piece)
        except Refused:
            await self._take_back(auction_id, [each.item_id for each in piece], added)
            raise
        if rejections:
            # An item whose outcome is unknown may be put up, and keeps its listing and its lot.
            refused = [i for i, each in rejections.items() if each.code is not Code.UNKNOWN]
            await self._take_back(auction_id, refused, added)
            first = next(iter(rejections.values()))
            raise Refused(first.code, first.message, **first.details)
        await self._hold(piece[0].auction_id, [listing.item_id for listing in piece])

    async def _schedule(
        self, seller: Auctioneer, piece: Sequence[Listing]
    ) -> Mapping[ItemId, Rejection]:
        """Put items up, and return those that were refused; raises Refused before any is put up."""
        auction_id, item_ids = piece[0].auction_id, [each.item_id for each in piece]
        lots = {each.lot: each.item_id for each in piece if each.lot is not None}
        await self._lots.claim_all(auction_id, lots)
        with refused_by_hot_state():
            await self._hot_state.read(item_ids)  # an item that Redis has lost can't begin twice
        # 0165: the blocks are read once the listings are kept, so that none is missed.
        async with refused_by_archive():
            blocked = await self._bidders.blocked(auction_id, limit=BLOCKED_MAX)
        commands = [ScheduleItem(seller.actor, each, blocked) for each in piece]
        decided = await asyncio.gather(*map(self._floor.submit, item_ids, commands))
        return {
            item_id: answer
            for item_id, answer in zip(item_ids, decided, strict=True)
            if isinstance(answer, Rejection)
        }

    async def _take_back(
        self, auction_id: AuctionId, item_ids: Sequence[ItemId], added: Collection[ItemId]
    ) -> None:
        """Leave nothing of items that were refused: no listing, and no lot that they do not have."""
        with suppress(ArchiveUnavailable):
            async with answering_within(REQUEST_WAIT_S):
                await self._listings.discard(sorted(set(item_ids) & set(added)))
        for item_id in item_ids:
            await self._lots.settle(auction_id, item_id)


def _faulty(plan: Plan) -> Refused:
    errors = [
        FieldError(field=f"{fault['row']}.{fault['field']}".rstrip("."), message=fault["message"])
        for fault in plan.faults
    ]
    message = (
        f"the file has {plan.fault_count} faults, so nothing was put up; ?dry_run=true names more"
    )
    return Refused(Code.INVALID, message, errors=errors)


def _broken_off(rejection: Rejection) -> Refused:
    message = f"{rejection.message}; some items may be put up, send the same import again"
    return Refused(rejection.code, message, **rejection.details)

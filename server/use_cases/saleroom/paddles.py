"""Paddles: the numbers of the bidders in the room, and the bids that clerks enter for them (0162)."""

from collections.abc import Sequence
from typing import Protocol

from server.bidding.archive import LIVE_WAIT_S, Archive
from server.bidding.floor import Floor
from server.bidding.hot_state.hot_state import HotState
from server.domain.admission.bidder_rules import BidderRules
from server.domain.admission.sale_bidder import SaleBidder, approved
from server.domain.auction import Auction, Paddle
from server.domain.commands import PlaceBid
from server.domain.rejection import Code, Rejection
from server.domain.running.moves import may_run
from server.domain.types import (
    CONSIGNOR,
    ROOM,
    AuctionId,
    Bidder,
    BidId,
    ItemId,
    Source,
    UserId,
)
from server.identity.handles import HandleCodes
from server.identity.identity import Identity
from server.identity.permissions import authenticated
from server.use_cases.bidders.admitting import Admitting
from server.use_cases.saleroom.clerks import ClerkGrants, sale_run_by
from server.use_cases.stores import refused_by_archive
from server.use_cases.watching import look_at_one
from server.wire.answers import BidAnswer, answer_of
from server.wire.errors import Refused
from server.wire.requests import ForAuction
from server.wire.saleroom.clerks import ForPaddle, NewPaddle, PaddlesAnswer, PaddleView
from server.wire.saleroom.running import RoomBid

PADDLES_MAX = 10_000
"""Paddles of one sale."""


class PaddleStore(Protocol):
    """The paddles in the archive. Every method raises ArchiveUnavailable."""

    async def give(self, auction_id: AuctionId, paddle: Paddle, *, paddles_max: int) -> bool:
        """Give a paddle to a bidder, also if it was another's; return False if there are too many."""
        ...

    async def paddle(self, auction_id: AuctionId, number: str) -> Paddle | None:
        """Return a paddle of a sale."""
        ...

    async def paddles(self, auction_id: AuctionId) -> Sequence[Paddle]:
        """Return the paddles of a sale, by number."""
        ...


class Paddles:
    """The use cases of those who run a sale. Every method raises Refused."""

    def __init__(
        self,
        floor: Floor,
        hot_state: HotState,
        archive: Archive,
        store: PaddleStore,
        *,
        admitting: Admitting,
        grants: ClerkGrants,
        codes: HandleCodes,
    ) -> None:
        self._floor = floor
        self._hot_state = hot_state
        self._archive = archive
        self._store = store
        self._admitting = admitting
        self._grants = grants
        self._codes = codes

    async def give(
        self, identity: Identity | None, request: ForPaddle, new: NewPaddle
    ) -> PaddleView:
        """Give a paddle to a user or a named person; the latest request counts."""
        _, auction = await sale_run_by(self._archive, self._grants, identity, request.auction_id)
        if (new.user_id is None) is (new.name is None):
            raise Refused(
                Code.INVALID, "user_id: either a user_id or a name is needed", field="user_id"
            )
        if new.user_id is not None and new.user_id.startswith(ROOM):
            raise Refused(Code.INVALID, "user_id: there is no such user", field="user_id")
        own_id = f"{ROOM}{auction.auction_id}:{request.number}"
        paddle = Paddle(request.number, UserId(new.user_id or own_id), new.name)
        if new.name is not None and auction.checks_bidders:
            # The house has the person in the room, and so has approved them.
            await self._approve(auction, paddle)
        async with refused_by_archive():
            kept = await self._store.give(auction.auction_id, paddle, paddles_max=PADDLES_MAX)
        if not kept:
            message = f"number: a sale has at most {PADDLES_MAX} paddles"
            raise Refused(Code.INVALID, message, field="number")
        return _view(paddle)

    async def list_paddles(self, identity: Identity | None, request: ForAuction) -> PaddlesAnswer:
        """List the paddles of a sale."""
        _, auction = await sale_run_by(self._archive, self._grants, identity, request.auction_id)
        async with refused_by_archive():
            found = await self._store.paddles(auction.auction_id)
        return PaddlesAnswer(paddles=[_view(each) for each in found])

    async def enter_bid(self, identity: Identity | None, bid: RoomBid) -> BidAnswer | Rejection:
        """Enter a bid of the room, and wait for its answer."""
        actor = await self._grants.actor(authenticated(identity))
        item_id, source = ItemId(bid.item_id), Source(bid.source)
        seen = await look_at_one(self._hot_state, item_id)
        if not may_run(seen.item, actor):
            raise Refused(Code.FORBIDDEN, "only those who run the item's sale may do this")
        bidder = await self._bidder(seen.item.listing.auction_id, source, bid.paddle)
        command = PlaceBid(
            BidId(bid.bid_id),
            bidder,
            bid.amount,
            bid.max_amount,
            bid.quantity,
            raise_own=bid.raise_own,
            confirmed=bid.confirmed,
            source=source,
            paddle=bid.paddle,
            by=actor,
            expected_seq=bid.expected_seq,
        )
        answer = await self._floor.submit(item_id, command)
        return answer if isinstance(answer, Rejection) else answer_of(bid.bid_id, item_id, answer)

    async def _bidder(self, auction_id: AuctionId, source: Source, number: str | None) -> Bidder:
        """Return the bidder for whom a bid is entered."""
        if source is Source.CONSIGNOR:
            if number is not None:
                raise Refused(Code.INVALID, "paddle: the consignor has none", field="paddle")
            return Bidder(CONSIGNOR, f"Consignor#{self._codes.code(CONSIGNOR)}")
        if number is None:
            raise Refused(
                Code.INVALID, "paddle: the paddle of the bidder is needed", field="paddle"
            )
        async with refused_by_archive(LIVE_WAIT_S):
            paddle = await self._store.paddle(auction_id, number)
        if paddle is None:
            raise Refused(Code.NOT_FOUND, "the sale has no such paddle")
        shown = paddle.handle if paddle.name is None else None
        return Bidder(paddle.user_id, shown or self._handle(paddle))

    async def _approve(self, auction: Auction, paddle: Paddle) -> None:
        """Approve a named person whom the house has neither approved nor blocked yet."""
        rules, now = auction.bidders or BidderRules(), self._admitting.now()

        def change(before: SaleBidder) -> SaleBidder | Rejection:
            if before.approved or before.blocked:
                return before
            return approved(before, rules, limit=before.limit, reason="", now=now)

        handle = self._handle(paddle)
        await self._admitting.change(auction, paddle.user_id, change, handle=handle)

    def _handle(self, paddle: Paddle) -> str:
        return f"Paddle {paddle.number}#{self._codes.code(paddle.user_id)}"


def _view(paddle: Paddle) -> PaddleView:
    return PaddleView(number=paddle.number, user_id=paddle.user_id, name=paddle.name)

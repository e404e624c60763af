"""Admission: bidders ask for it, and the house decides on each of them."""

from collections.abc import Callable

from redis import RedisError

from server.bidding.archive import Archive
from server.bidding.hot_state.admissions import Admission
from server.bidding.hot_state.hot_state import HotState
from server.domain.admission.bidder_rules import BidderRules
from server.domain.admission.sale_bidder import SaleBidder, Standing, approved, refused, requested
from server.domain.auction import Auction
from server.domain.rejection import Code, Rejection
from server.domain.types import AuctionId, Millis, UserId
from server.identity.identity import Identity
from server.identity.permissions import Auctioneer, authenticated, check_runs_sale
from server.use_cases.bidders.store import SaleBidders
from server.use_cases.stores import refused_by_archive
from server.wire.bidders.admission import (
    AdmissionView,
    Admit,
    AskAdmission,
    BiddersAnswer,
    BiddersPage,
    BidderView,
    view_admission,
    view_bidder,
)
from server.wire.errors import Refused
from server.wire.requests import ForAuction, ForBidder

Change = Callable[[SaleBidder], SaleBidder | Rejection]
Announce = Callable[[UserId, AdmissionView], None]
"""Notifies a user of their new standing in a sale. It neither waits nor fails."""


class Admitting:
    """The use cases of admission. Every method raises Refused, `unavailable` while a store is down."""

    def __init__(
        self, hot_state: HotState, archive: Archive, bidders: SaleBidders, announce: Announce
    ) -> None:
        self._hot_state = hot_state
        self._archive = archive
        self._bidders = bidders
        self._announce = announce

    async def ask(
        self, identity: Identity | None, request: ForAuction, asked: AskAdmission
    ) -> AdmissionView:
        """Ask for admission to a sale; a repeated request replaces the one before."""
        bidder = authenticated(identity)
        auction = await self.sale(request.auction_id)
        if not auction.approval:
            raise Refused(Code.INVALID, "this sale admits everybody", field="auction_id")
        rules, now = auction.bidders or BidderRules(), self.now()

        def change(before: SaleBidder) -> SaleBidder | Rejection:
            return requested(
                before, rules, note=asked.note, terms_version=asked.terms_version, now=now
            )

        after = await self.change(auction, bidder.user_id, change, handle=bidder.handle)
        return view_admission(auction, after)

    async def show(self, identity: Identity | None, request: ForAuction) -> AdmissionView:
        """Show a bidder where they stand in a sale."""
        user_id = authenticated(identity).user_id
        auction = await self.sale(request.auction_id)
        async with refused_by_archive():
            found = await self._bidders.bidder(auction.auction_id, user_id)
        return view_admission(auction, found)

    async def decide(self, seller: Auctioneer, request: ForBidder, admit: Admit) -> BidderView:
        """Approve a bidder, up to a limit, or refuse them; the latest decision counts."""
        auction = await self.own_sale(seller, request.auction_id)
        if not auction.checks_bidders:
            message = "this sale neither approves its bidders nor limits what they spend"
            raise Refused(Code.INVALID, message, field="auction_id")
        rules, now = auction.bidders or BidderRules(), self.now()

        def change(before: SaleBidder) -> SaleBidder | Rejection:
            limit, reason = admit.spending_limit, admit.reason
            if admit.approved:
                return approved(before, rules, limit=limit, reason=reason, now=now)
            return refused(before, limit=limit, reason=reason, now=now)

        return view_bidder(await self.change(auction, UserId(request.user_id), change))

    async def list_bidders(
        self, seller: Auctioneer, request: ForAuction, page: BiddersPage
    ) -> BiddersAnswer:
        """List a page of a sale's bidders, by user id."""
        auction = await self.own_sale(seller, request.auction_id)
        after = None if page.after is None else UserId(page.after)
        standing = None if page.state is None else Standing(page.state)
        async with refused_by_archive():
            found = await self._bidders.page(
                auction.auction_id, standing, after, limit=page.limit + 1
            )
        listed = [view_bidder(each) for each in found[: page.limit]]
        more = len(found) > page.limit
        return BiddersAnswer(bidders=listed, next_after=listed[-1]["user_id"] if more else None)

    async def change(
        self, auction: Auction, user_id: UserId, change: Change, *, handle: str | None = None
    ) -> SaleBidder:
        """Change a bidder of a sale, and have the change take force; raises Refused."""

        def changed(before: SaleBidder) -> SaleBidder:
            after = change(before)
            if isinstance(after, Rejection):
                raise Refused(after.code, after.message, **after.details)
            return after

        # The archive comes first: Redis can be restored from it, not the other way round.
        async with refused_by_archive():
            after = await self._bidders.change(auction.auction_id, user_id, handle, changed)
        await self.take_force(auction, after)
        return after

    async def take_force(self, auction: Auction, bidder: SaleBidder) -> None:
        """Have a kept change take force, and notify the bidder; raises Refused `unknown`."""
        if auction.checks_bidders:
            await self._enforce(auction.auction_id, bidder.user_id)
        self._announce(bidder.user_id, view_admission(auction, bidder))

    def now(self) -> Millis:
        """Return the time of the server's clock."""
        return self._hot_state.clock.now()

    async def sale(self, auction_id: str) -> Auction:
        """Return a sale; raises Refused `not_found`."""
        async with refused_by_archive():
            return await self._archive.auction(AuctionId(auction_id))

    async def own_sale(self, seller: Auctioneer, auction_id: str) -> Auction:
        """Return a sale that the seller runs; raises Refused `not_found` or `forbidden`."""
        auction = await self.sale(auction_id)
        check_runs_sale(seller, auction)
        return auction

    async def _enforce(self, auction_id: AuctionId, user_id: UserId) -> None:
        """Write a decision to Redis. Under the lock, an older decision does not replace a newer."""
        async with refused_by_archive(), self._bidders.locked(auction_id, user_id) as bidder:
            admission = Admission(bidder.approved, bidder.limit)
            try:
                await self._hot_state.admissions.admit(auction_id, {user_id: admission})
            except RedisError as error:
                message = "the decision is kept, and may not be in force yet; send it again"
                raise Refused(Code.UNKNOWN, message) from error

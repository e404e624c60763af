"""The bidders of a sale over HTTP: whom its auctioneer approves, and how much each may spend."""

from collections.abc import Mapping
from typing import Protocol

from aiohttp import web
from redis import RedisError

from server.bidding.hot_state.admissions import Admission, Admissions
from server.domain.auction import Auction
from server.domain.rejection import Code
from server.domain.types import AuctionId, Role, UserId
from server.web.bearer import Bearer
from server.web.errors import respond
from server.wire.errors import Refused
from server.wire.requests import Admit, ForAuction, ForBidder
from server.wire.views import BiddersAnswer, BidderView


class BidderList(Protocol):
    """The archive, as far as bidders of a sale need it."""

    async def auction(self, auction_id: AuctionId) -> Auction:
        """Return an auction; raises Refused `not_found`."""
        ...

    async def admit(self, auction_id: AuctionId, admissions: Mapping[UserId, Admission]) -> None:
        """Keep what the auctioneer said of bidders."""
        ...

    async def admissions(self, auction_id: AuctionId) -> Mapping[UserId, Admission]:
        """Return what the auctioneer said of bidders, by user id."""
        ...


class Bidders:
    """Everything under `/auctions/{auction_id}/bidders`."""

    def __init__(self, admissions: Admissions, archive: BidderList, bearer: Bearer) -> None:
        self._admissions = admissions
        self._archive = archive
        self._bearer = bearer

    def routes(self) -> list[web.RouteDef]:
        """List the routes."""
        return [
            web.get("/auctions/{auction_id}/bidders", self.list),
            web.put("/auctions/{auction_id}/bidders/{user_id}", self.admit),
        ]

    async def admit(self, request: web.Request) -> web.Response:
        """Approve a bidder, or no longer, and set their limit; the last word counts."""
        named = ForBidder.parse(dict(request.match_info))
        auction = await self._own_auction(request, named.auction_id)
        word = Admit.parse_json(await request.read())
        if not auction.checks_bidders:
            message = "this sale neither approves its bidders nor limits what they spend"
            raise Refused(Code.INVALID, message, field="auction_id")
        user_id = UserId(named.user_id)
        admission = Admission(word.approved, word.spending_limit)
        # First what lasts: Redis can be filled from the archive again, not the other way round.
        await self._archive.admit(auction.auction_id, {user_id: admission})
        try:
            await self._admissions.admit(auction.auction_id, {user_id: admission})
        except RedisError:
            raise Refused(Code.UNAVAILABLE, "the hot state is down; send it again") from None
        return respond(_view(user_id, admission))

    async def list(self, request: web.Request) -> web.Response:
        """List what the auctioneer has said of bidders, by user id."""
        named = ForAuction.parse({"auction_id": request.match_info["auction_id"]})
        auction = await self._own_auction(request, named.auction_id)
        admissions = await self._archive.admissions(auction.auction_id)
        return respond(
            BiddersAnswer(bidders=[_view(user, each) for user, each in admissions.items()])
        )

    async def _own_auction(self, request: web.Request, auction_id: str) -> Auction:
        identity = self._bearer.auctioneer(request)
        auction = await self._archive.auction(AuctionId(auction_id))
        if identity.role is not Role.ADMIN and identity.user_id != auction.auctioneer:
            raise Refused(Code.FORBIDDEN, "only the sale's auctioneer may do this")
        return auction


def _view(user_id: UserId, admission: Admission) -> BidderView:
    return BidderView(user_id=user_id, approved=admission.approved, spending_limit=admission.limit)

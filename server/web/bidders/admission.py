"""The bidders of a sale over HTTP: requests for admission, and the house's decisions."""

from aiohttp import web

from server.identity.permissions import auctioneer
from server.use_cases.bidders.admitting import Admitting
from server.use_cases.bidders.blocking import Blocking
from server.use_cases.bidders.deposits import Deposits
from server.web.arguments import auction_in_path, check_without_fields
from server.web.bearer import Bearer
from server.web.errors import respond
from server.wire.bidders.admission import Admit, AskAdmission, BiddersPage, Block
from server.wire.requests import ForBidder


class Bidders:
    """`/auctions/{auction_id}/admission` and everything under `/auctions/{auction_id}/bidders`."""

    def __init__(
        self, admitting: Admitting, blocking: Blocking, deposits: Deposits, bearer: Bearer
    ) -> None:
        self._admitting = admitting
        self._blocking = blocking
        self._deposits = deposits
        self._bearer = bearer

    def routes(self) -> list[web.RouteDef]:
        """List the routes."""
        bidder = "/auctions/{auction_id}/bidders/{user_id}"
        return [
            web.get("/auctions/{auction_id}/admission", self.admission),
            web.post("/auctions/{auction_id}/admission", self.ask),
            web.get("/auctions/{auction_id}/bidders", self.bidders),
            web.put(bidder, self.admit),
            web.post(f"{bidder}/block", self.block),
            web.post(f"{bidder}/unblock", self.unblock),
            web.post(f"{bidder}/deposit", self.deposit),
        ]

    async def admission(self, request: web.Request) -> web.Response:
        """Show where the reader stands in a sale."""
        identity = self._bearer.identity(request)
        return respond(await self._admitting.show(identity, auction_in_path(request)))

    async def ask(self, request: web.Request) -> web.Response:
        """Ask for admission to a sale."""
        identity = self._bearer.identity(request)
        auction = auction_in_path(request)
        asked = AskAdmission.parse_json(await request.read())
        return respond(await self._admitting.ask(identity, auction, asked))

    async def bidders(self, request: web.Request) -> web.Response:
        """List a sale's bidders, a page at a time."""
        seller = auctioneer(self._bearer.identity(request))
        page = BiddersPage.parse_query(request.query)
        return respond(await self._admitting.list_bidders(seller, auction_in_path(request), page))

    async def admit(self, request: web.Request) -> web.Response:
        """Set a bidder's approval and limit."""
        seller = auctioneer(self._bearer.identity(request))
        bidder = ForBidder.parse(dict(request.match_info))
        admit = Admit.parse_json(await request.read())
        return respond(await self._admitting.decide(seller, bidder, admit))

    async def block(self, request: web.Request) -> web.Response:
        """Block a bidder from a sale."""
        seller = auctioneer(self._bearer.identity(request))
        bidder = ForBidder.parse(dict(request.match_info))
        block = Block.parse_json(await request.read())
        return respond(await self._blocking.block(seller, bidder, block))

    async def unblock(self, request: web.Request) -> web.Response:
        """Lift the block of a bidder."""
        seller = auctioneer(self._bearer.identity(request))
        bidder = ForBidder.parse(dict(request.match_info))
        await check_without_fields(request)
        return respond(await self._blocking.unblock(seller, bidder))

    async def deposit(self, request: web.Request) -> web.Response:
        """Take a signed call of the deposit service."""
        bidder = ForBidder.parse(dict(request.match_info))
        body = await request.read()
        return respond(await self._deposits.take(request.headers, body, bidder))

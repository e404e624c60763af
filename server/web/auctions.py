"""Sales over HTTP: `/auctions` and their items."""

from http import HTTPStatus

from aiohttp import web

from server.identity.permissions import auctioneer
from server.use_cases.item_pieces import ItemPage
from server.use_cases.selling import Selling
from server.web.arguments import auction_in_path
from server.web.bearer import Bearer
from server.web.errors import page_response, respond, respond_if_changed
from server.web.shared import Shared
from server.wire.listings import NewItem
from server.wire.requests import AuctionsPage, ForAuction, ItemsPage, NewAuction


class Auctions:
    """`/auctions`, a sale as a whole, and its items."""

    def __init__(self, selling: Selling, bearer: Bearer) -> None:
        self._selling = selling
        self._bearer = bearer
        self._shared = Shared(self._sale)

    def routes(self) -> list[web.RouteDef]:
        """List the routes."""
        return [
            web.post("/auctions", self.create),
            web.get("/auctions", self.list),
            web.get("/auctions/{auction_id}", self.show),
            web.post("/auctions/{auction_id}/items", self.put_up),
        ]

    async def create(self, request: web.Request) -> web.Response:
        """Create a sale."""
        seller = auctioneer(self._bearer.identity(request))
        new = NewAuction.parse_json(await request.read())
        return respond(await self._selling.create_sale(seller, new), HTTPStatus.CREATED)

    async def list(self, request: web.Request) -> web.Response:
        """List the sales, newest first, a page at a time."""
        page = AuctionsPage.parse_query(request.query)
        return respond_if_changed(request, await self._selling.list_sales(page))

    async def show(self, request: web.Request) -> web.Response:
        """Show a sale with its items as they stand now, a page at a time."""
        page = ItemsPage.parse_query(request.query)
        reader = self._bearer.identity(request)
        shown = await self._shared.get((auction_in_path(request), page))
        return page_response(request, shown.shown_to(None if reader is None else reader.user_id))

    async def put_up(self, request: web.Request) -> web.Response:
        """Put an item up."""
        seller = auctioneer(self._bearer.identity(request))
        auction, new = auction_in_path(request), NewItem.parse_json(await request.read())
        return respond(await self._selling.put_up(seller, auction, new), HTTPStatus.CREATED)

    async def _sale(self, wanted: tuple[ForAuction, ItemsPage]) -> ItemPage:
        return await self._selling.show_sale(*wanted)

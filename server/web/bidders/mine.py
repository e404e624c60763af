"""A bidder's own items over HTTP: `/me`."""

from aiohttp import web

from server.identity.permissions import authenticated
from server.use_cases.bidders.mine import Mine
from server.web.arguments import check_without_fields, item_in_path
from server.web.bearer import Bearer
from server.web.errors import respond
from server.wire.bidders.mine import OwnPage


class Me:
    """`/me/bids`, `/me/wins` and everything under `/me/watchlist`."""

    def __init__(self, mine: Mine, bearer: Bearer) -> None:
        self._mine = mine
        self._bearer = bearer

    def routes(self) -> list[web.RouteDef]:
        """List the routes."""
        return [
            web.get("/me/bids", self.bids),
            web.get("/me/wins", self.wins),
            web.get("/me/watchlist", self.watchlist),
            web.put("/me/watchlist/{item_id}", self.watch),
            web.delete("/me/watchlist/{item_id}", self.unwatch),
        ]

    async def bids(self, request: web.Request) -> web.Response:
        """Show the items that the reader has bid on, a page at a time."""
        reader = authenticated(self._bearer.identity(request))
        return respond(await self._mine.show_bids(reader, OwnPage.parse_query(request.query)))

    async def wins(self, request: web.Request) -> web.Response:
        """Show the items that the reader has won, a page at a time."""
        reader = authenticated(self._bearer.identity(request))
        return respond(await self._mine.show_wins(reader, OwnPage.parse_query(request.query)))

    async def watchlist(self, request: web.Request) -> web.Response:
        """Show the reader's watchlist, a page at a time."""
        reader = authenticated(self._bearer.identity(request))
        return respond(await self._mine.show_watchlist(reader, OwnPage.parse_query(request.query)))

    async def watch(self, request: web.Request) -> web.Response:
        """Put an item on the watchlist."""
        reader = authenticated(self._bearer.identity(request))
        await check_without_fields(request)
        return respond(await self._mine.watch(reader, item_in_path(request)))

    async def unwatch(self, request: web.Request) -> web.Response:
        """Take an item from the watchlist."""
        reader = authenticated(self._bearer.identity(request))
        await check_without_fields(request)
        return respond(await self._mine.unwatch(reader, item_in_path(request)))

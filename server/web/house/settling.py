"""Settling over HTTP: quotes, a sale's results, and the statements of its bidders."""

from aiohttp import web

from server.bidding.hot_state.hot_state import HotState
from server.identity.permissions import authenticated
from server.use_cases.settling.quotes import show_cost
from server.use_cases.settling.results import Results
from server.web.bearer import Bearer
from server.web.errors import respond, respond_if_changed
from server.wire.house.results import OwnStatement, QuotePage, ResultsFile, ResultsPage
from server.wire.requests import ForAuction, ForBidder, ForItem


class Settling:
    """`/items/{id}/quote`, `/auctions/{id}/results`, `/auctions/{id}/statements` and `/me/statement`."""

    def __init__(self, hot_state: HotState, results: Results, bearer: Bearer) -> None:
        self._hot_state = hot_state
        self._results = results
        self._bearer = bearer

    def routes(self) -> list[web.RouteDef]:
        """List the routes."""
        return [
            web.get("/items/{item_id}/quote", self.quote),
            web.get("/auctions/{auction_id}/results", self.results),
            web.get("/auctions/{auction_id}/results.csv", self.results_csv),
            web.get("/auctions/{auction_id}/statements/{user_id}", self.statement),
            web.get("/me/statement", self.own_statement),
        ]

    async def quote(self, request: web.Request) -> web.Response:
        """Show the cost of a bid."""
        page = QuotePage.parse_query(request.query)
        item = ForItem.parse(dict(request.match_info))
        return respond(await show_cost(self._hot_state, item, page))

    async def results(self, request: web.Request) -> web.Response:
        """Show a page of a sale's results."""
        identity = self._bearer.identity(request)
        page = ResultsPage.parse_query(request.query)
        auction = ForAuction.parse(dict(request.match_info))
        return respond_if_changed(request, await self._results.show(identity, auction, page))

    async def results_csv(self, request: web.Request) -> web.Response:
        """Send a sale's results as a file."""
        identity = self._bearer.identity(request)
        wanted = ResultsFile.parse_query(request.query)
        auction = ForAuction.parse(dict(request.match_info))
        body = await self._results.write_csv(identity, auction, wanted)
        name = f'attachment; filename="results-{auction.auction_id}.csv"'
        response = web.Response(body=body, content_type="text/csv", charset="utf-8")
        response.headers["Content-Disposition"] = name
        return response

    async def statement(self, request: web.Request) -> web.Response:
        """Show a bidder's statement to the house."""
        identity = self._bearer.identity(request)
        bidder = ForBidder.parse(dict(request.match_info))
        return respond(await self._results.statement(identity, bidder))

    async def own_statement(self, request: web.Request) -> web.Response:
        """Show a bidder's statement to themselves."""
        identity = authenticated(self._bearer.identity(request))
        wanted = OwnStatement.parse_query(request.query)
        return respond(await self._results.own_statement(identity, wanted))

"""Searches over HTTP: `GET /items`."""

import time

from aiohttp import web

from server.use_cases.catalogue.searching import Searching
from server.use_cases.item_pieces import ItemPage
from server.web.bearer import Bearer
from server.web.errors import page_response
from server.web.shared import Shared
from server.wire.catalogue.searches import Search

SEARCHES_AT_ONCE = 2
"""Different searches that run at once."""
SEARCHES_WAITING_MAX = 100
"""Different searches that wait for their turn; further ones are refused."""


class Searches:
    """`/items`."""

    def __init__(self, searching: Searching, bearer: Bearer) -> None:
        self._searching = searching
        self._bearer = bearer
        # 0154: a search takes PostgreSQL's time, so it is followed by a pause as long as itself.
        self._shared = Shared(
            self._found,
            cpu_s=time.monotonic,
            share=1,
            at_once=SEARCHES_AT_ONCE,
            waiting_max=SEARCHES_WAITING_MAX,
        )

    def routes(self) -> list[web.RouteDef]:
        """List the routes."""
        return [web.get("/items", self.search)]

    async def search(self, request: web.Request) -> web.Response:
        """Show a page of the items that a search finds."""
        reader = self._bearer.identity(request)
        found = await self._shared.get(Search.parse_query(request.query))
        return page_response(request, found.shown_to(None if reader is None else reader.user_id))

    async def _found(self, search: Search) -> ItemPage:
        return await self._searching.search(search)

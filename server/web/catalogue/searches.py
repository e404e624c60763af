"""Searches over HTTP: `GET /items`."""

import msgspec
from aiohttp import web

from server.use_cases.catalogue.searching import Searching
from server.web.errors import json_response
from server.web.shared import Shared
from server.wire.catalogue.searches import Search

SEARCHES_AT_ONCE = 2
"""Different searches that run at once."""
SEARCHES_WAITING_MAX = 100
"""Different searches that wait for their turn; further ones are refused."""


class Searches:
    """`/items`."""

    def __init__(self, searching: Searching) -> None:
        self._searching = searching
        self._shared = Shared(
            self._found, at_once=SEARCHES_AT_ONCE, waiting_max=SEARCHES_WAITING_MAX
        )

    def routes(self) -> list[web.RouteDef]:
        """List the routes."""
        return [web.get("/items", self.search)]

    async def search(self, request: web.Request) -> web.Response:
        """Show a page of the items that a search finds."""
        return json_response(await self._shared.get(Search.parse_query(request.query)))

    async def _found(self, search: Search) -> bytes:
        return msgspec.json.encode(await self._searching.search(search))

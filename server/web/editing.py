"""Editing over HTTP: `PATCH` and `DELETE` of items and sales."""

from aiohttp import web

from server.domain.types import ItemId
from server.identity.permissions import auctioneer
from server.use_cases.editing import Editing
from server.use_cases.sale_editing import SaleEditing
from server.web.arguments import auction_in_path, check_without_fields, item_in_path
from server.web.bearer import Bearer
from server.web.errors import answer, respond
from server.wire.listings.editing import ItemPatch
from server.wire.sale_editing import AuctionPatch


class Edited:
    """The methods of `/items/{id}` and `/auctions/{id}` that change items and sales."""

    def __init__(self, editing: Editing, sales: SaleEditing, bearer: Bearer) -> None:
        self._editing = editing
        self._sales = sales
        self._bearer = bearer

    def routes(self) -> list[web.RouteDef]:
        """List the routes."""
        return [
            web.get("/items/{item_id}/listing", self.listing),
            web.patch("/items/{item_id}", self.amend),
            web.delete("/items/{item_id}", self.delete),
            web.patch("/auctions/{auction_id}", self.amend_sale),
            web.delete("/auctions/{auction_id}", self.delete_sale),
        ]

    async def listing(self, request: web.Request) -> web.Response:
        """Show an item's listing to its auctioneer."""
        identity = self._bearer.identity(request)
        return respond(await self._editing.show_listing(identity, item_in_path(request)))

    async def amend(self, request: web.Request) -> web.Response:
        """Change an item by a merge patch."""
        identity = self._bearer.identity(request)
        patch = ItemPatch.parse_json(await request.read())
        item_id = ItemId(item_in_path(request).item_id)
        return answer(await self._editing.amend_item(identity, item_id, patch))

    async def delete(self, request: web.Request) -> web.Response:
        """Delete an item."""
        identity = self._bearer.identity(request)
        await check_without_fields(request)
        return answer(await self._editing.delete_item(identity, item_in_path(request)))

    async def amend_sale(self, request: web.Request) -> web.Response:
        """Change a sale by a merge patch."""
        seller = auctioneer(self._bearer.identity(request))
        patch = AuctionPatch.parse_json(await request.read())
        return respond(await self._sales.amend_sale(seller, auction_in_path(request), patch))

    async def delete_sale(self, request: web.Request) -> web.Response:
        """Delete a sale."""
        seller = auctioneer(self._bearer.identity(request))
        await check_without_fields(request)
        return respond(await self._sales.delete_sale(seller, auction_in_path(request)))

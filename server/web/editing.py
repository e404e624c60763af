"""Editing items over HTTP: `PATCH` and `DELETE /items/{id}`."""

from aiohttp import web

from server.domain.types import ItemId
from server.use_cases.editing import Editing
from server.web.bearer import Bearer
from server.web.errors import answer
from server.wire.listings.editing import ItemPatch
from server.wire.requests import ForItem


class EditedItems:
    """The methods of `/items/{id}` that change an item's listing."""

    def __init__(self, editing: Editing, bearer: Bearer) -> None:
        self._editing = editing
        self._bearer = bearer

    def routes(self) -> list[web.RouteDef]:
        """List the routes."""
        return [
            web.patch("/items/{item_id}", self.amend),
            web.delete("/items/{item_id}", self.delete),
        ]

    async def amend(self, request: web.Request) -> web.Response:
        """Change an item by a merge patch."""
        identity = self._bearer.identity(request)
        patch = ItemPatch.parse_json(await request.read())
        item_id = ItemId(_item(request).item_id)
        return answer(await self._editing.amend_item(identity, item_id, patch))

    async def delete(self, request: web.Request) -> web.Response:
        """Delete an item."""
        identity = self._bearer.identity(request)
        return answer(await self._editing.delete_item(identity, _item(request)))


def _item(request: web.Request) -> ForItem:
    return ForItem.parse(dict(request.match_info))

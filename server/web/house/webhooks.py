"""Webhooks and their deliveries over HTTP."""

from http import HTTPStatus

from aiohttp import web

from server.identity.permissions import Auctioneer, auctioneer
from server.use_cases.settling.owned_webhooks import OwnedWebhooks
from server.web.arguments import check_without_fields
from server.web.bearer import Bearer
from server.web.errors import respond
from server.wire.house.webhooks import (
    DeliveriesPage,
    ForDelivery,
    ForWebhook,
    NewWebhook,
    WebhookPatch,
)


class Webhooks:
    """Everything under `/webhooks`."""

    def __init__(self, webhooks: OwnedWebhooks, bearer: Bearer) -> None:
        self._webhooks = webhooks
        self._bearer = bearer

    def routes(self) -> list[web.RouteDef]:
        """List the routes."""
        one = "/webhooks/{webhook_id}"
        return [
            web.post("/webhooks", self.add),
            web.get("/webhooks", self.list),
            web.patch(one, self.change),
            web.delete(one, self.remove),
            web.post(f"{one}/test", self.test),
            web.get(f"{one}/deliveries", self.deliveries),
            web.post(f"{one}/deliveries/{{delivery_id}}/send", self.send),
        ]

    async def add(self, request: web.Request) -> web.Response:
        """Add a webhook."""
        owner, body = self._owner(request), await request.read()
        added = await self._webhooks.add(owner, NewWebhook.parse_json(body))
        return respond(added, HTTPStatus.CREATED)

    async def list(self, request: web.Request) -> web.Response:
        """List the webhooks of an auctioneer, or all of them."""
        return respond(await self._webhooks.list(self._owner(request)))

    async def change(self, request: web.Request) -> web.Response:
        """Change a webhook."""
        owner, patch = self._owner(request), WebhookPatch.parse_json(await request.read())
        return respond(await self._webhooks.change(owner, _webhook(request), patch))

    async def remove(self, request: web.Request) -> web.Response:
        """Delete a webhook."""
        owner = self._owner(request)
        await check_without_fields(request)
        return respond(await self._webhooks.remove(owner, _webhook(request)))

    async def test(self, request: web.Request) -> web.Response:
        """Send a test event."""
        owner = self._owner(request)
        await check_without_fields(request)
        return respond(await self._webhooks.send_test(owner, _webhook(request)))

    async def deliveries(self, request: web.Request) -> web.Response:
        """List the deliveries of a webhook."""
        owner, page = self._owner(request), DeliveriesPage.parse_query(request.query)
        return respond(await self._webhooks.deliveries(owner, _webhook(request), page))

    async def send(self, request: web.Request) -> web.Response:
        """Send an event again."""
        owner = self._owner(request)
        delivery = ForDelivery.parse(dict(request.match_info))
        await check_without_fields(request)
        return respond(await self._webhooks.send_again(owner, delivery))

    def _owner(self, request: web.Request) -> Auctioneer:
        return auctioneer(self._bearer.identity(request))


def _webhook(request: web.Request) -> ForWebhook:
    return ForWebhook.parse(dict(request.match_info))

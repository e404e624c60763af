"""The routes about webhooks and their deliveries."""

from collections.abc import Sequence

from auction_client.messages import Delivery, DeliveryList, Webhook, WebhookList
from auction_client.rest.requests import HttpRequests, path_segment, query


class WebhookRoutes:
    """Events that are sent to the operator's own services."""

    def __init__(self, http: HttpRequests) -> None:
        self._http = http

    async def add(self, url: str, events: Sequence[str]) -> Webhook:
        """Have events sent to a URL; only this answer has the secret."""
        body = {"url": url, "events": list(events)}
        return await self._http.request("POST", "/webhooks", Webhook, body=body)

    async def all(self) -> tuple[Webhook, ...]:
        """List the webhooks."""
        return (await self._http.request("GET", "/webhooks", WebhookList)).webhooks

    async def change(self, webhook_id: str, **fields: object) -> Webhook:
        """Change the `url`, the `events` or `enabled`."""
        return await self._http.request("PATCH", _webhook(webhook_id), Webhook, body=fields)

    async def remove(self, webhook_id: str) -> None:
        """Delete a webhook with its deliveries."""
        await self._http.request("DELETE", _webhook(webhook_id), dict[str, object])

    async def test(self, webhook_id: str) -> Delivery:
        """Have an event of the type `webhook.test` sent."""
        return await self._http.request("POST", f"{_webhook(webhook_id)}/test", Delivery)

    async def deliveries(
        self,
        webhook_id: str,
        *,
        before: int | None = None,
        limit: int | None = None,
        state: str | None = None,
    ) -> DeliveryList:
        """Read a page of deliveries, newest first."""
        path, params = (
            f"{_webhook(webhook_id)}/deliveries",
            query(before=before, limit=limit, state=state),
        )
        return await self._http.request("GET", path, DeliveryList, params=params)

    async def send_again(self, webhook_id: str, delivery_id: int) -> Delivery:
        """Have an event sent again, whatever became of it."""
        path = f"{_webhook(webhook_id)}/deliveries/{delivery_id}/send"
        return await self._http.request("POST", path, Delivery)


def _webhook(webhook_id: str) -> str:
    return f"/webhooks/{path_segment(webhook_id)}"

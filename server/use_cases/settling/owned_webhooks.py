"""Webhooks as their owners set them up: an admin for all sales, an auctioneer for their own."""

import secrets
import time
from collections.abc import Callable

from yarl import URL

from server.domain.rejection import Code
from server.domain.types import Role, UserId
from server.identity.permissions import Auctioneer
from server.use_cases.stores import refused_by_archive
from server.webhooks.addresses import Addresses
from server.webhooks.events import EventType, OutwardEvent, body_of, id_of
from server.webhooks.records import Webhook, Webhooks
from server.webhooks.signatures import new_secret, written_secret
from server.wire.answers import Done
from server.wire.errors import Refused
from server.wire.house.webhooks import (
    DeliveriesPage,
    DeliveryList,
    DeliveryView,
    ForDelivery,
    ForWebhook,
    NewWebhook,
    NewWebhookAnswer,
    WebhookList,
    WebhookPatch,
    WebhookView,
    view_delivery,
    view_webhook,
)

WEBHOOKS_MAX = 20
"""Webhooks of one auctioneer, and those of the house."""
TESTS_MAX = 60
"""Test events of one webhook within an hour."""


class OwnedWebhooks:
    """The use cases of webhooks. Every method raises Refused, `unavailable` while the archive is down.

    A webhook of somebody else is `not_found`.
    """

    def __init__(
        self, webhooks: Webhooks, addresses: Addresses, *, now_s: Callable[[], float] = time.time
    ) -> None:
        self._webhooks = webhooks
        self._addresses = addresses
        self._now_s = now_s

    async def add(self, owner: Auctioneer, new: NewWebhook) -> NewWebhookAnswer:
        """Add a webhook; its secret is shown once."""
        self._check_address(new.url)
        webhook = Webhook(
            webhook_id=secrets.token_hex(8),
            auctioneer=_auctioneer(owner),
            url=new.url,
            events=tuple(EventType(each) for each in dict.fromkeys(new.events)),
            enabled=True,
            created_at=self._now(),
        )
        secret = new_secret()
        async with refused_by_archive():
            added = await self._webhooks.add(webhook, secret, most=WEBHOOKS_MAX)
        if not added:
            raise Refused(Code.INVALID, f"there are {WEBHOOKS_MAX} webhooks already", field="url")
        return NewWebhookAnswer(**view_webhook(webhook), secret=written_secret(secret))

    async def list(self, owner: Auctioneer) -> WebhookList:
        """List an auctioneer's webhooks, or to an admin all of them."""
        async with refused_by_archive():
            found = await self._webhooks.list(_auctioneer(owner))
        return WebhookList(webhooks=[view_webhook(each) for each in found])

    async def change(
        self, owner: Auctioneer, request: ForWebhook, patch: WebhookPatch
    ) -> WebhookView:
        """Change a webhook."""
        if patch.url is not None:
            self._check_address(patch.url)
        events = None if patch.events is None else list(dict.fromkeys(map(EventType, patch.events)))
        await self._own(owner, request)
        async with refused_by_archive():
            changed = await self._webhooks.change(
                request.webhook_id, url=patch.url, events=events, enabled=patch.enabled
            )
        return view_webhook(_found(changed))

    async def remove(self, owner: Auctioneer, request: ForWebhook) -> Done:
        """Delete a webhook with its deliveries."""
        await self._own(owner, request)
        async with refused_by_archive():
            await self._webhooks.remove(request.webhook_id)
        return Done(ok=True)

    async def deliveries(
        self, owner: Auctioneer, request: ForWebhook, page: DeliveriesPage
    ) -> DeliveryList:
        """List a webhook's deliveries, newest first, a page at a time."""
        await self._own(owner, request)
        async with refused_by_archive():
            found = await self._webhooks.deliveries(
                request.webhook_id,
                before=page.before,
                limit=page.limit + 1,
                state=page.wanted_state,
            )
        shown = [view_delivery(each) for each in found[: page.limit]]
        more = len(found) > page.limit
        return DeliveryList(
            deliveries=shown, next_before=shown[-1]["delivery_id"] if more else None
        )

    async def send_again(self, owner: Auctioneer, request: ForDelivery) -> DeliveryView:
        """Send an event again, whatever became of it."""
        await self._own(owner, request)
        async with refused_by_archive():
            sent = await self._webhooks.send_again(request.webhook_id, request.delivery_id)
        if sent is None:
            raise Refused(Code.NOT_FOUND, "there is no such delivery")
        return view_delivery(sent)

    async def send_test(self, owner: Auctioneer, request: ForWebhook) -> DeliveryView:
        """Send an event of the type `webhook.test`."""
        await self._own(owner, request)
        kind, event_id = EventType.TEST, id_of(EventType.TEST, secrets.token_hex(16))
        body = body_of(kind, self._now(), {"webhook_id": request.webhook_id})
        event = OutwardEvent(event_id, kind, None, event_id, 0, 0, body)
        async with refused_by_archive():
            sent = await self._webhooks.send_test(request.webhook_id, event, most=TESTS_MAX)
        if sent is None:
            message = f"a webhook has at most {TESTS_MAX} tests an hour"
            raise Refused(Code.RATE_LIMITED, message, retry_after_ms=60_000)
        return view_delivery(sent)

    async def _own(self, owner: Auctioneer, request: ForWebhook) -> Webhook:
        async with refused_by_archive():
            webhook = _found(await self._webhooks.find(request.webhook_id))
        if owner.role is not Role.ADMIN and webhook.auctioneer != owner.user_id:
            raise Refused(Code.NOT_FOUND, "there is no such webhook")
        return webhook

    def _check_address(self, written: str) -> None:
        """Refuse a URL that no delivery may be sent to; a name is looked up at each delivery."""
        url = URL(written)
        refusal = self._addresses.refusal(str(url.host), encrypted=url.scheme == "https")
        if refusal is not None:
            raise Refused(Code.INVALID, f"url: {refusal}", field="url")

    def _now(self) -> int:
        return int(self._now_s() * 1000)


def _auctioneer(owner: Auctioneer) -> UserId | None:
    return None if owner.role is Role.ADMIN else owner.user_id


def _found(webhook: Webhook | None) -> Webhook:
    if webhook is None:
        raise Refused(Code.NOT_FOUND, "there is no such webhook")
    return webhook

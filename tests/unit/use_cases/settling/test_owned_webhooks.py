"""Webhooks belong to an auctioneer or to the house, and lead nowhere inside."""

import json
from collections.abc import Collection, Sequence

import msgspec
import pytest

from server.domain.rejection import Code
from server.domain.types import Role, UserId
from server.identity.identity import Identity
from server.identity.permissions import Auctioneer, auctioneer
from server.use_cases.settling.owned_webhooks import TESTS_MAX, WEBHOOKS_MAX, OwnedWebhooks
from server.webhooks.addresses import Addresses
from server.webhooks.events import EventType, OutwardEvent
from server.webhooks.records import Delivery, DeliveryState, Webhook
from server.wire.errors import Refused
from server.wire.house.webhooks import (
    DeliveriesPage,
    ForDelivery,
    ForWebhook,
    NewWebhook,
    WebhookPatch,
)
from tests.unit.use_cases.stand_ins import HOUSE

URL = "https://shop.example/hook"


def owner(user_id: str, role: Role = Role.AUCTIONEER) -> Auctioneer:
    return auctioneer(Identity(UserId(user_id), user_id, role, expires_at=0, code="aaaa"))


SELLER, RIVAL, ADMIN = auctioneer(HOUSE), owner("rival"), owner("admin", Role.ADMIN)


class Kept:
    """Keeps webhooks and deliveries in a dictionary."""

    def __init__(self) -> None:
        self.webhooks: dict[str, Webhook] = {}
        self.sent: list[Delivery] = []

    async def add(self, webhook: Webhook, secret: bytes, *, most: int) -> bool:
        if len(await self.list(webhook.auctioneer)) >= most:
            return False
        self.webhooks[webhook.webhook_id] = webhook
        return True

    async def list(self, auctioneer: UserId | None) -> Sequence[Webhook]:
        found = self.webhooks.values()
        return [each for each in found if auctioneer in {None, each.auctioneer}]

    async def find(self, webhook_id: str) -> Webhook | None:
        return self.webhooks.get(webhook_id)

    async def change(
        self,
        webhook_id: str,
        *,
        url: str | None,
        events: Collection[EventType] | None,
        enabled: bool | None,
    ) -> Webhook | None:
        kept = self.webhooks[webhook_id]
        changed = msgspec.structs.replace(
            kept, url=url or kept.url, enabled=kept.enabled if enabled is None else enabled
        )
        self.webhooks[webhook_id] = changed
        return changed

    async def remove(self, webhook_id: str) -> None:
        del self.webhooks[webhook_id]

    async def deliveries(
        self, webhook_id: str, *, before: int, limit: int, state: DeliveryState | None
    ) -> Sequence[Delivery]:
        return [each for each in self.sent[::-1] if each.delivery_id < before][:limit]

    async def send_again(self, webhook_id: str, delivery_id: int) -> Delivery | None:
        return next((each for each in self.sent if each.delivery_id == delivery_id), None)

    async def send_test(
        self, webhook_id: str, event: OutwardEvent, *, most: int
    ) -> Delivery | None:
        if len(self.sent) >= most:
            return None
        number, pending = len(self.sent) + 1, DeliveryState.PENDING
        made = Delivery(
            number, event.event_id, event.type, pending, 0, None, None, 1, 1, event.body
        )
        self.sent.append(made)
        return made


@pytest.fixture
def webhooks() -> OwnedWebhooks:
    return OwnedWebhooks(Kept(), Addresses(), now_s=lambda: 1.0)


def new(url: str = URL) -> NewWebhook:
    return NewWebhook(url=url, events=["item.sold", "item.sold"])


async def refusal_of(call: object) -> Code:
    with pytest.raises(Refused) as refused:
        await call  # type: ignore[misc]
    return refused.value.rejection.code


async def test_a_secret_is_shown_once(webhooks: OwnedWebhooks) -> None:
    added = await webhooks.add(SELLER, new())
    assert added["secret"].startswith("whsec_")
    assert added["events"] == ["item.sold"]
    (listed,) = (await webhooks.list(SELLER))["webhooks"]
    assert "secret" not in listed


async def test_an_auctioneer_has_their_own_and_an_admin_sees_all(webhooks: OwnedWebhooks) -> None:
    own = await webhooks.add(SELLER, new())
    houses = await webhooks.add(ADMIN, new())
    assert (own["auctioneer_id"], houses["auctioneer_id"]) == (HOUSE.user_id, None)
    assert len((await webhooks.list(SELLER))["webhooks"]) == 1
    assert len((await webhooks.list(ADMIN))["webhooks"]) == 2
    assert (await webhooks.list(RIVAL))["webhooks"] == []


async def test_a_webhook_of_somebody_else_is_not_found(webhooks: OwnedWebhooks) -> None:
    own = ForWebhook(webhook_id=(await webhooks.add(SELLER, new()))["webhook_id"])
    delivery = ForDelivery(webhook_id=own.webhook_id, delivery_id=1)
    calls = [
        webhooks.change(RIVAL, own, WebhookPatch()),
        webhooks.remove(RIVAL, own),
        webhooks.deliveries(RIVAL, own, DeliveriesPage()),
        webhooks.send_again(RIVAL, delivery),
        webhooks.send_test(RIVAL, own),
        webhooks.remove(RIVAL, ForWebhook(webhook_id="ghost")),
    ]
    assert [await refusal_of(call) for call in calls] == [Code.NOT_FOUND] * 6
    assert await webhooks.remove(ADMIN, own) == {"ok": True}


@pytest.mark.parametrize(
    "url", ["https://127.0.0.1/", "https://[::1]/", "https://2130706433/", "http://shop.example/"]
)
async def test_an_address_inside_is_refused_when_it_is_set(
    webhooks: OwnedWebhooks, url: str
) -> None:
    assert await refusal_of(webhooks.add(SELLER, new(url))) is Code.INVALID
    own = ForWebhook(webhook_id=(await webhooks.add(SELLER, new()))["webhook_id"])
    assert await refusal_of(webhooks.change(SELLER, own, WebhookPatch(url=url))) is Code.INVALID


async def test_an_owner_has_a_bounded_number_of_webhooks(webhooks: OwnedWebhooks) -> None:
    for _ in range(WEBHOOKS_MAX):
        await webhooks.add(SELLER, new())
    assert await refusal_of(webhooks.add(SELLER, new())) is Code.INVALID


async def test_a_test_is_an_event_of_its_own_and_can_be_sent_again(
    webhooks: OwnedWebhooks,
) -> None:
    own = ForWebhook(webhook_id=(await webhooks.add(SELLER, new()))["webhook_id"])
    first, second = [await webhooks.send_test(SELLER, own) for _ in range(2)]
    assert first["event_id"] != second["event_id"]
    assert json.loads(first["body"])["type"] == "webhook.test"
    page = await webhooks.deliveries(SELLER, own, DeliveriesPage(limit=1))
    assert (page["deliveries"], page["next_before"]) == ([second], second["delivery_id"])
    rest = await webhooks.deliveries(SELLER, own, DeliveriesPage(before=second["delivery_id"]))
    assert (rest["deliveries"], rest["next_before"]) == ([first], None)
    again = ForDelivery(webhook_id=own.webhook_id, delivery_id=first["delivery_id"])
    assert await webhooks.send_again(SELLER, again) == first
    ghost = ForDelivery(webhook_id=own.webhook_id, delivery_id=99)
    assert await refusal_of(webhooks.send_again(SELLER, ghost)) is Code.NOT_FOUND


async def test_a_webhook_has_a_bounded_number_of_tests(webhooks: OwnedWebhooks) -> None:
    own = ForWebhook(webhook_id=(await webhooks.add(SELLER, new()))["webhook_id"])
    for _ in range(TESTS_MAX):
        await webhooks.send_test(SELLER, own)
    assert await refusal_of(webhooks.send_test(SELLER, own)) is Code.RATE_LIMITED


async def test_a_webhook_is_disabled_and_enabled(webhooks: OwnedWebhooks) -> None:
    own = ForWebhook(webhook_id=(await webhooks.add(SELLER, new()))["webhook_id"])
    assert (await webhooks.change(SELLER, own, WebhookPatch(enabled=False)))["enabled"] is False
    assert (await webhooks.change(SELLER, own, WebhookPatch(enabled=True)))["enabled"] is True

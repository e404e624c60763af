"""Webhooks are kept for their owners, each with few rows and no secret that is shown again."""

import pytest

from persistence.connecting.guarded_pool import GuardedPool
from persistence.sales.webhooks import Webhooks
from server.domain.types import UserId
from server.webhooks.events import EventType, OutwardEvent
from server.webhooks.records import DeliveryState, Webhook

SOLD = (EventType.ITEM_SOLD,)


def hook(name: str, owner: str | None = None) -> Webhook:
    auctioneer = None if owner is None else UserId(owner)
    return Webhook(name, auctioneer, "https://shop.example", SOLD, enabled=True, created_at=1)


@pytest.fixture
def webhooks(guarded: GuardedPool) -> Webhooks:
    return Webhooks(guarded)


async def test_an_owner_has_a_bounded_number_of_webhooks(webhooks: Webhooks) -> None:
    assert await webhooks.add(hook("a", "ann"), b"s", most=1)
    assert not await webhooks.add(hook("b", "ann"), b"s", most=1)
    assert await webhooks.add(hook("c"), b"s", most=1)
    assert await webhooks.list(UserId("ann")) == [hook("a", "ann")]
    assert await webhooks.list(None) == [hook("a", "ann"), hook("c")]


async def test_what_is_not_given_stays_as_it_is(webhooks: Webhooks) -> None:
    await webhooks.add(hook("a"), b"s", most=1)
    changed = await webhooks.change("a", url=None, events=[EventType.BID_VOIDED], enabled=False)
    assert changed == await webhooks.find("a")
    assert changed is not None
    assert (changed.url, changed.events, changed.enabled) == (
        "https://shop.example",
        (EventType.BID_VOIDED,),
        False,
    )
    assert await webhooks.change("b", url=None, events=None, enabled=True) is None


async def test_a_webhook_goes_with_its_deliveries(webhooks: Webhooks) -> None:
    await webhooks.add(hook("a"), b"s", most=1)
    event = OutwardEvent("msg_1", EventType.TEST, None, "msg_1", 0, 0, "{}")
    sent = await webhooks.send_test("a", event, most=1)
    assert sent is not None
    other = OutwardEvent("msg_2", EventType.TEST, None, "msg_2", 0, 0, "{}")
    assert await webhooks.send_test("a", other, most=1) is None
    assert (sent.type, sent.state, sent.body) == (EventType.TEST, DeliveryState.PENDING, "{}")
    pages = [
        await webhooks.deliveries("a", before=before, limit=5, state=None)
        for before in (2**53, sent.delivery_id)
    ]
    assert pages == [[sent], []]
    await webhooks.remove("a")
    assert await webhooks.find("a") is None
    assert await webhooks.send_again("a", sent.delivery_id) is None

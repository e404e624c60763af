"""Requests for webhooks."""

import json

import pytest

from server.webhooks.events import EventType
from server.wire.errors import Refused
from server.wire.house.webhooks import (
    DeliveriesPage,
    EventName,
    ForDelivery,
    NewWebhook,
    WebhookPatch,
)
from tests.unit.wire.refusals import named

URL = "https://shop.example/hook"


def new(**fields: object) -> NewWebhook:
    body = {"url": URL, "events": ["item.sold"], **fields}
    return NewWebhook.parse_json(json.dumps(body).encode())


@pytest.mark.parametrize(
    "url",
    [
        "ftp://shop.example/",
        "//shop.example/",
        "https://",
        "https:///path",
        "https://user:password@shop.example/",
        "https://shop.example/#part",
        "https://shop.example:99999/",
        "https://[::1",
        "https://shop.example/\r\nHost: other",
        "https://" + "a" * 2_000,
        5,
        None,
    ],
)
def test_a_url_that_nothing_can_be_sent_to_is_refused(url: object) -> None:
    with pytest.raises(Refused) as refused:
        new(url=url)
    assert named(refused.value) == {"url"}


@pytest.mark.parametrize(
    "events", [[], ["item.stolen"], ["webhook.test"], "item.sold", ["item.sold"] * 9]
)
def test_events_are_some_of_those_that_there_are(events: object) -> None:
    with pytest.raises(Refused) as refused:
        new(events=events)
    assert named(refused.value) == {"events"}


def test_every_event_but_the_test_can_be_asked_for() -> None:
    names = [each.value for each in EventType if each is not EventType.TEST]
    assert new(events=names).events == names
    assert EventName.__args__ == tuple(names)  # type: ignore[attr-defined]


def test_a_patch_may_change_nothing() -> None:
    patch = WebhookPatch.parse_json(b"{}")
    assert (patch.url, patch.events, patch.enabled) == (None, None, None)


def test_a_delivery_is_named_by_a_number_in_the_path() -> None:
    named_delivery = ForDelivery.parse({"webhook_id": "hook", "delivery_id": "17"})
    assert named_delivery.delivery_id == 17
    for wrong in ("0", "x", "1.5"):
        with pytest.raises(Refused):
            ForDelivery.parse({"webhook_id": "hook", "delivery_id": wrong})


def test_a_page_of_deliveries_may_have_those_of_one_state() -> None:
    page = DeliveriesPage.parse_query({"state": "dead", "limit": "5"})
    assert (page.wanted_state, page.limit) == ("dead", 5)
    assert DeliveriesPage.parse_query({}).wanted_state is None
    with pytest.raises(Refused):
        DeliveriesPage.parse_query({"state": "lost"})

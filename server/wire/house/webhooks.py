"""Webhooks and their deliveries: requests, and the bodies of their answers."""

from typing import Annotated, Literal, TypedDict, cast

from pydantic import AfterValidator, Field, StringConstraints
from yarl import URL

from server.domain.types import Millis
from server.webhooks.events import EventType
from server.webhooks.records import Delivery, DeliveryState, Webhook
from server.wire.requests import Id, Page, Request

DELIVERIES_MAX = 200
"""Deliveries in a page."""

EventName = Literal[
    "item.sold",
    "item.unsold",
    "item.awarded",
    "item.reopened",
    "bid.voided",
    "bidder.admitted",
    "bidder.outbid",
]

StateName = Literal["pending", "delivered", "dead"]


def _check_url(written: str) -> str:
    url = URL(written)
    if url.user is not None or url.password is not None:
        raise ValueError("must have no user and no password")
    if url.fragment or not url.host:
        raise ValueError("must have a host and no fragment")
    return written


Url = Annotated[
    str,
    StringConstraints(max_length=2_000, pattern=r"^https?://[!-~]+$"),
    AfterValidator(_check_url),
]
Events = Annotated[list[EventName], Field(min_length=1, max_length=len(EventType), fail_fast=True)]


class NewWebhook(Request):
    """Have events sent to a URL. `bidder.outbid` is frequent: it comes with every change of a leader."""

    url: Url
    events: Events


class WebhookPatch(Request):
    """Change a webhook; what is absent stays as it is. Enabling it has its deliveries tried at once."""

    url: Url | None = None
    events: Events | None = None
    enabled: bool | None = None


class ForWebhook(Request):
    """Name a webhook."""

    webhook_id: Id


class ForDelivery(ForWebhook):
    """Name a delivery to a webhook."""

    delivery_id: Annotated[int, Field(ge=1, le=2**53, strict=False)]


class DeliveriesPage(Page):
    """Ask for a page of deliveries: `?before=DELIVERY_ID&limit=N&state=STATE`."""

    before: Annotated[int, Field(ge=0, le=2**53)] = 2**53
    limit: Annotated[int, Field(ge=1, le=DELIVERIES_MAX)] = 50
    state: StateName | None = None

    @property
    def wanted_state(self) -> DeliveryState | None:
        """The state of the deliveries that are asked for, None for all."""
        return None if self.state is None else DeliveryState(self.state)


class WebhookView(TypedDict):
    """A webhook.

    `auctioneer_id` is the user id of the auctioneer whose sales' events it gets, null for those of all
    sales. `failures` are failed attempts in a row. `reason` is `gone` if its server answered 410.
    """

    webhook_id: str
    auctioneer_id: str | None
    url: str
    events: list[EventName]
    enabled: bool
    created_at: Millis
    failures: int
    reason: str | None


class NewWebhookAnswer(WebhookView):
    """A new webhook with its secret, which is not shown again."""

    secret: str


class WebhookList(TypedDict):
    """Webhooks, oldest first."""

    webhooks: list[WebhookView]


class DeliveryView(TypedDict):
    """A delivery of an event to a webhook.

    `event_id` is the `webhook-id` of its requests. `last_status` is the HTTP status of the last answer, and
    `last_error` the reason if there was none. `next_at` is set while it is pending.
    """

    delivery_id: int
    event_id: str
    type: EventName | Literal["webhook.test"]
    state: StateName
    attempts: int
    last_status: int | None
    last_error: str | None
    created_at: Millis
    next_at: Millis | None
    body: str


class DeliveryList(TypedDict):
    """A page of deliveries, newest first; `next_before` asks for the next page, null on the last."""

    deliveries: list[DeliveryView]
    next_before: int | None


def view_webhook(webhook: Webhook) -> WebhookView:
    """Show a webhook."""
    return WebhookView(
        webhook_id=webhook.webhook_id,
        auctioneer_id=webhook.auctioneer,
        url=webhook.url,
        events=[cast("EventName", each.value) for each in webhook.events],
        enabled=webhook.enabled,
        created_at=webhook.created_at,
        failures=webhook.failures,
        reason=webhook.reason,
    )


def view_delivery(delivery: Delivery) -> DeliveryView:
    """Show a delivery."""
    return DeliveryView(
        delivery_id=delivery.delivery_id,
        event_id=delivery.event_id,
        type=delivery.type.value,
        state=delivery.state.value,
        attempts=delivery.attempts,
        last_status=delivery.last_status,
        last_error=delivery.last_error,
        created_at=delivery.created_at,
        next_at=delivery.next_at,
        body=delivery.body,
    )

"""The operations of webhooks."""

from http import HTTPStatus

from server.domain.rejection import Code
from server.reference.operations.operation import RUNS_SALE, Operation, Who
from server.wire.answers import Done
from server.wire.house.webhooks import (
    DeliveriesPage,
    DeliveryList,
    DeliveryView,
    NewWebhook,
    NewWebhookAnswer,
    WebhookList,
    WebhookPatch,
    WebhookView,
)

_CHANGES = (*RUNS_SALE, Code.UNKNOWN)

WEBHOOKS = (
    Operation(
        method="POST",
        path="/webhooks",
        name="create_webhook",
        group="Webhooks",
        summary="Have events of the auctioneer's sales, or an admin's of all sales, sent to a URL.",
        takes=NewWebhook,
        answers=NewWebhookAnswer,
        status=HTTPStatus.CREATED,
        who=Who.AUCTIONEER,
        codes=tuple(code for code in _CHANGES if code is not Code.NOT_FOUND),
    ),
    Operation(
        method="GET",
        path="/webhooks",
        name="webhooks",
        group="Webhooks",
        summary="List the auctioneer's webhooks, to an admin all of them.",
        answers=WebhookList,
        who=Who.AUCTIONEER,
        codes=(Code.UNAUTHENTICATED, Code.FORBIDDEN, Code.UNAVAILABLE),
    ),
    Operation(
        method="PATCH",
        path="/webhooks/{webhook_id}",
        name="change_webhook",
        group="Webhooks",
        summary="Change a webhook, disable it, or enable it again.",
        takes=WebhookPatch,
        answers=WebhookView,
        who=Who.AUCTIONEER,
        codes=_CHANGES,
    ),
    Operation(
        method="DELETE",
        path="/webhooks/{webhook_id}",
        name="delete_webhook",
        group="Webhooks",
        summary="Delete a webhook with its deliveries.",
        answers=Done,
        who=Who.AUCTIONEER,
        codes=_CHANGES,
    ),
    Operation(
        method="POST",
        path="/webhooks/{webhook_id}/test",
        name="test_webhook",
        group="Webhooks",
        summary="Send an event of the type `webhook.test`.",
        answers=DeliveryView,
        who=Who.AUCTIONEER,
        codes=_CHANGES,
    ),
    Operation(
        method="GET",
        path="/webhooks/{webhook_id}/deliveries",
        name="deliveries",
        group="Webhooks",
        summary="List a webhook's deliveries, newest first, a page at a time.",
        query=DeliveriesPage,
        answers=DeliveryList,
        who=Who.AUCTIONEER,
        codes=RUNS_SALE,
    ),
    Operation(
        method="POST",
        path="/webhooks/{webhook_id}/deliveries/{delivery_id}/send",
        name="send_delivery",
        group="Webhooks",
        summary="Send an event again.",
        answers=DeliveryView,
        who=Who.AUCTIONEER,
        codes=_CHANGES,
    ),
)

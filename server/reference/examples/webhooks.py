"""Examples of webhooks and deliveries."""

from server.reference.examples.lamp import Example
from server.wire.house.webhooks import (
    DeliveryList,
    DeliveryView,
    NewWebhook,
    NewWebhookAnswer,
    WebhookList,
    WebhookPatch,
    WebhookView,
)

_NEW: Example = {
    "url": "https://house.example/hooks/auction",
    "events": ["item.sold", "item.unsold"],
}
_WEBHOOK: Example = {
    "webhook_id": "3f9c0e7a11b2d4c5",
    "auctioneer_id": "house",
    **_NEW,
    "enabled": True,
    "created_at": 1893369600000,
    "failures": 0,
    "reason": None,
}
_DELIVERY: Example = {
    "delivery_id": 41,
    "event_id": "msg_mfrggzdfmztwq2lknnwg23tpobyxe43u",
    "type": "item.sold",
    "state": "pending",
    "attempts": 2,
    "last_status": 503,
    "last_error": None,
    "created_at": 1893456000010,
    "next_at": 1893456015010,
    "body": '{"type":"item.sold","timestamp":"2030-01-01T00:00:00.000Z","data":{"item_id":"lamp"}}',
}

WEBHOOKS: dict[type, Example] = {
    NewWebhook: _NEW,
    WebhookPatch: {"enabled": True},
    WebhookView: _WEBHOOK,
    NewWebhookAnswer: {
        **_WEBHOOK,
        "secret": "whsec_bm8gbm9kZSBoYXMgdGhpcyBzZWNyZXQgYXQgYWxsLi4=",
    },
    WebhookList: {"webhooks": [_WEBHOOK]},
    DeliveryView: _DELIVERY,
    DeliveryList: {"deliveries": [_DELIVERY], "next_before": None},
}

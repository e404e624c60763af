"""Examples of quotes, results, statements and webhooks."""

from server.reference.examples.lamp import BID, ITEM, Example
from server.wire.house.results import CostAnswer, ResultsAnswer, StatementAnswer
from server.wire.house.webhooks import (
    DeliveryList,
    DeliveryView,
    NewWebhook,
    NewWebhookAnswer,
    WebhookList,
    WebhookPatch,
    WebhookView,
)

_CHARGE: Example = {"hammer_price": 4250, "premium": 1105, "tax": 210, "total": 5565}
_UNIT: Example = {"amount": 4250, "quantity": 1}
_LOT: Example = {"item_id": "lamp", "lot": ITEM["lot"], "title": ITEM["title"]}
_ANN: Example = {"user_id": "ann", "handle": BID["bidder"], "paddle": None}

_SALES: dict[type, Example] = {
    CostAnswer: {"item_id": "lamp", "currency": "EUR", **_UNIT, **_CHARGE},
    ResultsAnswer: {
        "auction_id": "spring",
        "currency": "EUR",
        "results": [
            {
                **_LOT,
                "status": "sold",
                "winners": [{**_ANN, **_UNIT, **_CHARGE}],
                "underbidder": {
                    "user_id": "ben",
                    "handle": "Ben#m2x8w4t6y9za",
                    "paddle": "12",
                    "amount": 4150,
                },
            }
        ],
        "next_after": None,
    },
    StatementAnswer: {
        "auction_id": "spring",
        "title": "Spring sale",
        "currency": "EUR",
        **_ANN,
        "lines": [{**_LOT, **_UNIT, **_CHARGE}],
        **_CHARGE,
    },
}
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

_WEBHOOKS: dict[type, Example] = {
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
SETTLING: dict[type, Example] = {**_SALES, **_WEBHOOKS}

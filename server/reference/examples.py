"""One example of each request and answer for the published contract. Each is valid by its schema.

All examples belong to one sale, in which Ann and Ben bid on a lamp.
"""

from typing import Any

from server.wire import answers, requests
from server.wire.listings import NewItem

Example = dict[str, Any]

BID: Example = {
    "seq": 7,
    "bid_id": "ann-0b5f3f4e",
    "bidder": "Ann#k3f9qz2mwx7c",
    "amount": 4250,
    "at": 1893455970123,
    "auto": False,
    "quantity": 1,
    "retracted": False,
}
ITEM: Example = {
    "item_id": "lamp",
    "auction_id": "spring",
    "title": "Brass desk lamp, 1930s",
    "description": "Rewired, with its original switch.",
    "image_url": None,
    "format": "english",
    "status": "open",
    "currency": "EUR",
    "start_price": 4000,
    "price": 4250,
    "minimum": 4350,
    "leader": "Ann#k3f9qz2mwx7c",
    "bid_count": 2,
    "retractions": 0,
    "reserve_met": True,
    "opens_at": None,
    "ends_at": 1893456000000,
    "epoch": 1,
    "seq": 7,
    "winners": [],
    "quantity": 1,
    "remaining": 1,
    "buy_now": 40000,
    "suggestions": [4350, 4450, 4550],
    "retraction": "once",
    "clock": None,
    "server_time": 1893455970125,
}
YOURS: Example = {"max_amount": 6000, "quantity": 1}
BID_LOST: Example = {
    "item_id": "lamp",
    "bid_id": "ann-1c9d2e7a",
    "amount": 4350,
    "epoch": 0,
    "seq": 8,
}
TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2lnbmF0dXJl"  # noqa: S105 - no node accepts it

EXAMPLES: dict[type, Example] = {
    requests.Watch: {"item_id": "lamp", "since": 5, "epoch": 1},
    requests.ForItem: {"item_id": "lamp"},
    requests.Bid: {
        "bid_id": BID["bid_id"],
        "item_id": "lamp",
        "amount": 4250,
        "max_amount": 6000,
    },
    requests.TakeBack: {"bid_id": BID["bid_id"], "reason": "mistyped"},
    requests.Retract: {"item_id": "lamp", "bid_id": BID["bid_id"], "reason": "mistyped"},
    requests.EndAt: {"ends_at": 1893456060000},
    requests.Extend: {"item_id": "lamp", "ends_at": 1893456060000},
    requests.Authenticate: {"token": TOKEN},
    requests.Clock: {"sent_at": 1893455970000},
    requests.NewUser: {"name": "Ann"},
    requests.NewAuction: {"auction_id": "spring", "title": "Spring sale", "currency": "EUR"},
    requests.Admit: {"approved": True, "spending_limit": 100000},
    NewItem: {
        "item_id": "lamp",
        "title": "Brass desk lamp, 1930s",
        "description": "Rewired, with its original switch.",
        "start_price": 4000,
        "increment": [[0, 100], [10000, 500]],
        "ends_at": 1893456000000,
        "soft_close": {"policy": "reset", "window_ms": 60000},
    },
    answers.BidAnswer: {
        "ok": True,
        "bid_id": BID["bid_id"],
        "item_id": "lamp",
        "seq": 7,
        "price": 4250,
        "minimum": 4350,
        "leading": True,
        "ends_at": 1893456000000,
    },
    answers.CommandAnswer: {"ok": True, "seq": 8},
    answers.WatchAnswer: {
        "ok": True,
        "item": ITEM,
        "bids": [BID],
        "retracted": [],
        "complete": True,
        "yours": YOURS,
    },
    answers.Done: {"ok": True},
    answers.ClockAnswer: {"ok": True, "sent_at": 1893455970000, "server_time": 1893455970125},
    answers.AuthenticateAnswer: {
        "ok": True,
        "user_id": "ann",
        "role": "bidder",
        "expires_at": 1896048000,
        "handle": "Ann#k3f9qz2mwx7c",
        "former_code": "uahw3",
    },
}
"""Requests and the answers that both faces share. Those of one face stand in its own module."""

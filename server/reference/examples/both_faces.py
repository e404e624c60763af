"""Examples of requests, and of the answers that both faces share."""

from server.reference.examples.lamp import BID, FEES, ITEM, TOKEN, YOURS, Example
from server.wire import answers, requests
from server.wire.listings import NewItem

BOTH_FACES: dict[type, Example] = {
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
    requests.NewAuction: {
        "auction_id": "spring",
        "title": "Spring sale",
        "currency": "EUR",
        "fees": FEES,
    },
    NewItem: {
        "item_id": "lamp",
        "title": "Brass desk lamp, 1930s",
        "description": "Rewired, with its original switch.",
        "condition": "A dent in the base; working.",
        "lot": "12A",
        "estimate_low": 4000,
        "estimate_high": 6000,
        "metadata": {"consignor": "C-1044", "shelf": 7},
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

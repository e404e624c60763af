"""Examples of the answers of the HTTP face."""

from server.domain.view import ItemView
from server.reference.examples.lamp import BID, BID_LOST, FEES, ITEM, TOKEN, YOURS, Example
from server.wire.views import (
    AliveAnswer,
    AuctionList,
    AuctionView,
    AuctionWithItems,
    HistoryAnswer,
    ItemAnswer,
    ReadyAnswer,
    UserAnswer,
)

_SALE: Example = {
    "auction_id": "spring",
    "title": "Spring sale",
    "auctioneer": "House#q7b2m",
    "currency": "EUR",
    "created_at": 1893369600000,
    "approval": False,
    "spending_limit": None,
    "sequence": None,
    "stagger": None,
    "fees": FEES,
    "on_outage": "extend",
    "terms": None,
    "deposit": False,
    "bid_cap": None,
    "bid_multiple": 20,
    "consignor_bids": False,
    "early_bids": False,
    "paused": False,
}
HTTP: dict[type, Example] = {
    ItemView: ITEM,
    ItemAnswer: {**ITEM, "yours": YOURS, "lost": [BID_LOST]},
    HistoryAnswer: {"bids": [BID], "next_before": None},
    AuctionView: _SALE,
    AuctionList: {"auctions": [_SALE], "next_after": None},
    AuctionWithItems: {**_SALE, "items": [ITEM], "next_after": None},
    UserAnswer: {
        "user_id": "u-3f9c0e7a11b2d4c5",
        "name": "Ann",
        "role": "bidder",
        "token": TOKEN,
        "handle": "Ann#k3f9qz2mwx7c",
    },
    AliveAnswer: {"alive": True},
    ReadyAnswer: {
        "ready": True,
        "stopping": False,
        "dependencies": {
            "redis": "ok",
            "journal": "ok",
            "postgres": "ok",
            "clock": "ok",
            "histories": "ok",
            "rooms": "ok",
            "tasks": "ok",
            "wakeups": "ok",
        },
        "durability": {"appendfsync": "always", "replicated": False},
    },
}

"""The sale of the examples, in which Ann and Ben bid on a lamp."""

from typing import Any

Example = dict[str, Any]

FEES: Example = {
    "premium": [[0, 260000], [100000000, 200000]],
    "price_tax": 0,
    "premium_tax": 190000,
}
BID: Example = {
    "seq": 7,
    "bid_id": "ann-0b5f3f4e",
    "bidder": "Ann#k3f9qz2mwx7c",
    "amount": 4250,
    "at": 1893455970123,
    "auto": False,
    "quantity": 1,
    "retracted": False,
    "source": "online",
    "paddle": None,
}
ITEM: Example = {
    "item_id": "lamp",
    "auction_id": "spring",
    "title": "Brass desk lamp, 1930s",
    "description": "Rewired, with its original switch.",
    "image_url": None,
    "images": [],
    "condition": "A dent in the base; working.",
    "lot": "12A",
    "estimate_low": 4000,
    "estimate_high": 6000,
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
    "closes_with": None,
    "early_bids": False,
    "on_outage": "extend",
    "outage_ms": 0,
    "closed_at": None,
    "clock": None,
    "fees": FEES,
    "notice": None,
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

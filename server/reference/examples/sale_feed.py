"""Examples of a sale's feed."""

from server.reference.examples.lamp import ITEM, YOURS, Example
from server.wire import sale_feed
from server.wire.requests import ForAuction

_FEED = {"auction_id": "spring", "feed": "9f2c1ab04d71"}
_ROW = {
    name: ITEM[name]
    for name in ("item_id", *sale_feed.SaleItem.__annotations__)
    if name in ITEM and name != "clock"
}

SALE_MESSAGE: Example = {**_FEED, "number": 42, "as_of": 1893455965000, "items": [_ROW]}
SALE_FEED: dict[type, Example] = {
    sale_feed.WatchSale: {**_FEED, "number": 38, "as_of": 1893455960000},
    ForAuction: {"auction_id": "spring"},
    sale_feed.SaleAnswer: {
        "ok": True,
        **_FEED,
        "number": 42,
        "as_of": 1893455965000,
        "items": [_ROW],
        "next_after": None,
        "yours": {"lamp": YOURS},
    },
}

"""Examples of the answers about what is a bidder's own."""

from server.reference.examples.lamp import ITEM, YOURS, Example
from server.wire.bidders.mine import (
    Listed,
    OwnBid,
    OwnBids,
    OwnWin,
    OwnWins,
    WatchedItem,
    Watchlist,
)

_BID: Example = {
    "item": ITEM,
    "standing": "leading",
    "yours": YOURS,
    "owed": None,
    "last_bid_at": 1893455970123,
}
_WIN: Example = {
    "item_id": "lamp",
    "auction_id": "spring",
    "lot": "12A",
    "title": ITEM["title"],
    "currency": "EUR",
    "quantity": 1,
    "won_at": 1893456000000,
    "hammer_price": 10000,
    "premium": 2500,
    "tax": 500,
    "total": 13000,
}
_WATCHED: Example = {**ITEM, "yours": YOURS}
MINE_MESSAGE: Example = {
    "item_id": "lamp",
    "auction_id": "spring",
    "epoch": 1,
    "seq": 7,
    "standing": "leading",
    "price": 4250,
    "minimum": 4350,
    "yours": YOURS,
    "owed": None,
}
MINE: dict[type, Example] = {
    OwnBid: _BID,
    OwnBids: {"bids": [_BID], "next_after": None},
    OwnWin: _WIN,
    OwnWins: {"wins": [_WIN], "next_after": None},
    WatchedItem: _WATCHED,
    Watchlist: {"items": [_WATCHED], "next_after": None},
    Listed: {"ok": True, "listed": True},
}

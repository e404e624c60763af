"""Examples of the requests and answers about the bidders of a sale, and about their own items."""

from server.reference.examples.lamp import ITEM, YOURS, Example
from server.wire.bidders.admission import (
    AdmissionView,
    Admit,
    AskAdmission,
    BiddersAnswer,
    BidderView,
    Block,
    Deposit,
)
from server.wire.bidders.mine import (
    Listed,
    OwnBid,
    OwnBids,
    OwnWin,
    OwnWins,
    WatchedItem,
    Watchlist,
)

_ASKED: Example = {
    "note": "I bought at your autumn sale.",
    "terms_version": "2030-01",
    "spending_limit": 100000,
    "reason": "",
    "requested_at": 1893369600000,
    "decided_at": 1893373200000,
    "deposited": False,
}
_BIDDER: Example = {
    "user_id": "ann",
    "handle": "Ann#k3f9qz2mwx7c",
    "state": "approved",
    "approved": True,
    **_ASKED,
}
ADMISSION: Example = {
    "auction_id": "spring",
    "required": True,
    "state": "approved",
    **_ASKED,
}
BIDDERS: dict[type, Example] = {
    AskAdmission: {"note": _ASKED["note"], "terms_version": "2030-01"},
    AdmissionView: ADMISSION,
    Admit: {"approved": True, "spending_limit": 100000},
    BidderView: _BIDDER,
    BiddersAnswer: {"bidders": [_BIDDER], "next_after": None},
    Deposit: {"auction_id": "spring", "user_id": "ann"},
    Block: {"reason": "Two purchases were not paid for."},
}
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

"""Examples of the requests and answers about the bidders of a sale."""

from server.reference.examples.lamp import Example
from server.wire.bidders.admission import (
    AdmissionView,
    Admit,
    AskAdmission,
    BiddersAnswer,
    BidderView,
    Block,
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
    Block: {"reason": "Two purchases were not paid for."},
}

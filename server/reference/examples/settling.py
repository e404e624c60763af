"""Examples of quotes, results and statements."""

from server.reference.examples.lamp import BID, ITEM, Example
from server.wire.house.results import CostAnswer, ResultsAnswer, StatementAnswer

_CHARGE: Example = {"hammer_price": 4250, "premium": 1105, "tax": 210, "total": 5565}
_UNIT: Example = {"amount": 4250, "quantity": 1}
_LOT: Example = {"item_id": "lamp", "lot": ITEM["lot"], "title": ITEM["title"]}
_ANN: Example = {"user_id": "ann", "handle": BID["bidder"], "paddle": None}

SETTLING: dict[type, Example] = {
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

"""Examples of acts on a sale."""

from server.reference.examples.lamp import Example
from server.wire import sale_acts

SALE_ACTS: dict[type, Example] = {
    sale_acts.NewAct: {"act_id": "alarm-1"},
    sale_acts.ActOnSale: {"auction_id": "spring", "act_id": "alarm-1"},
    sale_acts.ExtendSale: {"by_ms": 300000, "act_id": "late-1"},
    sale_acts.ExtendWholeSale: {"auction_id": "spring", "by_ms": 300000, "act_id": "late-1"},
    sale_acts.ActAnswer: {
        "ok": True,
        "act_id": "alarm-1",
        "items": {"changed": 212, "unchanged": 3, "ended": 40, "failed": 0},
    },
}

"""Examples of the requests and answers of those who run a sale."""

from server.reference.examples.lamp import BID, Example
from server.wire import sale_acts
from server.wire.saleroom import clerks, running

RUNNING: dict[type, Example] = {
    running.Expectation: {"expected_seq": 7},
    running.RunItem: {"item_id": "lamp", "expected_seq": 7},
    running.Asking: {"price": 5000},
    running.SetAskingPrice: {"item_id": "lamp", "price": 5000},
    running.NewNotice: {"notice_id": "frame", "text": "The lamp is sold without its shade."},
    running.NoticeOnItem: {
        "item_id": "lamp",
        "notice_id": "shade",
        "text": "The lamp is sold without its shade.",
    },
    running.Reopening: {"ends_at": 1893456060000},
    running.Reopen: {"item_id": "lamp", "ends_at": 1893456060000},
    running.AwardStep: {"step": 1},
    running.Award: {"item_id": "lamp", "step": 1},
    running.BidToVoid: {"bid_id": BID["bid_id"], "reason": "the paddle was misread"},
    running.Void: {
        "item_id": "lamp",
        "bid_id": BID["bid_id"],
        "reason": "the paddle was misread",
    },
    running.EnteredBid: {
        "bid_id": "clerk-77",
        "amount": 4350,
        "source": "floor",
        "paddle": "112",
        "expected_seq": 7,
    },
    running.RoomBid: {
        "item_id": "lamp",
        "bid_id": "clerk-77",
        "amount": 4350,
        "source": "floor",
        "paddle": "112",
        "expected_seq": 7,
    },
    clerks.NewPaddle: {"user_id": "ann"},
    clerks.PaddleView: {"number": "112", "user_id": "ann", "name": None},
    clerks.PaddlesAnswer: {
        "paddles": [
            {"number": "112", "user_id": "ann", "name": None},
            {"number": "113", "user_id": "room:spring:113", "name": "Mr Dee"},
        ]
    },
    clerks.ClerkView: {"user_id": "cleo", "granted_at": 1893369600000},
    clerks.ClerksAnswer: {"clerks": [{"user_id": "cleo", "granted_at": 1893369600000}]},
    clerks.NoticeAnswer: {"items": 120},
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

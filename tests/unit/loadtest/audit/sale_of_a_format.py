"""Honest sales of other formats than ascending bids, for the tests of the audit."""

from typing import Any

from tests.unit.loadtest.audit.honest_sale import Json, handle

Bid = tuple[str, int, int]
"""A bidder, an amount for a unit, and the units."""

BIDS: list[Bid] = [("ann", 130, 2), ("bob", 115, 4), ("cat", 130, 3), ("dan", 90, 1)]
PUBLIC = 4
"""The number of public events before the close of a sealed item."""
WINNERS: dict[str, list[Bid]] = {
    "fixed": [("ann", 100, 2), ("bob", 100, 4), ("cat", 100, 3), ("dan", 100, 1)],
    "dutch": [("ann", 120, 2), ("bob", 110, 4), ("cat", 110, 3), ("dan", 90, 1)],
    "sealed_first": [("ann", 130, 2)],
    "sealed_second": [("ann", 130, 1)],
    "uniform": [("cat", 115, 3), ("ann", 115, 2), ("bob", 115, 4)],
}


def a_sale(kind: str) -> Json:
    """Return the evidence of a sale of ten units; a Dutch clock falls by 10 each second, from 130 on."""
    claims = kind in {"fixed", "dutch"}
    terms: Json = {"item_id": "lamp", "start_price": 100, "format": kind, "quantity": 10}
    if kind == "dutch":
        terms |= {"start_price": 130, "step": 10, "interval_ms": 1_000, "floor_price": 50}
    if not claims:
        terms |= {"start_price": 50, "reserve": 100}
    sale = _Sale(terms)
    sale.happen(0, "ItemScheduled")
    sale.happen(0, "ItemOpened")
    sale.happen(1_500, "ItemPaused")
    sale.happen(2_000, "ItemResumed")
    for at, (user, amount, units), won in zip(
        (2_000, 3_000, 3_400, 5_000), BIDS, [*WINNERS[kind], *[("", 0, 0)] * 4], strict=False
    ):
        sale.bid(at, user, (won[1] if claims else amount, max(amount, won[1])), units)
    sale.close(WINNERS[kind])
    return sale.evidence()


class _Sale:
    def __init__(self, terms: Json) -> None:
        self.terms = terms
        self.events: list[Json] = []
        self.bids: list[Json] = []
        self.lines: list[Json] = [{"k": "put_up", "t": 0, "item": terms}]
        self.hot: Json = {}

    def happen(self, at: int, kind: str, **body: Any) -> int:
        """Add an event; return its number."""
        seq = len(self.events) + 1
        self.events.append({"item_id": "lamp", "seq": seq, "at": at, "type": kind, "body": body})
        return seq

    def bid(self, at: int, user: str, amounts: tuple[int, int], units: int) -> None:
        """Place a bid, which is accepted at an amount and sent with another one."""
        amount, sent = amounts
        kind = "UnitsClaimed" if self.terms["format"] in {"fixed", "dutch"} else "OfferSealed"
        names: Json = {"bid_id": f"{user}-1", "bidder": [user, handle(user)], "amount": amount}
        seq = self.happen(at, kind, **names, offered=sent, quantity=units)
        shown = PUBLIC if kind == "OfferSealed" else seq
        ids = {"item_id": "lamp", "bid_id": f"{user}-1"}
        self.bids.append({**ids, "seq": seq, "bidder": user, "amount": amount, "at": at})
        self.lines += [
            {"k": "sent", "t": at, **ids, "user": user, "amount": sent, "transport": "http"},
            {"k": "answer", "t": at, **ids, "ok": True, "seq": min(seq, shown)},
        ]

    def close(self, winners: list[Bid]) -> None:
        """Sell the item, and show it to a watcher."""
        named = [[[user, handle(user)], amount, units] for user, amount, units in winners]
        seq = self.happen(9_000, "ItemClosed", status="sold", winners=named)
        shown = [{"bidder": handle(user), "amount": amount} for user, amount, _ in winners]
        self.hot = {
            "item_id": "lamp",
            "auction_id": "sale",
            "seq": seq,
            "price": winners[0][1],
            "leader": None,
            "bid_count": len(self.bids),
            "status": "sold",
            "winners": shown,
        }
        view = {"item_id": "lamp", "watcher": "eve", "seq": seq, "price": winners[0][1]}
        self.lines += [
            {"k": "item", "t": 9_000, **view, "status": "sold", "winners": shown},
            {"k": "end", "t": 9_500, **view},
        ]

    def evidence(self) -> Json:
        """Return the sale's evidence."""
        row = {"item_id": "lamp", "seq": len(self.events), "status": "sold", "price": None}
        rows = [{**row, "leader": None, "bid_count": len(self.bids)}]
        archive = {"bids": self.bids, "events": self.events, "items": rows}
        return {"lines": self.lines, "hot": {"lamp": self.hot}, "archive": archive}

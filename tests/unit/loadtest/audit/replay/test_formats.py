"""The checks of other formats than ascending ones. Each test falsifies an honest sale of such a format."""

from pathlib import Path
from typing import Any

import pytest

from tests.unit.loadtest.audit.falsifying import event, faults, lines
from tests.unit.loadtest.audit.honest_sale import Json, handle

Bid = tuple[str, int, int]
"""A bidder, an amount for a unit, and the units."""

BIDS: list[Bid] = [("ann", 130, 2), ("bob", 115, 4), ("cat", 130, 3), ("dan", 90, 1)]
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
        ids = {"item_id": "lamp", "bid_id": f"{user}-1"}
        self.bids.append({**ids, "seq": seq, "bidder": user, "amount": amount, "at": at})
        self.lines += [
            {"k": "sent", "t": at, **ids, "user": user, "amount": sent, "transport": "http"},
            {"k": "answer", "t": at, **ids, "ok": True, "seq": seq},
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


@pytest.mark.parametrize("kind", WINNERS)
def test_an_honest_sale_has_no_fault(kind: str, tmp_path: Path) -> None:
    assert faults(a_sale(kind), tmp_path) == ""


@pytest.mark.parametrize("kind", WINNERS)
def test_another_winner_than_the_bids_give_is_found(kind: str, tmp_path: Path) -> None:
    sale = a_sale(kind)
    event(sale, 9)["body"]["winners"][0][0] = ["dan", handle("dan")]
    assert "W it is sold to [('dan'" in faults(sale, tmp_path)


@pytest.mark.parametrize("kind", WINNERS)
def test_an_acknowledged_bid_that_is_missing_is_found(kind: str, tmp_path: Path) -> None:
    sale = a_sale(kind)
    del sale["archive"]["bids"][3]
    sale["archive"]["events"].remove(event(sale, 8))
    found = faults(sale, tmp_path)
    assert "L bid dan-1 was acknowledged and is not in the archive" in found
    assert "M number 9 (ItemClosed): it should have the number 8" in found


@pytest.mark.parametrize("kind", ["fixed", "dutch"])
def test_units_are_taken_at_the_price_of_the_moment(kind: str, tmp_path: Path) -> None:
    sale = a_sale(kind)
    for bid in (event(sale, 6)["body"], sale["archive"]["bids"][1]):
        bid["amount"] = 105
    price = 100 if kind == "fixed" else 110
    expected = f"it takes units at 105 for 115; the price is {price}"
    assert f"M number 6 (UnitsClaimed): {expected}" in faults(sale, tmp_path)


def test_an_outage_that_is_made_up_for_holds_the_clock(tmp_path: Path) -> None:
    sale = a_sale("dutch")
    resumed = event(sale, 4)
    resumed["type"], resumed["body"] = "EndShifted", {"since": 1_500, "until": 2_000}
    event(sale, 3)["type"] = "ItemWarned"
    assert faults(sale, tmp_path) == ""


def test_no_more_units_are_taken_than_there_are(tmp_path: Path) -> None:
    sale = a_sale("fixed")
    event(sale, 8)["body"]["quantity"] = 2
    assert "more units are taken than there are" in faults(sale, tmp_path)


def test_a_paused_item_takes_no_bids(tmp_path: Path) -> None:
    sale = a_sale("sealed_first")
    event(sale, 4)["type"] = "ItemExtended"
    assert "M number 5 (OfferSealed): the item takes no bids" in faults(sale, tmp_path)


def test_the_later_offer_of_a_bidder_replaces_the_earlier_one(tmp_path: Path) -> None:
    sale = a_sale("sealed_first")
    for bid in (event(sale, 8), sale["archive"]["bids"][3]):
        bid.get("body", bid)["bidder"] = ["ann", handle("ann")] if "body" in bid else "ann"
    lines(sale, "sent", bid_id="dan-1")[0]["user"] = "ann"
    assert "the rules give [('cat', 130, 3)]" in faults(sale, tmp_path)


def test_a_screen_that_shows_another_outcome_or_is_left_behind_is_found(tmp_path: Path) -> None:
    sale = a_sale("uniform")
    lines(sale, "item")[0]["winners"] = []
    lines(sale, "end")[0]["seq"] = 8
    found = faults(sale, tmp_path)
    assert "W eve showed it as sold to []" in found
    assert "C eve was left at number 8; the item is at 9" in found

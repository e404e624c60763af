"""The check of sealed items. Each test reveals something before an honest sale's close."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from loadtest.audit.checks.secrecy import SEALED, last_number
from loadtest.audit.record import Body, Event
from tests.unit.loadtest.audit.falsifying import add_line, faults, lines
from tests.unit.loadtest.audit.honest_sale import Json
from tests.unit.loadtest.audit.sale_of_a_format import PUBLIC, a_sale

ITEM: Json = {"watcher": "eve", "seq": PUBLIC, "status": "open", "price": 50}
SAW: Json = {"watcher": "eve", "from_seq": 1, "seq": PUBLIC, "price": 50, "leader": None}


@pytest.mark.parametrize("kind", sorted(SEALED))
def test_the_start_price_and_public_numbers_reveal_nothing(kind: str, tmp_path: Path) -> None:
    sale = a_sale(kind)
    add_line(sale, "item", **ITEM)
    add_line(sale, "saw", **SAW, bid_count=0, bids=[])
    add_line(sale, "saw", **SAW | {"seq": 9, "price": 130}, bid_count=4, bids=[])
    assert faults(sale, tmp_path) == ""


@pytest.mark.parametrize(
    "revealed",
    [
        {"price": 130},
        {"leader": "Ann#aaaaa"},
        {"winners": [{"bidder": "Ann#aaaaa", "amount": 130}]},
    ],
)
def test_an_item_shows_no_offer_before_the_close(revealed: Json, tmp_path: Path) -> None:
    sale = a_sale("sealed_second")
    add_line(sale, "item", **ITEM | revealed)
    assert "C eve was shown" in faults(sale, tmp_path)


@pytest.mark.parametrize(
    "revealed",
    [
        {"price": 130},
        {"leader": "Ann#aaaaa"},
        {"bid_count": 1},
        {"bids": [[5, "ann-1", "Ann", 130]]},
    ],
)
def test_a_message_shows_no_offer_before_the_close(revealed: Json, tmp_path: Path) -> None:
    sale = a_sale("uniform")
    add_line(sale, "saw", **{**SAW, "bid_count": 0, "bids": [], **revealed})
    assert "C eve was shown" in faults(sale, tmp_path)


def test_no_number_counts_the_offers(tmp_path: Path) -> None:
    sale = a_sale("sealed_first")
    add_line(sale, "item", **ITEM | {"seq": PUBLIC + 1})
    expected = f"C eve was shown number {PUBLIC + 1} of a sealed item, which counts its offers"
    assert expected in faults(sale, tmp_path)


@pytest.mark.parametrize("revealed", [{"seq": PUBLIC + 1}, {"price": 130}])
def test_an_answer_reveals_no_other_offer(revealed: Json, tmp_path: Path) -> None:
    sale = a_sale("sealed_first")
    lines(sale, "answer", bid_id="ann-1")[0].update(revealed)
    assert "C the sender of ann-1 was shown" in faults(sale, tmp_path)


@pytest.mark.parametrize(
    ("kind", "end", "number"),
    [
        ("sealed_first", "ItemCancelled", 2),
        ("sealed_first", "ItemClosed", 3),
        ("fixed", "ItemCancelled", 3),
    ],
)
def test_a_sealed_item_that_is_cancelled_never_counts_its_offers(
    kind: str, end: str, number: int
) -> None:
    types = enumerate(("ItemOpened", "OfferSealed", end), 1)
    events = [Event("lamp", seq, seq, each, Body()) for seq, each in types]
    case: Any = SimpleNamespace(
        terms=SimpleNamespace(format=kind), archive=SimpleNamespace(events=events)
    )
    assert last_number(case) == number

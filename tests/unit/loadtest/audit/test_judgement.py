"""The judgement of honest sales: the audit finds no violation, whatever happens or gets lost."""

import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadtest.audit.judgement import judge
from loadtest.audit.record import read
from tests.unit.loadtest.audit.falsifying import add_line, broken, judged, write
from tests.unit.loadtest.audit.honest_sale import HonestSale
from tests.unit.loadtest.audit.sale_of_a_format import a_sale as a_sale_of
from tests.unit.loadtest.audit.sales import a_sale_with_retracted_bids, a_settled_sale

BIDS = st.tuples(
    st.just("bid"),
    st.sampled_from(["ann", "bob", "cat"]),
    st.integers(-20, 60),  # above the minimum
    st.integers(0, 7),  # the bid_id: few, so that many are sent again
    st.sampled_from(["answered", "unanswered", "lost"]),
)
RETRACTIONS = st.tuples(
    st.just("retract"),
    st.sampled_from(["ann", "bob", "cat"]),
    st.integers(0, 7),
    st.booleans(),
)
COMMANDS = st.tuples(
    st.just("run"), st.sampled_from(["open", "pause", "resume", "warn", "close"] + ["open"] * 5)
)
WAITS = st.tuples(st.just("wait"), st.sampled_from([0, 1, 3_000, 54_000, 58_000]))
NAMES = st.sampled_from(["early", "late"])
JOINS = st.tuples(st.just("join"), NAMES, st.booleans())
LOSSES = st.tuples(st.sampled_from(["cut off", "reconnect"]), NAMES)
RAISES = st.tuples(
    st.just("raise"),
    st.sampled_from(["ann", "bob", "cat"]),
    st.integers(1, 60),  # above the maximum
)
STEPS = st.one_of(BIDS, BIDS, BIDS, RAISES, RETRACTIONS, WAITS, JOINS, LOSSES, COMMANDS)


@given(st.lists(STEPS, max_size=40))
def test_an_honest_sale_is_never_accused(steps: list[tuple[Any, ...]]) -> None:
    sale = HonestSale()
    sale.run("open")
    for step in steps:
        _take(sale, step)
    sale.settle()
    with tempfile.TemporaryDirectory() as directory:
        assert broken(sale.evidence(), Path(directory)) == ""


def _take(sale: HonestSale, step: tuple[Any, ...]) -> None:
    match step:
        case "bid", user, more, number, fate:
            lost, unanswered = fate == "lost", fate == "unanswered"
            amount = max(1, sale.minimum + more)
            sale.bid(user, amount, f"b{number}", arrives=not lost, answered=not unanswered)
        case "raise", user, more:
            sale.raise_maximum(user, sale.lead[2] + more, f"m{sale.seq}")
        case "retract", user, number, answered:
            sale.retract(user, f"b{number}", answered=answered)
        case "run", command:
            sale.run(command)
        case "wait", ms:
            sale.wait(ms)
        case "join", watcher, snapshot:
            sale.join(watcher, snapshot=snapshot)
        case "cut off", watcher:
            sale.cut_off_watcher(watcher)
        case "reconnect", watcher:
            sale.cut_off.discard(watcher)


def test_every_check_looks_at_something(tmp_path: Path) -> None:
    checked: Counter[str] = Counter()
    for sale in (a_settled_sale(), a_sale_with_retracted_bids().evidence()):
        verdicts = judged(sale, tmp_path).verdicts
        results = {verdict.letter: verdict.result for verdict in verdicts}
        assert results == dict.fromkeys("LDMWPC", "ok")
        for verdict in verdicts:
            checked.update(verdict.checked)
    for verdict in judged(a_sale_of("uniform"), tmp_path).verdicts:
        checked.update(verdict.checked)
    assert all(checked.values()), checked


@pytest.mark.parametrize(
    ("only_numbers", "letters"), [((True, False), ""), ((False, False), "C")], ids=str
)
def test_a_lost_secret_bid_may_be_the_one_of_which_nothing_but_the_number_is_known(
    tmp_path: Path, only_numbers: tuple[bool, bool], letters: str
) -> None:
    sale = a_sale_of("uniform")
    add_line(sale, "sent", bid_id="gone", user="eve", amount=120, transport="http")
    fields = {"ok": True, "seq": 4, "price": 50, "minimum": 50, "leading": False}
    add_line(sale, "answer", bid_id="gone", **fields)
    sale["lines"].append({"k": "listening", "t": 0, "user": "eve"})
    sale["losses"] = [
        {"item_id": "lamp", "first": seq, "last": seq, "only_numbers": only}
        for seq, only in zip((8, 9), only_numbers, strict=True)
    ]
    write(sale, tmp_path)
    verdicts = judge(read(tmp_path), may_lose=True).verdicts
    assert "".join(each.letter for each in verdicts if each.violations) == letters

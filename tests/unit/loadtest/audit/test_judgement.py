"""The audit is fair: whatever an honest sale does, whatever is lost on the way, it accuses nobody."""

import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.loadtest.audit.falsifying import broken, judged
from tests.unit.loadtest.audit.honest_sale import HonestSale, a_sale
from tests.unit.loadtest.audit.retracted_sale import a_sale_with_bids_taken_back

BIDS = st.tuples(
    st.just("bid"),
    st.sampled_from(["ann", "bob", "cat"]),
    st.integers(-20, 60),  # more than the minimum
    st.integers(0, 7),  # the bid_id: few, so that many are sent again
    st.sampled_from(["heard", "unheard", "lost"]),
)
RETRACTIONS = st.tuples(
    st.just("take_back"),
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
LOSSES = st.tuples(st.sampled_from(["miss", "hear"]), NAMES)
STEPS = st.one_of(BIDS, BIDS, BIDS, RETRACTIONS, WAITS, JOINS, LOSSES, COMMANDS)


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
            lost, unheard = fate == "lost", fate == "unheard"
            amount = max(1, sale.minimum + more)
            sale.bid(user, amount, f"b{number}", arrives=not lost, answered=not unheard)
        case "take_back", user, number, answered:
            sale.take_back(user, f"b{number}", answered=answered)
        case "run", command:
            sale.run(command)
        case "wait", ms:
            sale.wait(ms)
        case "join", watcher, snapshot:
            sale.join(watcher, snapshot=snapshot)
        case "miss", watcher:
            sale.deafen(watcher)
        case "hear", watcher:
            sale.deaf.discard(watcher)


def test_everything_there_is_to_check_was_checked(tmp_path: Path) -> None:
    checked: Counter[str] = Counter()
    for sale in (a_sale(), a_sale_with_bids_taken_back()):
        verdicts = judged(sale.evidence(), tmp_path).verdicts
        results = {verdict.letter: verdict.result for verdict in verdicts}
        assert results == dict.fromkeys("LDMWPC", "ok")
        for verdict in verdicts:
            checked.update(verdict.checked)
    assert all(checked.values()), checked

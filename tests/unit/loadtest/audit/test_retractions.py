"""The audit bites where bids were taken back. Each test falsifies an honest sale in one place."""

from pathlib import Path
from typing import Any

import pytest

from loadtest.audit.ledger import HOUR_MS, LAST_HOURS_MS, Ledger
from loadtest.audit.record import Body, Event
from tests.unit.loadtest.audit.falsifying import broken, event, faults, lines
from tests.unit.loadtest.audit.honest_sale import Json
from tests.unit.loadtest.audit.retracted_sale import (
    BEATEN,
    FIRST,
    LAST,
    a_sale_with_bids_taken_back,
)


@pytest.fixture
def sale() -> Json:
    return a_sale_with_bids_taken_back().evidence()


def test_the_sale_is_honest(sale: Json, tmp_path: Path) -> None:
    assert faults(sale, tmp_path) == ""
    gone = [each["seq"] for each in sale["archive"]["events"] if each["type"] == "BidsRetracted"]
    assert gone == [FIRST, BEATEN, LAST]
    assert sale["hot"]["lamp"]["winners"] == [{"bidder": "Cat#ccccc", "amount": 300}]


@pytest.mark.parametrize(
    "fields", [{"price": 400}, {"leader": ["bob", "Bob#bbbbb"]}, {"leader": None}]
)
def test_a_retraction_leaves_what_the_remaining_bids_lead_to(
    sale: Json, tmp_path: Path, fields: Json
) -> None:
    event(sale, FIRST)["body"] |= fields
    assert broken(sale, tmp_path) == "M"
    assert "by the bids that remain it is ann at 100" in faults(sale, tmp_path)


@pytest.mark.parametrize("bid_ids", [["a1"], ["a2"], ["b1", "a2"], []])
def test_only_the_latest_own_bid_goes(sale: Json, tmp_path: Path, bid_ids: list[str]) -> None:
    event(sale, FIRST)["body"]["bid_ids"] = bid_ids
    assert "M number 6 (BidsRetracted): it takes back" in faults(sale, tmp_path)


def test_the_numbers_that_are_told_are_those_of_the_bids_that_are_gone(
    sale: Json, tmp_path: Path
) -> None:
    event(sale, BEATEN)["body"]["seqs"] = [7]
    found = faults(sale, tmp_path)
    assert "M number 9 (BidsRetracted): it names the numbers [7] as gone; gone are [7, 8]" in found


def test_a_maximum_that_leads_after_a_retraction_answers_whom_it_beats(
    sale: Json, tmp_path: Path
) -> None:
    event(sale, 8)["body"]["amount"] = 300
    assert "M number 8 (BidAccepted): it bids automatically for ann at 300" in faults(
        sale, tmp_path
    )
    event(sale, 8)["type"] = "ItemWarned"
    assert "the leader's maximum did not answer at 250 before it" in faults(sale, tmp_path)


def test_who_is_beaten_by_a_maximum_is_not_told_to_lead(sale: Json, tmp_path: Path) -> None:
    lines(sale, "answer", bid_id="beaten")[0]["leading"] = True
    assert broken(sale, tmp_path) == "W"


def test_the_outcome_is_that_of_the_bids_that_remain(sale: Json, tmp_path: Path) -> None:
    closed = sale["archive"]["events"][-1]
    closed["body"]["winners"] = [[["ann", "Ann#aaaaa"], 400]]
    assert "W" in broken(sale, tmp_path)


def test_what_was_acknowledged_to_be_gone_is_gone(sale: Json, tmp_path: Path) -> None:
    lines(sale, "take_back", bid_id="a1")[0] |= {"ok": True, "seq": 9}
    assert faults(sale, tmp_path) == "L bid a1 was taken back by number 9 and still counts"


@pytest.mark.parametrize("change", [{"user": "ann"}, {"bid_id": "a1"}, {"ok": False}])
def test_nothing_goes_that_its_bidder_did_not_ask_for(
    sale: Json, tmp_path: Path, change: Json
) -> None:
    lines(sale, "take_back", bid_id="b1")[0] |= change
    assert "P number 6 takes back bids of bob, who never asked" in faults(sale, tmp_path)


def test_a_message_shows_as_gone_what_is_and_nothing_else(sale: Json, tmp_path: Path) -> None:
    (told,) = [line for line in lines(sale, "saw", watcher="early") if line["from_seq"] == FIRST]
    assert told["retracted"] == [4]
    told["retracted"] = [4, 3]
    assert "shows [3] as gone at number 6; they stood" in faults(sale, tmp_path)
    told["retracted"] = []
    found = faults(sale, tmp_path)
    assert "covers 6 to 6 and doesn't show [4] as gone" in found
    assert "C early never learned that [4] are gone" in found


def test_a_snapshot_marks_the_bids_that_it_shows(sale: Json, tmp_path: Path) -> None:
    (snapshot,) = lines(sale, "saw", watcher="late", complete=False)
    snapshot["retracted"] = []
    assert broken(sale, tmp_path) == "C"


def _ledger(*bids: tuple[int, int]) -> Ledger:
    """Ann's bids, each by number and moment."""
    ledger = Ledger()
    for seq, at in bids:
        body = Body(bid_id=f"b{seq}", bidder=("ann", ""), amount=100 + seq)
        ledger.add(Event("lamp", seq, at, "BidAccepted", body))
    return ledger


def _retraction(at: int, *seqs: int) -> Event:
    fields: dict[str, Any] = {"bid_ids": [f"b{seq}" for seq in seqs], "seqs": list(seqs)}
    return Event("lamp", 9, at, "BidsRetracted", Body(bidder=("ann", ""), **fields))


def test_long_before_the_end_all_bids_go_and_later_the_latest_for_an_hour() -> None:
    ledger, end = _ledger((3, 0), (4, 0)), LAST_HOURS_MS + HOUR_MS
    assert list(ledger.faults(_retraction(0, 3, 4), end, 0)) == []
    assert list(ledger.faults(_retraction(0, 4), end, 0)) != []
    assert list(ledger.faults(_retraction(HOUR_MS, 4), end, HOUR_MS)) == []
    assert list(ledger.faults(_retraction(HOUR_MS + 1, 4), end, HOUR_MS + 1)) != []
    assert list(ledger.faults(_retraction(0, 4), None, 0)) == []

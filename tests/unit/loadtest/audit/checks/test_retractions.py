"""The checks of retracted bids. Each test falsifies an honest sale in one place."""

from pathlib import Path

import pytest

from tests.unit.loadtest.audit.falsifying import broken, event, faults, lines
from tests.unit.loadtest.audit.honest_sale import HonestSale, Json
from tests.unit.loadtest.audit.sales import (
    BEATEN,
    FIRST,
    LAST,
    a_sale_with_retracted_bids,
)


@pytest.fixture
def sale() -> Json:
    return a_sale_with_retracted_bids().evidence()


def test_the_sale_is_honest(sale: Json, tmp_path: Path) -> None:
    assert faults(sale, tmp_path) == ""
    retractions = [
        each["seq"] for each in sale["archive"]["events"] if each["type"] == "BidsRetracted"
    ]
    assert retractions == [FIRST, BEATEN, LAST]
    assert sale["hot"]["lamp"]["winners"] == [{"bidder": "Cat#ccccc", "amount": 300}]


@pytest.mark.parametrize(
    "fields", [{"price": 400}, {"leader": ["bob", "Bob#bbbbb"]}, {"leader": None}]
)
def test_a_retraction_leaves_the_lead_of_the_remaining_bids(
    sale: Json, tmp_path: Path, fields: Json
) -> None:
    event(sale, FIRST)["body"] |= fields
    assert broken(sale, tmp_path) == "M"
    assert "by the remaining bids it is ann at 100" in faults(sale, tmp_path)


@pytest.mark.parametrize("bid_ids", [["a1"], ["a2"], ["b1", "a2"], []])
def test_only_the_bidder_s_latest_bid_is_retracted(
    sale: Json, tmp_path: Path, bid_ids: list[str]
) -> None:
    event(sale, FIRST)["body"]["bid_ids"] = bid_ids
    assert "M number 6 (BidsRetracted): it retracts" in faults(sale, tmp_path)


def test_a_retraction_lists_the_numbers_of_all_retracted_bids(sale: Json, tmp_path: Path) -> None:
    event(sale, BEATEN)["body"]["seqs"] = [7]
    found = faults(sale, tmp_path)
    assert (
        "M number 9 (BidsRetracted): it lists the numbers [7] as retracted; they are [7, 8]"
        in found
    )


def test_a_maximum_that_leads_after_a_retraction_answers_lower_bids(
    sale: Json, tmp_path: Path
) -> None:
    event(sale, 8)["body"]["amount"] = 300
    assert "M number 8 (BidAccepted): it bids automatically for ann at 300" in faults(
        sale, tmp_path
    )
    event(sale, 8)["type"] = "ItemWarned"
    assert "the leader's maximum did not answer at 250 before it" in faults(sale, tmp_path)


def test_a_bid_that_a_maximum_beats_is_not_acknowledged_as_leading(
    sale: Json, tmp_path: Path
) -> None:
    lines(sale, "answer", bid_id="beaten")[0]["leading"] = True
    assert broken(sale, tmp_path) == "W"


def test_the_outcome_is_that_of_the_remaining_bids(sale: Json, tmp_path: Path) -> None:
    closed = sale["archive"]["events"][-1]
    closed["body"]["winners"] = [[["ann", "Ann#aaaaa"], 400]]
    assert "W" in broken(sale, tmp_path)


def test_a_bid_whose_retraction_was_acknowledged_is_retracted(sale: Json, tmp_path: Path) -> None:
    lines(sale, "retraction", bid_id="a1")[0] |= {"ok": True, "seq": 9}
    assert faults(sale, tmp_path) == "L bid a1 was retracted by number 9 and still counts"


@pytest.mark.parametrize("change", [{"user": "ann"}, {"bid_id": "a1"}, {"ok": False}])
def test_no_bid_is_retracted_without_the_bidder_s_request(
    sale: Json, tmp_path: Path, change: Json
) -> None:
    lines(sale, "retraction", bid_id="b1")[0] |= change
    assert "P number 6 retracts bids of bob without a request" in faults(sale, tmp_path)


def test_a_message_shows_exactly_the_retracted_bids_as_retracted(
    sale: Json, tmp_path: Path
) -> None:
    (message,) = [line for line in lines(sale, "saw", watcher="early") if line["from_seq"] == FIRST]
    assert message["retracted"] == [4]
    message["retracted"] = [4, 3]
    assert "shows [3] as retracted at number 6; they were not" in faults(sale, tmp_path)
    message["retracted"] = []
    found = faults(sale, tmp_path)
    assert "covers 6 to 6 and doesn't show [4] as retracted" in found
    assert "C early never received the retraction of [4]" in found


def test_a_snapshot_marks_its_retracted_bids(sale: Json, tmp_path: Path) -> None:
    (snapshot,) = lines(sale, "saw", watcher="late", complete=False)
    snapshot["retracted"] = []
    assert broken(sale, tmp_path) == "C"


def test_a_snapshot_stands_for_the_retractions_before_it_and_for_no_later_one(
    tmp_path: Path,
) -> None:
    sale = HonestSale()
    sale.run("open")
    for user, amount in (("ann", 100), ("bob", 150), ("cat", 200)):
        sale.bid(user, amount, f"{user}-1")
    sale.retract("ann", "ann-1")  # The snapshot has only the latest two bids.
    sale.join("early", snapshot=True)
    assert faults(sale.evidence(), tmp_path) == ""
    sale.retract("bob", "bob-1")
    evidence = sale.evidence()
    evidence["lines"][-2]["retracted"] = []
    assert evidence["lines"][-2]["k"] == "saw"
    assert "early never received the retraction of [4]" in faults(evidence, tmp_path)

"""The checks of other formats than ascending ones. Each test falsifies an honest sale of such a format."""

from pathlib import Path

import pytest

from tests.unit.loadtest.audit.falsifying import event, faults, lines
from tests.unit.loadtest.audit.honest_sale import handle
from tests.unit.loadtest.audit.sale_of_a_format import WINNERS, a_sale


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

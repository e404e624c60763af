"""The checks of messages and screens. Each test falsifies an honest sale in one place."""

from pathlib import Path

import pytest

from tests.unit.loadtest.audit.falsifying import broken, faults, lines
from tests.unit.loadtest.audit.honest_sale import Json
from tests.unit.loadtest.audit.sales import a_sale


@pytest.fixture
def sale() -> Json:
    return a_sale().evidence()


@pytest.mark.parametrize(
    ("field", "false"),
    [
        ("price", 226),
        ("leader", "Bob#bbbbb"),
        ("leader", None),
        ("bid_count", 5),
        ("ends_at", 60_000),
        ("seq", 99),
    ],
)
def test_a_watcher_receives_no_false_state(
    sale: Json, tmp_path: Path, field: str, false: object
) -> None:
    lines(sale, "saw", watcher="early", seq=9)[0][field] = false
    assert broken(sale, tmp_path) == "C"


def test_a_watcher_receives_no_number_that_does_not_exist(sale: Json, tmp_path: Path) -> None:
    lines(sale, "saw", watcher="early", seq=11)[0]["seq"] = 13
    fault = "C early got a message that shows number 13, which doesn't exist"
    assert fault in faults(sale, tmp_path)


def test_a_watcher_receives_a_leader_as_soon_as_there_is_one(sale: Json, tmp_path: Path) -> None:
    item = lines(sale, "item", watcher="early", seq=2)[0]
    item["leader"] = "Ann#aaaaa"
    assert broken(sale, tmp_path) == "C"


def test_an_unknown_handle_may_be_anyone_s(sale: Json, tmp_path: Path) -> None:
    """So it is with a server without events, whose clients don't know their own handles."""
    sale["archive"] |= {"events": [], "items": []}
    for sent in lines(sale, "sent"):
        del sent["handle"]
    found = faults(sale, tmp_path)
    assert "leading" not in found
    assert "shows bid" not in found
    lines(sale, "saw", watcher="early", seq=4)[0]["leader"] = None
    assert "C early got a message that shows None leading" in faults(sale, tmp_path)


def test_handles_are_also_known_from_the_archive_s_events(sale: Json, tmp_path: Path) -> None:
    for sent in lines(sale, "sent"):
        del sent["handle"]
    assert broken(sale, tmp_path) == ""
    lines(sale, "saw", watcher="early", seq=4)[0]["leader"] = "Ann#aaaaa"
    assert broken(sale, tmp_path) == "C"


def test_a_watcher_receives_no_invented_bid(sale: Json, tmp_path: Path) -> None:
    lines(sale, "saw", watcher="early", seq=11)[0]["bids"].append([11, "x", "Bob#bbbbb", 260])
    assert broken(sale, tmp_path) == "C"


@pytest.mark.parametrize(("place", "false"), [(1, "fourth"), (2, "Bob#bbbbb"), (3, 226)])
def test_a_watcher_receives_a_bid_as_it_is_archived(
    sale: Json, tmp_path: Path, place: int, false: object
) -> None:
    lines(sale, "saw", watcher="late", seq=9)[0]["bids"][0][place] = false
    assert broken(sale, tmp_path) == ("MC" if false == "fourth" else "C")


def test_a_message_shows_no_bid_beyond_what_it_covers(sale: Json, tmp_path: Path) -> None:
    message = lines(sale, "saw", watcher="early", seq=9)[0]
    message["bids"].insert(0, [5, "unheard", "Cat#ccccc", 200])
    assert broken(sale, tmp_path) == "C"


def test_a_message_leaves_out_no_bid_that_it_covers(sale: Json, tmp_path: Path) -> None:
    lines(sale, "saw", watcher="early", seq=9)[0]["from_seq"] = 4
    assert broken(sale, tmp_path) == "C"


def test_a_gap_that_was_never_filled_is_named(sale: Json, tmp_path: Path) -> None:
    filled = lines(sale, "saw", watcher="early", from_seq=5)[0]
    sale["lines"].remove(filled)
    assert broken(sale, tmp_path) == "C"


def test_a_snapshot_may_stand_in_place_of_a_gap(sale: Json, tmp_path: Path) -> None:
    filled = lines(sale, "saw", watcher="early", from_seq=5)[0]
    filled |= {"from_seq": 9, "bids": [], "complete": False}
    assert broken(sale, tmp_path) == ""


def test_a_lost_last_message_is_a_gap(sale: Json, tmp_path: Path) -> None:
    sale["lines"].remove(lines(sale, "saw", watcher="early", seq=11)[0])
    assert broken(sale, tmp_path) == "C"


def test_no_watcher_is_left_behind(sale: Json, tmp_path: Path) -> None:
    lines(sale, "end", watcher="late")[0]["seq"] = 11
    assert broken(sale, tmp_path) == "C"


def test_no_watcher_is_left_with_an_old_price(sale: Json, tmp_path: Path) -> None:
    lines(sale, "end", watcher="late")[0]["price"] = 225
    assert broken(sale, tmp_path) == "C"


def test_no_screen_goes_back(sale: Json, tmp_path: Path) -> None:
    lines(sale, "end", watcher="late")[0] |= {"seq": 9}
    assert broken(sale, tmp_path) == "C"


@pytest.mark.parametrize(
    ("field", "false"), [("status", "open"), ("price", 210), ("leader", None), ("seq", 77)]
)
def test_an_item_message_shows_the_item_as_it_was(
    sale: Json, tmp_path: Path, field: str, false: object
) -> None:
    lines(sale, "item", watcher="late", status="paused")[0][field] = false
    assert broken(sale, tmp_path) == "C"

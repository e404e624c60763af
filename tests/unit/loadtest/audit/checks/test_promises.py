"""The checks of answers against the archive. Each test falsifies an honest sale in one place."""

from pathlib import Path

import pytest

from tests.unit.loadtest.audit.falsifying import add_line, broken, event, faults, lines, row
from tests.unit.loadtest.audit.honest_sale import HonestSale, Json
from tests.unit.loadtest.audit.sales import a_sale


@pytest.fixture
def sale() -> Json:
    return a_sale().evidence()


# L


def test_an_acknowledged_bid_that_is_not_archived_is_lost(sale: Json, tmp_path: Path) -> None:
    sale["archive"]["bids"].remove(row(sale, "third"))
    assert broken(sale, tmp_path) == "LC"


def test_a_lost_bid_that_was_answered_twice_is_reported_as_lost_only(
    sale: Json, tmp_path: Path
) -> None:
    sale["archive"]["bids"].remove(row(sale, "second"))
    assert broken(sale, tmp_path) == "LC"


def test_an_acknowledged_bid_that_is_no_event_is_lost(sale: Json, tmp_path: Path) -> None:
    event(sale, 9)["type"] = "ItemWarned"
    assert "L" in broken(sale, tmp_path)


def test_an_acknowledged_maximum_is_archived(tmp_path: Path) -> None:
    raised = HonestSale()
    raised.run("open")
    raised.bid("ann", 100, "first")
    raised.raise_maximum("ann", 300, "raise")
    raised.bid("bob", 150, "beaten")
    raised.settle()
    assert broken(raised.evidence(), tmp_path) == ""
    lost = raised.evidence()
    event(lost, 4)["type"] = "NoticeGiven"
    assert "L bid raise was acknowledged as number 4 and is not in the" in faults(lost, tmp_path)
    wrong = raised.evidence()
    lines(wrong, "answer", bid_id="raise")[0]["price"] = 300
    assert broken(wrong, tmp_path) == "LM"
    unsent = raised.evidence()
    unsent["lines"].remove(lines(unsent, "sent", bid_id="raise")[0])
    assert "P" in broken(unsent, tmp_path)


def test_an_acknowledged_number_is_archived(sale: Json, tmp_path: Path) -> None:
    for answer in lines(sale, "answer", bid_id="second", ok=True):
        answer["seq"] = 5
    assert broken(sale, tmp_path) == "LM"


def test_an_acknowledged_price_is_archived(sale: Json, tmp_path: Path) -> None:
    lines(sale, "answer", bid_id="third", ok=True)[0]["price"] = 230
    assert broken(sale, tmp_path) == "LM"


def test_the_archive_may_not_be_behind_the_hot_state(sale: Json, tmp_path: Path) -> None:
    sale["archive"]["events"].pop()
    sale["archive"]["items"][0] |= {"seq": 11, "status": "open"}
    assert broken(sale, tmp_path).startswith("L")


def test_the_hot_state_may_not_be_behind_the_archive(sale: Json, tmp_path: Path) -> None:
    sale["hot"]["lamp"] |= {"seq": 11, "status": "open", "winners": []}
    assert broken(sale, tmp_path) == "L"


@pytest.mark.parametrize(
    ("field", "false"),
    [("price", 240), ("leader", "Ann#aaaaa"), ("bid_count", 4), ("leader", None)],
)
def test_the_hot_state_agrees_with_the_archive(
    sale: Json, tmp_path: Path, field: str, false: object
) -> None:
    sale["hot"]["lamp"][field] = false
    assert broken(sale, tmp_path) == "L"


@pytest.mark.parametrize(
    ("field", "false"), [("seq", 11), ("price", 240), ("leader", "ann"), ("bid_count", 6)]
)
def test_an_archived_item_agrees_with_its_events(
    sale: Json, tmp_path: Path, field: str, false: object
) -> None:
    sale["archive"]["items"][0][field] = false
    assert broken(sale, tmp_path) == "L"


def test_an_archived_item_has_a_row(sale: Json, tmp_path: Path) -> None:
    sale["archive"]["items"].clear()
    assert broken(sale, tmp_path) == "L"


def test_the_archive_s_bids_are_those_of_its_events(sale: Json, tmp_path: Path) -> None:
    row(sale, "third")["at"] += 1
    found = faults(sale, tmp_path)
    assert "L bid third (number 9) is an event of the archive, and not among its bids" in found
    assert "L bid third (number 9) is among the archive's bids, and not among its events" in found
    assert broken(sale, tmp_path) == "L"


def test_an_archive_without_its_events_is_a_violation(sale: Json, tmp_path: Path) -> None:
    sale["archive"]["events"].clear()
    found = faults(sale, tmp_path)
    assert "L bid first (number 3) is among the archive's bids, and not among its events" in found


# D


def test_a_bid_id_takes_effect_once(sale: Json, tmp_path: Path) -> None:
    again = {**row(sale, "last-second"), "seq": 12}
    sale["archive"]["bids"].append(again)
    assert "D" in broken(sale, tmp_path)


def test_a_bid_id_has_one_answer(sale: Json, tmp_path: Path) -> None:
    lines(sale, "answer", bid_id="second", ok=True)[1]["minimum"] = 175
    assert broken(sale, tmp_path) == "DM"


def test_a_bid_id_has_one_number(sale: Json, tmp_path: Path) -> None:
    lines(sale, "answer", bid_id="second", ok=True)[1]["seq"] = 5
    assert broken(sale, tmp_path) == "DM"


def test_a_bid_id_with_another_amount_is_refused(sale: Json, tmp_path: Path) -> None:
    accepted = lines(sale, "answer", bid_id="first", ok=True)[0]
    lines(sale, "answer", bid_id="first", ok=False)[0].update(accepted)
    assert broken(sale, tmp_path) == "D"


def test_a_bid_id_of_another_user_is_refused(sale: Json, tmp_path: Path) -> None:
    lines(sale, "sent", bid_id="second")[1]["user"] = "ann"
    assert broken(sale, tmp_path) == "D"


def test_a_bid_sent_again_is_not_refused_as_reused(sale: Json, tmp_path: Path) -> None:
    again = lines(sale, "answer", bid_id="second")[1]
    again.update(ok=False, code="bid_id_reused")
    assert broken(sale, tmp_path) == "D"


@pytest.mark.parametrize(
    "details",
    [
        {"code": "too_low", "seq": 8},
        {"code": "too_low", "seq": 4, "price": 150, "minimum": 160},
        {"code": "closed"},
    ],
)
def test_a_bid_in_effect_is_not_refused_when_sent_again(
    sale: Json, tmp_path: Path, details: Json
) -> None:
    refusal = {"price": 200, "minimum": 225, **details, "ok": False}
    again = lines(sale, "answer", bid_id="second")[1]
    again.clear()
    again.update(k="answer", t=0, item_id="lamp", bid_id="second", **refusal)
    assert broken(sale, tmp_path) == "D"


def test_a_refused_bid_id_may_be_used_for_a_better_bid(tmp_path: Path) -> None:
    honest = HonestSale()
    honest.run("open")
    honest.bid("ann", 100, "a")
    honest.bid("bob", 105, "b")
    honest.bid("bob", 110, "b")
    assert broken(honest.evidence(), tmp_path) == ""


def test_a_bid_may_be_refused_twice(tmp_path: Path) -> None:
    honest = HonestSale()
    honest.bid("ann", 99, "a")
    honest.run("open")
    honest.bid("ann", 99, "a")
    honest.bid("ann", 99, "a")
    assert broken(honest.evidence(), tmp_path) == ""


# P


def test_a_refused_bid_is_not_archived(sale: Json, tmp_path: Path) -> None:
    answer = lines(sale, "answer", bid_id="last-second")[0]
    answer.update(ok=False, code="busy")
    assert broken(sale, tmp_path) == "P"


def test_a_refused_bid_that_was_sent_again_may_be_archived(sale: Json, tmp_path: Path) -> None:
    answer = lines(sale, "answer", bid_id="last-second")[0]
    answer.update(ok=False, code="busy")
    sale["lines"].append(lines(sale, "sent", bid_id="last-second")[0])
    assert broken(sale, tmp_path) == ""


def test_an_archived_bid_was_sent(sale: Json, tmp_path: Path) -> None:
    for sent in lines(sale, "sent", bid_id="unheard"):
        sale["lines"].remove(sent)
    assert broken(sale, tmp_path) == "P"


def test_an_archived_bid_was_sent_with_this_amount(sale: Json, tmp_path: Path) -> None:
    lines(sale, "sent", bid_id="unheard")[0]["amount"] = 201
    assert broken(sale, tmp_path) == "P"


def test_an_archived_bid_was_sent_by_this_user(sale: Json, tmp_path: Path) -> None:
    lines(sale, "sent", bid_id="unheard")[0]["user"] = "dan"
    assert broken(sale, tmp_path) == "P"


def test_an_unconfirmed_bid_may_be_archived_or_not(sale: Json, tmp_path: Path) -> None:
    assert lines(sale, "unconfirmed", bid_id="unheard")
    assert row(sale, "unheard")
    assert lines(sale, "unconfirmed", bid_id="lost")
    assert broken(sale, tmp_path) == ""


def test_no_bid_of_the_minimum_is_too_low(sale: Json, tmp_path: Path) -> None:
    lines(sale, "sent", bid_id="low")[0]["amount"] = 160
    assert broken(sale, tmp_path) == "P"


@pytest.mark.parametrize(("field", "false"), [("price", 151), ("minimum", 161), ("seq", 99)])
def test_a_refusal_has_the_price_and_minimum_at_its_number(
    sale: Json, tmp_path: Path, field: str, false: int
) -> None:
    lines(sale, "answer", bid_id="low")[0][field] = false
    assert broken(sale, tmp_path) == "P"


def test_a_too_low_bid_is_refused_with_a_number(sale: Json, tmp_path: Path) -> None:
    lines(sale, "answer", bid_id="second")[1].update(ok=False, code="too_low", seq=None)
    fault = "P bid second was refused as too_low without a number"
    assert faults(sale, tmp_path) == fault


@pytest.mark.parametrize("code", ["closed", "paused"])
def test_no_bid_is_refused_for_a_status_that_the_item_never_had(tmp_path: Path, code: str) -> None:
    honest = HonestSale()
    honest.run("open")
    honest.bid("ann", 99, "low")
    sale = honest.evidence()
    lines(sale, "answer", bid_id="low")[0]["code"] = code
    assert faults(sale, tmp_path) == f"P bid low was refused as {code}, which the item never was"


def test_a_server_without_events_may_refuse_a_bid_as_not_open(tmp_path: Path) -> None:
    honest = HonestSale()
    honest.bid("ann", 100, "early")
    sale = honest.evidence()
    sale["archive"] |= {"events": [], "items": []}
    sale["hot"]["lamp"]["seq"] = 0
    assert broken(sale, tmp_path) == ""


def test_a_bid_id_that_was_never_in_effect_is_not_reused(sale: Json, tmp_path: Path) -> None:
    lines(sale, "answer", bid_id="low")[0]["code"] = "bid_id_reused"
    assert broken(sale, tmp_path) == "P"


def test_a_bid_that_was_never_sent_is_not_refused(sale: Json, tmp_path: Path) -> None:
    add_line(sale, "answer", bid_id="ghost", ok=False, code="closed")
    assert broken(sale, tmp_path) == "P"

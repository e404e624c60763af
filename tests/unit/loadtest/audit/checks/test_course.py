"""The checks of an item's course and outcome. Each test falsifies an honest sale in one place."""

from pathlib import Path

import pytest

from tests.unit.loadtest.audit.falsifying import add_line, broken, event, faults, lines, row
from tests.unit.loadtest.audit.honest_sale import HonestSale, Json
from tests.unit.loadtest.audit.sales import a_sale


@pytest.fixture
def sale() -> Json:
    return a_sale().evidence()


def _change_bid(sale: Json, bid_id: str, **fields: int) -> None:
    """Change a bid in the archive's rows and events."""
    bid = row(sale, bid_id)
    archived = event(sale, bid["seq"])
    bid |= fields
    archived["body"] |= fields
    archived |= {name: value for name, value in fields.items() if name in archived}


def _sale_of(*amounts: int) -> HonestSale:
    """Return a sale with these accepted amounts, even against the rules."""
    sale = HonestSale()
    sale.run("open")
    for number, amount in enumerate(amounts):
        sale.force_bid("bob" if number % 2 else "ann", amount, f"b{number}")
    return sale


# M


def test_numbers_have_no_gap(sale: Json, tmp_path: Path) -> None:
    sale["archive"]["events"].remove(event(sale, 8))
    found = faults(sale, tmp_path)
    assert "M number 9 (BidAccepted): 1 missing before it, from number 8 on" in found


def test_a_number_is_given_once(sale: Json, tmp_path: Path) -> None:
    sale["archive"]["events"].append(event(sale, 8))
    assert broken(sale, tmp_path) == "M"


def test_time_does_not_go_back(sale: Json, tmp_path: Path) -> None:
    event(sale, 8)["at"] -= 500
    assert broken(sale, tmp_path) == "M"


def test_an_accepted_bid_is_not_below_the_minimum(tmp_path: Path) -> None:
    assert broken(_sale_of(100, 110, 119).evidence(), tmp_path) == "M"


def test_the_first_bid_is_not_below_the_start_price(tmp_path: Path) -> None:
    assert broken(_sale_of(99).evidence(), tmp_path) == "M"


def test_the_step_is_that_of_the_price(tmp_path: Path) -> None:
    assert broken(_sale_of(100, 200, 210).evidence(), tmp_path) == "M"
    assert broken(_sale_of(100, 200, 225).evidence(), tmp_path) == ""


def test_the_price_never_falls(tmp_path: Path) -> None:
    found = faults(_sale_of(100, 150, 120).evidence(), tmp_path)
    assert "M number 5 (BidAccepted): the price falls from 150 to 120" in found


def test_an_acceptance_has_the_minimum_right_after_its_bid(sale: Json, tmp_path: Path) -> None:
    lines(sale, "answer", bid_id="third")[0]["minimum"] = 235
    assert broken(sale, tmp_path) == "M"


def test_an_acceptance_has_the_end_right_after_its_bid(sale: Json, tmp_path: Path) -> None:
    lines(sale, "answer", bid_id="last-second")[0]["ends_at"] -= 3_000
    assert broken(sale, tmp_path) == "M"


def test_no_bid_is_accepted_at_the_end(sale: Json, tmp_path: Path) -> None:
    _change_bid(sale, "last-second", at=61_000)
    found = faults(sale, tmp_path)
    assert "M number 10 (BidAccepted): its time 61000 is not before the end 61000" in found


def test_no_bid_is_accepted_in_a_pause(sale: Json, tmp_path: Path) -> None:
    for seq in (7, 8):
        event(sale, seq)["type"] = "ItemForgotten"
    found = faults(sale, tmp_path)
    assert "M number 9 (BidAccepted): it is not allowed while the item is paused" in found


def test_nothing_happens_after_the_outcome(sale: Json, tmp_path: Path) -> None:
    last = event(sale, 12)
    sale["archive"]["events"].append({**last, "seq": 13, "type": "ItemPaused", "body": {}})
    found = faults(sale, tmp_path)
    assert "M number 13 (ItemPaused): it is not allowed while the item is sold" in found


def test_a_late_bid_moves_the_end_by_the_rules(sale: Json, tmp_path: Path) -> None:
    event(sale, 11)["body"]["ends_at"] += 1
    found = faults(sale, tmp_path)
    fault = "it moves the end to 64001; the late bid moves it to 64000"
    assert f"M number 11 (ItemExtended): {fault}" in found


def test_a_late_bid_is_followed_by_its_extension(tmp_path: Path) -> None:
    honest = HonestSale()
    honest.run("open")
    honest.wait(58_500)
    honest.bid("ann", 100, "late")
    honest.run("warn")
    sale = honest.evidence()
    assert broken(sale, tmp_path) == ""
    due = "the end was not moved to 63500 by the late bid"
    del sale["archive"]["events"][3]
    assert f"M number 5 (ItemWarned): {due} before it" in faults(sale, tmp_path)
    del sale["archive"]["events"][3]
    assert f"M number 3 (BidAccepted): {due}" in faults(sale, tmp_path)


def test_a_pause_moves_the_end_by_its_length(sale: Json, tmp_path: Path) -> None:
    event(sale, 7)["body"]["ends_at"] += 10
    fault = "it moves the end to 61010; with the pause added it is 61000"
    assert f"M number 7 (ItemResumed): {fault}" in faults(sale, tmp_path)


@pytest.mark.parametrize("end", [60_999, 61_000, None])
def test_an_extension_does_not_bring_the_end_forward(
    sale: Json, tmp_path: Path, end: int | None
) -> None:
    event(sale, 8).update(type="ItemExtended", body={"ends_at": end})
    fault = f"it brings the end forward, from 61000 to {end}"
    assert f"M number 8 (ItemExtended): {fault}" in faults(sale, tmp_path)


def test_an_extension_lies_in_the_future(tmp_path: Path) -> None:
    sale = _without_end(HonestSale())
    extension = {"seq": 2, "at": 2_000, "type": "ItemExtended", "body": {"ends_at": 2_000}}
    sale["archive"]["events"].append({"item_id": "lamp", **extension})
    assert "M number 2 (ItemExtended): it brings the end forward" in faults(sale, tmp_path)
    extension["body"] = {"ends_at": 2_001}
    sale["archive"]["events"][-1] |= extension
    assert "M " not in faults(sale, tmp_path)


def test_an_event_of_unknown_type_is_named(sale: Json, tmp_path: Path) -> None:
    event(sale, 8)["type"] = "ItemForgotten"
    found = faults(sale, tmp_path)
    assert "M number 8 (ItemForgotten): its type is unknown" in found


def test_an_item_without_an_end_takes_bids_at_any_time(tmp_path: Path) -> None:
    assert broken(_without_end(_sale_of(100, 110)), tmp_path) == ""


# W


def test_an_item_has_one_outcome(sale: Json, tmp_path: Path) -> None:
    sale["archive"]["events"].append(event(sale, 12) | {"seq": 13})
    assert "W it ended 2 times, by the numbers 12, 13" in faults(sale, tmp_path)


def test_the_highest_bid_wins(sale: Json, tmp_path: Path) -> None:
    event(sale, 12)["body"]["winners"] = [[["ann", "Ann#aaaaa"], 225]]
    assert broken(sale, tmp_path) == "W"


def test_the_winner_pays_their_bid(sale: Json, tmp_path: Path) -> None:
    event(sale, 12)["body"]["winners"][0][1] = 249
    assert broken(sale, tmp_path) == "W"


def test_the_earlier_of_two_equal_bids_wins(tmp_path: Path) -> None:
    honest = _sale_of(100, 100)
    honest.run("close")
    found = faults(honest.evidence(), tmp_path)
    assert "W number 5 names bob at 100 as winner; the rules give ann at 100" in found


def test_an_item_has_one_winner(sale: Json, tmp_path: Path) -> None:
    winners = event(sale, 12)["body"]["winners"]
    winners.append([["ann", "Ann#aaaaa"], 225])
    assert broken(sale, tmp_path) == "W"


def test_an_item_with_a_bid_is_sold(sale: Json, tmp_path: Path) -> None:
    event(sale, 12)["body"]["status"] = "unsold"
    assert "W number 12 has the status unsold; the rules give sold" in faults(sale, tmp_path)


def test_a_cancelled_item_has_no_winner(sale: Json, tmp_path: Path) -> None:
    event(sale, 12)["type"] = "ItemCancelled"
    assert "W number 12 names bob at 250 as winner; the rules give nobody" in faults(sale, tmp_path)
    event(sale, 12)["body"]["winners"] = []
    assert "W number 12" not in faults(sale, tmp_path)


@pytest.mark.parametrize(
    ("winners", "shown"),
    [
        ([["Ann#aaaaa", 250]], "Ann#aaaaa at 250"),
        ([["Bob#bbbbb", 225]], "Bob#bbbbb at 225"),
        ([["Bob#bbbbb", 250], ["Ann#aaaaa", 225]], "Bob#bbbbb at 250, Ann#aaaaa at 225"),
        ([], "nobody"),
    ],
)
def test_a_node_that_shows_another_winner_is_named(
    sale: Json, tmp_path: Path, winners: list[tuple[str, int]], shown: str
) -> None:
    node = lines(sale, "item", watcher="node-2")[0]
    node["winners"] = [{"bidder": bidder, "amount": amount} for bidder, amount in winners]
    found = f"W node-2 showed it as sold, {shown}; the archive holds sold, bob at 250"
    assert faults(sale, tmp_path) == found


def test_a_node_that_shows_another_outcome_is_named(sale: Json, tmp_path: Path) -> None:
    lines(sale, "item", watcher="node-2")[0]["status"] = "cancelled"
    assert "W node-2 showed it as cancelled" in faults(sale, tmp_path)


def test_a_watcher_who_received_an_outcome_that_is_not_archived_is_named(tmp_path: Path) -> None:
    honest = HonestSale()
    honest.run("open")
    sale = honest.evidence()
    view = {"seq": 2, "status": "unsold", "price": 100, "leader": None, "winners": []}
    add_line(sale, "item", watcher="early", **view)
    assert broken(sale, tmp_path) == "WC"


def test_one_bid_leads_at_a_number(sale: Json, tmp_path: Path) -> None:
    """A lost update: two bidders are acknowledged as leading at the same number."""
    third = lines(sale, "answer", bid_id="third")[0]
    add_line(sale, "sent", user="dan", bid_id="twin", amount=225, transport="http")
    sale["lines"].append({**third, "bid_id": "twin"})
    assert broken(sale, tmp_path) == "LMW"


def test_two_bids_on_one_number_are_a_lost_update(tmp_path: Path) -> None:
    """The same in an archive that has bids only."""
    sale = _without_events(_sale_of(100, 110, 120).evidence())
    row(sale, "b2")["seq"] = 2
    lines(sale, "answer", bid_id="b2")[0]["seq"] = 2
    letters = broken(sale, tmp_path)
    assert "M" in letters
    assert "W" in letters


def test_an_archive_without_events_is_checked_by_its_bids(tmp_path: Path) -> None:
    assert broken(_without_events(_sale_of(100, 110, 120).evidence()), tmp_path) == ""
    assert broken(_without_events(_sale_of(100, 110, 119).evidence()), tmp_path) == "M"


def test_an_accepted_bid_leads(sale: Json, tmp_path: Path) -> None:
    lines(sale, "answer", bid_id="third")[0]["leading"] = False
    assert broken(sale, tmp_path) == "W"


def _without_end(honest: HonestSale) -> Json:
    """Return a sale whose item has no end."""
    sale = honest.evidence()
    for part in (lines(sale, "put_up")[0]["item"], *lines(sale, "answer")):
        del part["ends_at"]
    return sale


def _without_events(sale: Json) -> Json:
    """Reduce the archive to bids, numbered from 1."""
    shift = row(sale, "b0")["seq"] - 1
    sale["archive"] |= {"events": [], "items": []}
    for bid in sale["archive"]["bids"]:
        bid["seq"] -= shift
    for answer in lines(sale, "answer"):
        answer["seq"] -= shift
    sale["hot"]["lamp"]["seq"] -= shift
    return sale

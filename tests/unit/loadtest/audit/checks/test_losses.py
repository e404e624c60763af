"""The checks of losses. Each test falsifies an honest sale, or loses and names some of its events."""

from pathlib import Path

import pytest

from loadtest.audit.judgement import judge
from loadtest.audit.record import read
from tests.unit.loadtest.audit.falsifying import add_line, broken, faults, lines, row, write
from tests.unit.loadtest.audit.honest_sale import HonestSale, Json
from tests.unit.loadtest.audit.sales import a_sale


@pytest.fixture
def sale() -> Json:
    return a_sale().evidence()


def a_sale_with_a_lost_bid() -> Json:
    """Two bids are acknowledged and shown, then lost; another history continues in their place."""
    kept = a_kept_history()
    kept.bid("dan", 110, "second history")
    return losing_two_bids(kept)


def a_kept_history() -> HonestSale:
    """Begin a history with the bid before the lost ones."""
    kept = HonestSale()
    kept.run("open")
    kept.join("late")
    kept.bid("ann", 100, "first")
    return kept


def losing_two_bids(kept: HonestSale) -> Json:
    """Close an item of which another history had two more bids, which were acknowledged and shown."""
    lost = HonestSale()
    lost.run("open")
    lost.join("early")
    lost.bid("ann", 100, "first")
    lost.bid("bob", 150, "gone")
    lost.bid("cat", 160, "gone too")
    kept.run("close")
    kept.settle()
    evidence = kept.evidence()
    evidence["lines"] += [line for line in lost.evidence()["lines"] if line["k"] != "put_up"]
    return evidence


def judged_with_losses(evidence: Json, directory: Path, *named: tuple[int, int]) -> tuple[str, int]:
    """Judge a run that may lose events; return the violated letters and the number of lost bids."""
    evidence["losses"] = [{"item_id": "lamp", "first": a, "last": b} for a, b in named]
    write(evidence, directory)
    return violated(directory), judge(read(directory), may_lose=True).totals["lost and named"]


def violated(directory: Path) -> str:
    """Judge a run that may lose events; return the violated letters."""
    verdicts = judge(read(directory), may_lose=True).verdicts
    return "".join(each.letter for each in verdicts if each.violations)


def test_a_number_of_two_bids_is_a_mixture_of_two_histories(sale: Json, tmp_path: Path) -> None:
    number = row(sale, "third")["seq"]
    fields = {"ok": True, "seq": number, "price": 225, "minimum": 250, "leading": True}
    add_line(sale, "sent", bid_id="forgotten", user="dan", amount=225, transport="http")
    add_line(sale, "answer", bid_id="forgotten", **fields)
    found = faults(sale, tmp_path)
    assert f"M number {number} belongs to several bids, as in two histories: " in found
    assert f"L bid forgotten was acknowledged as number {number} and is not in the archive" in found


def test_a_mixture_is_found_in_the_archive_alone(sale: Json, tmp_path: Path) -> None:
    for bid in (
        row(sale, "third"),
        sale["archive"]["events"][row(sale, "third")["seq"] - 1]["body"],
    ):
        bid["amount"] = 205
    assert "its amount 205 is below the minimum 225" in faults(sale, tmp_path)


def test_a_time_that_runs_backwards_is_found_in_the_archive_alone(
    sale: Json, tmp_path: Path
) -> None:
    sale["archive"]["events"][4]["at"] -= 100_000
    assert "the time of the event before it" in faults(sale, tmp_path)


def test_an_answer_from_before_its_commit_is_a_loss_if_the_commit_never_happened(
    sale: Json, tmp_path: Path
) -> None:
    fields = {"ok": True, "seq": 99, "price": 900, "minimum": 925, "leading": True}
    add_line(sale, "sent", bid_id="early", user="dan", amount=900, transport="http")
    add_line(sale, "answer", bid_id="early", **fields)
    expected = "L bid early was acknowledged as number 99 and is not in the archive"
    assert faults(sale, tmp_path) == expected


def test_an_event_that_was_set_aside_is_a_loss(sale: Json, tmp_path: Path) -> None:
    sale["archive"]["set_aside"] = [{"item_id": "lamp", "epoch": 2, "seq": 7}]
    expected = "L number 7 of epoch 2 was set aside, and nothing may be lost"
    assert faults(sale, tmp_path) == expected


@pytest.mark.parametrize("may_lose", [False, True])
def test_an_entry_that_the_archive_refused_is_a_violation_in_any_run(
    sale: Json, tmp_path: Path, may_lose: bool
) -> None:
    sale["refused"] = [{"item_id": "lamp", "reason": "UniqueViolationError"}]
    if may_lose:
        assert judged_with_losses(sale, tmp_path)[0] == "L"
    else:
        expected = "L the archive refused a journal entry: UniqueViolationError"
        assert faults(sale, tmp_path) == expected


def test_a_named_loss_is_a_violation_where_nothing_may_be_lost(sale: Json, tmp_path: Path) -> None:
    sale["losses"] = [{"item_id": "lamp", "first": 8, "last": 9}]
    assert broken(sale, tmp_path) == "L"


def test_losses_that_are_named_are_no_violation_where_events_may_be_lost(tmp_path: Path) -> None:
    assert judged_with_losses(a_sale_with_a_lost_bid(), tmp_path, (4, 5)) == ("", 2)


@pytest.mark.parametrize("named", [(4, 4), (5, 5), (6, 9)])
def test_a_loss_that_is_not_named_is_a_violation(tmp_path: Path, named: tuple[int, int]) -> None:
    letters, _ = judged_with_losses(a_sale_with_a_lost_bid(), tmp_path, named)
    assert "L" in letters


@pytest.mark.parametrize(("named", "letters"), [(True, ""), (False, "C")])
def test_an_end_that_was_lost_with_its_number_was_shown_truly(
    sale: Json, tmp_path: Path, named: bool, letters: str
) -> None:
    """The price is the same in both histories."""
    saw = lines(sale, "saw")[-1]
    sale["lines"].append({**saw, "ends_at": saw["ends_at"] + 520, "bids": []})
    ranges = [(saw["seq"], saw["seq"])] if named else []
    assert judged_with_losses(sale, tmp_path, *ranges)[0] == letters


def test_a_loss_of_another_item_names_nothing(tmp_path: Path) -> None:
    evidence = a_sale_with_a_lost_bid()
    evidence["losses"] = [{"item_id": "vase", "first": 4, "last": 5}]
    write(evidence, tmp_path)
    assert not judge(read(tmp_path), may_lose=True).clean


@pytest.mark.parametrize(
    ("aside", "letters"), [(99, ""), (98, "L")], ids=["named", "of which no node knows"]
)
def test_what_nobody_was_answered_or_shown_may_be_undone_if_it_is_named(
    sale: Json, tmp_path: Path, aside: int, letters: str
) -> None:
    sale["losses"] = [{"item_id": "lamp", "first": 99, "last": 99}]
    sale["archive"]["set_aside"] = [{"item_id": "lamp", "epoch": 2, "seq": aside}]
    assert undone(sale, tmp_path) == letters


def test_what_was_answered_may_not_be_undone_although_it_is_named(tmp_path: Path) -> None:
    evidence = a_sale_with_a_lost_bid()
    evidence["losses"] = [{"item_id": "lamp", "first": 4, "last": 5}]
    assert "L" in undone(evidence, tmp_path)


def undone(evidence: Json, directory: Path) -> str:
    """Judge a run that may take back what nobody knows; return the letters that it violates."""
    write(evidence, directory)
    verdicts = judge(read(directory), may_undo=True).verdicts
    return "".join(each.letter for each in verdicts if each.violations)


def test_an_event_that_was_set_aside_has_to_be_named(tmp_path: Path) -> None:
    evidence = a_sale_with_a_lost_bid()
    evidence["archive"]["set_aside"] = [{"item_id": "lamp", "epoch": 2, "seq": 5}]
    assert judged_with_losses(evidence, tmp_path, (4, 5)) == ("", 2)
    evidence["archive"]["set_aside"] = [{"item_id": "lamp", "epoch": 2, "seq": 6}]
    assert judged_with_losses(evidence, tmp_path, (4, 5))[0] == "L"


def test_a_shown_outcome_is_never_excused_by_a_loss(tmp_path: Path) -> None:
    evidence = a_sale_with_a_lost_bid()
    winners = [{"bidder": "Cat#ccccc", "amount": 160}]
    fields = {"seq": 6, "status": "sold", "price": 160, "winners": winners}
    add_line(evidence, "item", watcher="early", **fields)
    assert "W" in judged_with_losses(evidence, tmp_path, (4, 6))[0]


def test_lines_about_named_numbers_that_agree_with_the_history_are_still_judged(
    tmp_path: Path,
) -> None:
    evidence = a_sale_with_a_lost_bid()
    lines(evidence, "answer", bid_id="second history")[0]["minimum"] = 999
    assert judged_with_losses(evidence, tmp_path, (4, 5))[0] == "M"


def notified(evidence: Json, user: str, bid_id: str) -> Json:
    """Add a notice of a lost bid."""
    add_line(evidence, "bid_lost", user=user, bid_id=bid_id)
    return evidence


def a_sale_with_a_listener() -> Json:
    """Bob, whose bid is lost, has a socket, and Cat has none."""
    evidence = a_sale_with_a_lost_bid()
    evidence["lines"].append({"k": "listening", "t": 0, "user": "bob"})
    return evidence


def test_the_bidder_of_a_lost_bid_is_notified(tmp_path: Path) -> None:
    silent = a_sale_with_a_listener()
    assert judged_with_losses(silent, tmp_path, (4, 5)) == ("C", 2)
    assert judged_with_losses(notified(silent, "bob", "gone"), tmp_path, (4, 5)) == ("", 2)


def test_a_raised_maximum_under_a_number_of_a_loss_is_not_lost(tmp_path: Path) -> None:
    kept = a_kept_history()
    kept.raise_maximum("ann", 500, "second history")
    evidence = losing_two_bids(kept)
    evidence["lines"].append({"k": "listening", "t": 0, "user": "ann"})
    assert judged_with_losses(evidence, tmp_path, (4, 5)) == ("", 2)
    lines(evidence, "answer", bid_id="second history")[0]["price"] = 999
    assert judged_with_losses(evidence, tmp_path, (4, 5)) == ("LM", 2)


def test_the_bidder_of_a_lost_bid_that_stands_by_now_needs_no_notice(tmp_path: Path) -> None:
    kept = a_kept_history()
    kept.bid("dan", 110, "second history")
    kept.bid("bob", 150, "gone")
    evidence = losing_two_bids(kept)
    evidence["lines"].append({"k": "listening", "t": 0, "user": "bob"})
    assert judged_with_losses(evidence, tmp_path, (4, 5)) == ("", 2)


def test_a_bid_of_which_only_the_number_is_known_needs_no_notice_unless_it_was_set_aside(
    tmp_path: Path,
) -> None:
    evidence = a_sale_with_a_listener()
    evidence["losses"] = [{"item_id": "lamp", "first": 4, "last": 5, "only_numbers": True}]
    write(evidence, tmp_path)
    assert violated(tmp_path) == ""
    evidence["archive"]["set_aside"] = [{"item_id": "lamp", "epoch": 1, "seq": 4}]
    write(evidence, tmp_path)
    assert violated(tmp_path) == "C"


@pytest.mark.parametrize(("events", "letters"), [(1, ""), (2, "C")])
def test_a_loss_with_content_that_leaves_out_a_number_tells_nothing_of_its_bid(
    tmp_path: Path, events: int, letters: str
) -> None:
    evidence = a_sale_with_a_listener()
    numbers = {"item_id": "lamp", "first": 4, "last": 5}
    evidence["losses"] = [
        {**numbers, "events": events},
        {**numbers, "events": 1, "only_numbers": True},
    ]
    write(evidence, tmp_path)
    assert violated(tmp_path) == letters


def test_nobody_is_notified_of_the_loss_of_anothers_bid(tmp_path: Path) -> None:
    evidence = notified(a_sale_with_a_lost_bid(), "dan", "gone too")
    assert "C" in judged_with_losses(evidence, tmp_path, (4, 5))[0]


def test_a_bid_that_stands_is_not_notified_as_lost(sale: Json, tmp_path: Path) -> None:
    expected = "C the loss of bid third was notified, and it is in the archive"
    assert faults(notified(sale, "ann", "third"), tmp_path) == expected


def test_a_bid_that_was_lost_before_its_answer_may_be_sent_again(
    sale: Json, tmp_path: Path
) -> None:
    evidence = notified(sale, "ann", "third")
    evidence["lines"][-1]["t"] = 0
    assert faults(evidence, tmp_path) == ""


def test_a_refusal_may_be_due_to_a_pause_that_was_lost(tmp_path: Path) -> None:
    sale = a_sale_with_a_lost_bid()
    add_line(sale, "sent", bid_id="in pause", user="dan", amount=900, transport="http")
    add_line(sale, "answer", bid_id="in pause", ok=False, code="paused")
    assert judged_with_losses(sale, tmp_path, (4, 6)) == ("", 2)
    assert judged_with_losses(sale, tmp_path)[0] != ""


@pytest.mark.parametrize(("seq", "letters"), [(4, ""), (3, "P")], ids=["lost", "not lost"])
def test_a_refusal_at_a_lost_number_may_name_another_minimum_at_the_same_price(
    tmp_path: Path, seq: int, letters: str
) -> None:
    sale = a_sale_with_a_lost_bid()
    price = {3: 100, 4: 110}[seq]
    add_line(sale, "sent", bid_id="low", user="ann", amount=100, max_amount=105, transport="http")
    fields = {"ok": False, "code": "too_low", "seq": seq, "price": price, "minimum": 999}
    add_line(sale, "answer", bid_id="low", **fields)
    assert judged_with_losses(sale, tmp_path, (4, 5)) == (letters, 2)

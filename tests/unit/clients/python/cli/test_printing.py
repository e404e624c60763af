"""The lines that the command line prints about changes and refusals."""

import re
import time

import pytest
from msgspec.structs import replace

from auction_client.cli.printing import changed_item, refused_line, state_line, text_lines
from auction_client.messages import Refusal, Winner
from tests.unit.clients.python.cli.items import BID, OPEN, a_view

SOLD = replace(OPEN, status="sold", winners=(Winner(bidder="Ann#k3f9q", amount=1_250),))


@pytest.fixture(autouse=True)
def utc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()


def test_the_first_view_prints_a_line_of_state() -> None:
    [line] = text_lines(None, a_view())
    assert line == "00:00:00+00:00  open          10.00 EUR, next bid 10.00 EUR or more"


def test_a_new_bid_prints_one_line_and_repeats_no_state() -> None:
    after = replace(OPEN, seq=3, price=1_250, bid_count=1, server_time=5)
    [line] = text_lines(a_view(), a_view(after, BID))
    assert line.endswith("bid           12.50 EUR by Ann#k3f9q")
    [line] = text_lines(a_view(), a_view(after, BID), "Anna#k3f9q")
    assert line.endswith("by you")


def test_all_bids_between_two_views_are_printed() -> None:
    second = replace(BID, seq=4, bid_id="b2", amount=1_500)
    lines = list(text_lines(a_view(), a_view(OPEN, BID, second)))
    assert ["12.50" in lines[0], "15.00" in lines[1], len(lines)] == [True, True, 2]


def test_an_unchanged_view_prints_nothing() -> None:
    later = a_view(replace(OPEN, server_time=5))
    assert not list(text_lines(a_view(), later))
    assert changed_item(a_view(), later) is None


def test_bids_that_were_left_out_are_named() -> None:
    leap = replace(a_view(replace(OPEN, seq=9), replace(BID, seq=9)), complete_after=8)
    lines = list(text_lines(a_view(), leap))
    assert "earlier bids are left out" in lines[0]
    following = replace(a_view(replace(OPEN, seq=10), replace(BID, seq=10)), complete_after=8)
    assert "left out" not in "".join(text_lines(leap, following))


def test_an_outcome_has_the_time_of_its_own_event() -> None:
    [line] = text_lines(a_view(), a_view(replace(SOLD, server_time=61_000)))
    assert line == "00:01:01+00:00  sold          12.50 EUR to Ann#k3f9q"
    shown_late = replace(SOLD, server_time=999_000)
    [line] = text_lines(None, a_view(replace(shown_late, closed_at=61_000)))
    assert line.startswith("00:01:01+00:00  sold")
    [line] = text_lines(None, a_view(replace(shown_late, ends_at=62_000)))
    assert line.startswith("00:01:02+00:00  sold")
    [line] = text_lines(None, a_view(shown_late))
    assert line.startswith("earlier         sold")


def test_a_bid_that_was_taken_back_prints_a_line_and_the_items_new_state() -> None:
    gone = a_view(replace(OPEN, bid_count=1, retractions=1), replace(BID, retracted=True))
    lines = list(text_lines(a_view(OPEN, BID), gone))
    assert lines[0].endswith("gone          12.50 EUR by Ann#k3f9q")
    assert lines[1].endswith("open          10.00 EUR, next bid 10.00 EUR or more")
    assert len(lines) == 2
    change = changed_item(a_view(OPEN, BID), gone)
    assert change is not None
    match change["bids"]:
        case [{"bid_id": "b1", "retracted": True}]:
            pass
        case other:
            pytest.fail(f"unexpected bids: {other}")
    assert not list(text_lines(gone, gone))
    assert sum("gone" in line for line in text_lines(None, gone)) == 1


def test_a_moved_end_prints_a_line() -> None:
    [line] = text_lines(a_view(), a_view(replace(OPEN, ends_at=60_000)))
    assert re.search(r"ends 1970-01-01 00:01:00\+00:00$", line)


def test_a_change_for_programs_is_the_item_with_its_new_bids() -> None:
    second = replace(BID, seq=4, bid_id="b2")
    change = changed_item(a_view(OPEN, BID), a_view(replace(OPEN, seq=4), BID, second))
    assert change is not None
    assert change["item_id"] == "lamp"
    match change["bids"]:
        case [{"bid_id": "b2"}]:
            pass
        case other:
            pytest.fail(f"unexpected bids: {other}")


def test_a_refusal_shows_its_amounts_as_money_and_not_what_only_programs_need() -> None:
    too_low = Refusal(code="too_low", message="too low", details={"minimum": 20_250, "seq": 3})
    assert refused_line(too_low, "EUR") == "refused, too_low: too low (minimum 202.50 EUR)"
    beyond = Refusal(code="limit_exceeded", message="too much", details={"limit": 5_000})
    assert refused_line(beyond, "EUR").endswith("(limit 50.00 EUR)")
    assert refused_line(too_low) == "refused, too_low: too low"


def test_the_minimum_of_a_field_is_shown_as_that_field_is_written() -> None:
    def invalid(field: str) -> str:
        details = {"field": field, "minimum": 20_250}
        return refused_line(Refusal(code="invalid", message="wrong", details=details), "EUR")

    assert invalid("price").endswith("(minimum 202.50 EUR)")
    assert invalid("ends_at").endswith("(minimum 1970-01-01 00:00:20+00:00)")
    assert invalid("quantity").endswith("(minimum 20250)")


def test_the_faults_of_fields_are_listed_in_words() -> None:
    faults = [{"field": "a", "message": "missing"}, {"field": "b", "message": "unknown"}]
    refusal = Refusal(code="invalid", message="wrong", details={"errors": faults})
    assert refused_line(refusal) == "refused, invalid: wrong (a: missing; b: unknown)"


@pytest.mark.parametrize(
    ("code", "hint"),
    [("implausible", "--confirmed"), ("already_leading", "--max"), ("unauthenticated", "login")],
)
def test_a_refusal_that_can_be_mended_says_how(code: str, hint: str) -> None:
    assert hint in refused_line(Refusal(code=code, message="no", details={}))


def test_the_state_of_an_item_is_one_line() -> None:
    assert state_line(SOLD) == "sold: 12.50 EUR to Ann#k3f9q"
    assert state_line(replace(SOLD, winners=(), status="unsold")) == "not sold: nobody won"

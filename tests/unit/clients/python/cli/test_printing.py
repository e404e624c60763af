"""The lines that the command line prints."""

import json
import re
import time

import pytest
from msgspec.structs import replace

from auction_client.cli.printing import (
    accepted_line,
    json_lines,
    refused_line,
    taken_back_line,
    text_lines,
)
from auction_client.item_view import ItemView
from auction_client.messages import Bid, BidAnswer, Item, Refusal, Winner

OPEN = Item(
    item_id="lamp",
    auction_id="demo",
    title="Lamp",
    description="",
    image_url=None,
    format="english",
    status="open",
    currency="EUR",
    start_price=1_000,
    price=1_000,
    minimum=1_000,
    leader=None,
    bid_count=0,
    reserve_met=True,
    opens_at=None,
    ends_at=None,
    seq=2,
    winners=(),
    server_time=0,
)
BID = Bid(seq=3, bid_id="b1", bidder="Ann#k3f9q", amount=1_250, at=0)


def a_view(item: Item = OPEN, *bids: Bid) -> ItemView:
    return ItemView(item=item, bids=bids, covered=((0, item.seq),))


def test_the_first_view_prints_a_line_of_state() -> None:
    [line] = text_lines(None, a_view())
    assert line.endswith("open       10.00 EUR, next bid 10.00 EUR or more")


def test_a_new_bid_prints_one_line_and_repeats_no_state() -> None:
    after = replace(OPEN, seq=3, price=1_250, bid_count=1, server_time=5)
    [line] = text_lines(a_view(), a_view(after, BID))
    assert line.endswith("bid        12.50 EUR by Ann#k3f9q")


def test_all_bids_between_two_views_are_printed() -> None:
    second = replace(BID, seq=4, bid_id="b2", amount=1_500)
    lines = list(text_lines(a_view(), a_view(OPEN, BID, second)))
    assert ["12.50" in lines[0], "15.00" in lines[1], len(lines)] == [True, True, 2]


def test_an_unchanged_view_prints_nothing() -> None:
    later = a_view(replace(OPEN, server_time=5))
    assert not list(text_lines(a_view(), later))
    assert not list(json_lines(a_view(), later))


def test_an_outcome_names_the_winner_and_the_price() -> None:
    sold = replace(OPEN, status="sold", winners=(Winner(bidder="Ann#k3f9q", amount=1_250),))
    [line] = text_lines(a_view(OPEN, BID), a_view(sold, BID))
    assert line.endswith("sold       12.50 EUR to Ann#k3f9q")


def test_a_bid_that_was_taken_back_prints_a_line_and_the_items_new_state() -> None:
    gone = a_view(replace(OPEN, bid_count=1, retractions=1), replace(BID, retracted=True))
    lines = list(text_lines(a_view(OPEN, BID), gone))
    assert lines[0].endswith("gone       12.50 EUR by Ann#k3f9q")
    assert lines[1].endswith("open       10.00 EUR, next bid 10.00 EUR or more")
    assert len(lines) == 2
    [line] = json_lines(a_view(OPEN, BID), gone)
    assert [(bid["bid_id"], bid["retracted"]) for bid in json.loads(line)["bids"]] == [("b1", True)]
    assert not list(text_lines(gone, gone))


def test_a_moved_end_prints_a_line() -> None:
    [line] = text_lines(a_view(), a_view(replace(OPEN, ends_at=60_000)))
    assert re.search(r"^\d\d:\d\d:\d\d[+-]\d\d:\d\d  ", line)
    assert re.search(r"ends 19\d\d-\d\d-\d\d \d\d:\d\d:\d\d[+-]\d\d:\d\d$", line)


def test_a_moment_beyond_the_calendar_is_printed_in_milliseconds() -> None:
    [line] = text_lines(a_view(), a_view(replace(OPEN, ends_at=2**53, server_time=2**53)))
    assert line.startswith(f"{2**53} ms")
    assert line.endswith(f"ends {2**53} ms")


def test_times_have_the_offset_of_the_local_time_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    for zone, shown in (("UTC", "00:00:00+00:00"), ("XXX-5:30", "05:30:00+05:30")):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        [line] = text_lines(None, a_view())
        assert line.startswith(shown)
    monkeypatch.undo()
    time.tzset()


def test_a_json_line_is_the_item_with_its_new_bids() -> None:
    second = replace(BID, seq=4, bid_id="b2")
    [line] = json_lines(a_view(OPEN, BID), a_view(replace(OPEN, seq=4), BID, second))
    decoded = json.loads(line)
    assert decoded["item_id"] == "lamp"
    assert [bid["bid_id"] for bid in decoded["bids"]] == ["b2"]


def test_a_refusal_shows_its_amounts_as_money() -> None:
    too_low = Refusal(code="too_low", message="too low", details={"minimum": 1_300, "seq": 3})
    assert refused_line(too_low, "EUR") == "refused, too_low: too low (minimum 13.00 EUR, seq 3)"
    beyond = Refusal(code="limit_exceeded", message="too much", details={"limit": 5_000})
    assert refused_line(beyond, "EUR").endswith("(limit 50.00 EUR)")


def test_a_refusal_shows_no_amount_without_a_currency() -> None:
    too_low = Refusal(code="too_low", message="too low", details={"minimum": 1_300, "seq": 3})
    assert refused_line(too_low) == "refused, too_low: too low (seq 3)"


def test_the_minimum_of_an_invalid_field_is_no_money() -> None:
    invalid = Refusal(
        code="invalid", message="too early", details={"field": "ends_at", "minimum": 9}
    )
    assert refused_line(invalid, "EUR").endswith("(field ends_at, minimum 9)")


def test_an_accepted_bid_prints_whether_it_leads() -> None:
    answer = BidAnswer(
        bid_id="b1",
        item_id="lamp",
        seq=3,
        price=1_250,
        minimum=1_300,
        leading=True,
        ends_at=None,
    )
    leading = accepted_line(answer, 1_250, "EUR")
    assert leading == "accepted: 12.50 EUR, leading; the next bid is 13.00 EUR or more; bid_id b1"
    overtaken = replace(answer, leading=False, price=1_500)
    assert "no longer leading" in accepted_line(overtaken, 1_250, "EUR")


def test_taking_a_bid_back_prints_the_items_new_state() -> None:
    assert taken_back_line(OPEN) == "taken back: 10.00 EUR, next bid 10.00 EUR or more"


def test_a_name_with_hidden_characters_makes_no_line_and_no_escape_of_its_own() -> None:
    bad = replace(BID, bidder="\u202eA\nn\x1b[2J\u200bn#k3f9q")
    after = replace(OPEN, seq=3, leader=bad.bidder, bid_count=1, ends_at=5)
    lines = list(text_lines(a_view(), a_view(after, bad)))
    refusal = Refusal(code="x", message=bad.bidder, details={"field": bad.bidder})
    lines += [taken_back_line(after), refused_line(refusal)]
    for line in lines:
        assert line.isprintable()
        assert r"\u202eA\nn\x1b[2J\u200bn#k3f9q" in line
    [line] = json_lines(a_view(), a_view(after, bad))
    assert line.isascii()
    assert line.isprintable()
    assert json.loads(line)["bids"][0]["bidder"] == bad.bidder

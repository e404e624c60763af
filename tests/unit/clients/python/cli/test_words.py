"""The words for items and bids, by status and format."""

import pytest
from msgspec.structs import replace

from auction_client.cli.words import (
    accepted_text,
    bid_text,
    bid_word,
    state_text,
    status_words,
    who,
)
from auction_client.messages import BidAnswer, FallingClock, Winner
from tests.unit.clients.python.cli.items import BID, OPEN

ANSWER = BidAnswer(
    bid_id="b1", item_id="lamp", seq=3, price=1_250, minimum=1_300, leading=True, ends_at=None
)
STOCK = replace(OPEN, format="fixed", quantity=5, remaining=3)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("closing", "fair warning"),
        ("unsold", "not sold"),
        ("cancelled", "withdrawn"),
        ("new", "new"),
    ],
)
def test_a_status_is_said_in_words(status: str, words: str) -> None:
    assert status_words(replace(OPEN, status=status)) == words


def test_a_reader_is_known_by_their_code_whatever_their_name() -> None:
    assert who("Ann#k3f9q", "Anna#k3f9q") == "you"
    assert who("Ann#k3f9q", "Ann#other") == "Ann#k3f9q"
    assert who("Ann#k3f9q", None) == "Ann#k3f9q"
    assert who(None, "Ann#k3f9q") == "nobody"


def test_an_accepted_bid_leads_or_was_outbid_at_once() -> None:
    leading = accepted_text(ANSWER, OPEN, 1_250)
    assert leading == "accepted: you lead at 12.50 EUR; the next bid is 13.00 EUR or more"
    assert "up to 90.00 EUR in secret" in accepted_text(ANSWER, OPEN, 1_250, max_amount=9_000)
    overtaken = accepted_text(replace(ANSWER, leading=False, price=1_500), OPEN, 1_250)
    assert overtaken.startswith("accepted, but outbid at once by a higher maximum, at 15.00 EUR")


def test_a_purchase_is_bought_and_leads_nothing() -> None:
    assert accepted_text(ANSWER, replace(OPEN, status="sold"), 9_000) == "bought: 12.50 EUR"
    for kind in ("fixed", "dutch"):
        item = replace(STOCK, format=kind)
        text = accepted_text(ANSWER, item, 2_000, quantity=2)
        assert text == "bought: 2 units at 12.50 EUR each, 25.00 EUR in all"


def test_a_secret_offer_is_taken_and_leads_nothing() -> None:
    for kind in ("sealed_first", "sealed_second", "uniform"):
        text = accepted_text(ANSWER, replace(OPEN, format=kind), 1_250)
        assert text.startswith("offer taken: 12.50 EUR; it is secret until the close")


def test_a_bid_before_the_opening_is_left_for_it() -> None:
    text = accepted_text(ANSWER, replace(OPEN, status="scheduled"), 1_250)
    assert text.startswith("left for the opening: 12.50 EUR")


def test_a_bid_is_described_with_its_source_and_units() -> None:
    assert bid_text(BID, OPEN) == "12.50 EUR by Ann#k3f9q"
    room = replace(BID, source="floor", paddle="7")
    assert bid_text(room, OPEN) == "12.50 EUR by Ann#k3f9q, floor, paddle 7"
    assert bid_text(replace(room, by="cleo"), OPEN).endswith("paddle 7, entered by cleo")
    assert bid_text(replace(BID, auto=True), OPEN).endswith("by a maximum")
    assert bid_text(replace(BID, quantity=2), STOCK).startswith("2 at 12.50 EUR")


def test_a_bid_is_named_by_its_effect() -> None:
    assert bid_word(BID, OPEN) == "bid"
    assert bid_word(BID, STOCK) == "bought"
    assert bid_word(BID, replace(OPEN, format="uniform")) == "offer"
    assert bid_word(replace(BID, retracted=True), STOCK) == "gone"


def test_the_state_of_an_english_item_names_price_leader_and_next_bid() -> None:
    led = replace(OPEN, leader="Ann#k3f9q", buy_now=9_000, reserve_met=False)
    assert state_text(led, "Ann#k3f9q") == (
        "10.00 EUR, you lead, next bid 10.00 EUR or more, buy now for 90.00 EUR, the reserve is not met"
    )


def test_the_state_of_the_other_formats_speaks_of_no_leader() -> None:
    clock = FallingClock(start_price=1_000, step=50, interval_ms=1_000, floor_price=500, since=0)
    dutch = replace(STOCK, format="dutch", clock=clock)
    assert state_text(dutch) == "10.00 EUR, falling, 3 of 5 left"
    assert state_text(STOCK) == "10.00 EUR each, 3 of 5 left"
    assert state_text(replace(OPEN, format="sealed_first")) == "secret offers from 10.00 EUR"
    uniform = replace(STOCK, format="uniform")
    assert state_text(uniform) == "secret offers from 10.00 EUR for each unit"


def test_an_outcome_of_several_units_names_each_winner() -> None:
    winners = (
        Winner(bidder="Ann#k3f9q", amount=1_250, quantity=2),
        Winner(bidder="B#b", amount=1_250),
    )
    sold = replace(STOCK, status="sold", winners=winners)
    assert state_text(sold, "Ann#k3f9q") == "2 at 12.50 EUR to you, 1 at 12.50 EUR to B#b"

"""English with hidden maxima: the rule of the price, and the secrecy of maxima."""

import json

import pytest

from server.domain.commands import CloseItem
from server.domain.decide import decide
from server.domain.events import BidAccepted, ItemExtended, MaxRaised
from server.domain.listings.increments import bands
from server.domain.listings.soft_close import Policy, SoftClose
from server.domain.rejection import Code
from server.domain.types import Status, Winner
from server.domain.view import view_bid, view_item
from tests.unit.domain.sale import (
    ANN,
    BEN,
    CEM,
    HOUSE,
    MINUTE,
    NOON,
    accepted,
    after,
    after_maxima,
    at_most,
    bid,
    least,
    opened,
    refused,
)


def test_without_a_rival_a_maximum_leads_at_the_start_price() -> None:
    item = after_maxima(opened(), (ANN, 500))
    assert (item.price, item.leader, item.leader_max) == (100, ANN, 500)


def test_a_bid_below_the_hidden_maximum_is_answered_in_the_same_commit() -> None:
    item = after_maxima(opened(), (ANN, 500))
    placed, answer = accepted(decide(item, bid(200, BEN, "b2"), NOON))
    assert isinstance(placed, BidAccepted)
    assert isinstance(answer, BidAccepted)
    assert (placed.bidder, placed.amount, placed.auto) == (BEN, 200, False)
    assert (answer.bidder, answer.amount, answer.auto) == (ANN, 210, True)
    assert answer.bid_id == placed.bid_id


def test_a_bid_of_the_hidden_maximum_is_answered_at_it_and_the_earlier_leads() -> None:
    item = after_maxima(opened(), (ANN, 500))
    item = after(item, bid(500, BEN))
    assert (item.price, item.leader, least(item)) == (500, ANN, 510)


def test_the_price_never_falls_below_a_public_bid() -> None:
    item = after_maxima(opened(), (ANN, 500))
    assert after(item, bid(900, BEN)).price == 900
    assert after(item, bid(700, BEN, max_amount=900)).price == 700
    assert after(item, bid(300, BEN, max_amount=305)).price == 315


def test_raising_ones_own_maximum_changes_no_price() -> None:
    item = after_maxima(opened(), (ANN, 500))
    (event,) = accepted(decide(item, bid(110, ANN, "b2", max_amount=800), NOON))
    assert isinstance(event, MaxRaised)
    item = after_maxima(item, (ANN, 800))
    assert (item.price, item.leader, item.leader_max, item.bid_count) == (100, ANN, 800, 1)


@pytest.mark.parametrize("most", [110, 499, 500])
def test_a_leader_cannot_lower_their_maximum(most: int) -> None:
    item = after_maxima(opened(), (ANN, 500))
    rejection = refused(decide(item, bid(110, ANN, max_amount=most), NOON))
    assert (rejection.code, rejection.details["minimum"]) == (Code.TOO_LOW, 501)


def test_a_leader_who_bids_without_a_maximum_keeps_the_hidden_one() -> None:
    item = after(after_maxima(opened(), (ANN, 500)), bid(300, ANN, "b2", raise_own=True))
    assert (item.price, item.leader, item.leader_max) == (300, ANN, 500)


def test_a_raised_maximum_that_reaches_the_reserve_lifts_the_price_to_it() -> None:
    item = after_maxima(opened(reserve=600), (ANN, 500), (ANN, 700))
    assert (item.price, item.leader_max) == (600, 700)


def test_a_maximum_below_the_amount_is_invalid() -> None:
    rejection = refused(decide(opened(), bid(200, max_amount=199), NOON))
    assert (rejection.code, rejection.details) == (Code.INVALID, {"field": "max_amount"})


def test_an_english_bid_is_for_the_whole_item() -> None:
    rejection = refused(decide(opened(), bid(200, quantity=2), NOON))
    assert rejection.details == {"field": "quantity"}


def test_automatic_bids_move_the_end_like_any_other() -> None:
    soft_close = SoftClose(Policy.RESET, MINUTE, MINUTE)
    item = opened(ends_at=NOON + 2 * MINUTE, soft_close=soft_close)
    item = after_maxima(item, (ANN, 500))
    late = NOON + 2 * MINUTE - 1
    events = accepted(decide(item, bid(200, BEN, "b2"), late))
    assert [type(event) for event in events] == [BidAccepted, BidAccepted, ItemExtended]


def test_a_raised_maximum_moves_no_end() -> None:
    soft_close = SoftClose(Policy.RESET, MINUTE, MINUTE)
    item = after_maxima(opened(ends_at=NOON + MINUTE, soft_close=soft_close), (ANN, 500))
    (event,) = accepted(decide(item, at_most(item, 600, bid_id="b2"), NOON + 1))
    assert isinstance(event, MaxRaised)


@pytest.mark.parametrize(("amount", "most"), [(110, 115), (115, 120), (121, 121)])
def test_on_a_ladder_the_amount_and_the_maximum_must_be_rungs(amount: int, most: int) -> None:
    item = after(opened(on_ladder=True), bid(100, BEN))
    rejection = refused(decide(item, bid(amount, max_amount=most), NOON))
    assert rejection.code is Code.OFF_LADDER
    assert after(item, bid(120, max_amount=150)).price == 120


def test_no_public_view_contains_a_maximum() -> None:
    secret = 987_654
    item = after_maxima(opened(), (ANN, secret))
    story = accepted(decide(opened(), at_most(opened(), secret), NOON))
    story += accepted(decide(item, bid(200, BEN, "b2"), NOON))
    shown = [view_bid(event) for event in story if isinstance(event, BidAccepted)]
    refusal = refused(decide(after(item, bid(200, BEN, "b2")), bid(150, CEM, "b3"), NOON))
    assert str(secret) not in json.dumps([view_item(item, NOON), shown, refusal.details])


# Buy-now


def test_buy_now_ends_the_item_at_its_price() -> None:
    item = after(opened(buy_now=1_000), bid(100, ANN), bid(1_200, BEN, "b2"))
    assert (item.status, item.winners) == (Status.SOLD, (Winner(BEN, 1_000),))


def test_a_hidden_maximum_buys_nothing() -> None:
    item = after_maxima(opened(buy_now=1_000), (ANN, 2_000))
    assert (item.status, item.price) == (Status.OPEN, 100)
    assert after(item, bid(1_000, BEN, "b2")).winners == (Winner(BEN, 1_000),)


def test_buy_now_is_gone_once_a_bid_has_reached_it() -> None:
    item = after_maxima(opened(buy_now=1_000), (ANN, 2_000), (BEN, 1_500))
    assert (item.price, item.status) == (1_510, Status.OPEN)
    assert view_item(item, NOON)["buy_now"] is None
    item = after(item, bid(1_600, BEN, "b2"))
    assert (item.status, item.price) == (Status.OPEN, 1_610)


# Reserve


def test_the_public_learns_only_whether_the_reserve_is_met() -> None:
    item = opened(reserve=987_654)
    assert view_item(item, NOON)["reserve_met"] is False
    met = after_maxima(item, (ANN, 1_000_000))
    assert view_item(met, NOON)["reserve_met"] is True
    assert "987654" not in json.dumps(view_item(after(item, bid(500)), NOON))


def test_an_unmet_reserve_leaves_the_item_unsold() -> None:
    item = after(opened(reserve=600), bid(599), CloseItem(HOUSE))
    assert (item.status, item.winners) == (Status.UNSOLD, ())


def test_a_price_on_its_way_to_the_reserve_follows_the_proxies() -> None:
    item = after_maxima(opened(reserve=1_000, increment=bands([(0, 50)])), (ANN, 400), (BEN, 600))
    assert (item.price, item.leader) == (450, BEN)

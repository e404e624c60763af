"""Secret offers: one per bidder, replaceable, and invisible before the close."""

import json

import pytest

from server.domain.commands import CancelItem, CloseItem, PauseItem, RetractBid, WarnItem
from server.domain.decide import decide
from server.domain.events import OfferSealed, Reason
from server.domain.rejection import Code
from server.domain.types import Format, Status
from server.domain.view import view_item, view_own
from tests.unit.domain.sale import (
    ANN,
    BEN,
    HOUSE,
    NOON,
    accepted,
    after,
    bid,
    opened,
    placed,
    refused,
    standing_at,
)

HIDDEN = [Format.SEALED_FIRST, Format.SEALED_SECOND, Format.UNIFORM]


@pytest.mark.parametrize("form", HIDDEN)
def test_an_item_with_secret_offers_looks_like_one_without(form: Format) -> None:
    item = opened(format=form, reserve=300)
    bidden = after(item, bid(150, ANN, "a"), bid(987_654, BEN, "b"), bid(160, ANN, "c"))
    assert view_item(bidden, NOON + 1) == view_item(item, NOON + 1)
    bidden, item = after(bidden, PauseItem(HOUSE)), after(item, PauseItem(HOUSE))
    assert view_item(bidden, NOON + 1) == view_item(item, NOON + 1)


@pytest.mark.parametrize("form", HIDDEN)
def test_a_refusal_gives_no_offer_away(form: Format) -> None:
    item = opened(format=form)
    refusals = [
        refused(decide(state, bid(99, BEN, "b2"), NOON))
        for state in (item, after(item, bid(5_000, ANN)))
    ]
    assert refusals[0] == refusals[1]
    assert refusals[0].details == {"minimum": 100, "price": 100}


def test_a_secret_offer_does_not_revoke_a_fair_warning() -> None:
    warned = standing_at(Status.CLOSING, format=Format.SEALED_FIRST)
    assert after(warned, bid(150)).status is Status.CLOSING


def test_a_later_offer_replaces_the_bidders_earlier_one_lower_or_higher() -> None:
    item = after(opened(format=Format.SEALED_FIRST), bid(500, ANN, "a"), bid(200, ANN, "b"))
    assert [(offer.bid_id, offer.amount) for offer in item.offers] == [("b", 200)]


def test_a_replacing_offer_takes_a_later_place_than_the_replaced_one() -> None:
    item = opened(format=Format.SEALED_FIRST)
    item = after(item, bid(200, ANN, "a"), bid(300, BEN, "b"), bid(300, ANN, "c"))
    assert after(item, CloseItem(HOUSE)).winners[0].bidder == BEN


def test_a_bidder_sees_their_own_offer_and_nobody_elses() -> None:
    item = after(opened(format=Format.SEALED_FIRST), bid(500, ANN, "a"))
    assert view_own(item, ANN.user_id) == {"max_amount": 500, "quantity": 1}
    assert view_own(item, BEN.user_id) is None
    assert view_own(item, HOUSE.user_id) is None


def test_the_close_reveals_the_winner_and_how_many_offers_there_were() -> None:
    item = after(opened(format=Format.SEALED_FIRST), bid(150, ANN, "a"), bid(200, BEN, "b"))
    seen = view_item(after(item, CloseItem(HOUSE)), NOON)
    assert (seen["price"], seen["leader"], seen["bid_count"], seen["seq"]) == (
        200,
        BEN.handle,
        2,
        5,
    )


def test_a_cancelled_item_keeps_its_secrets() -> None:
    item = after(opened(format=Format.SEALED_FIRST), bid(987_654, ANN), CancelItem(HOUSE))
    assert "987654" not in json.dumps(view_item(item, NOON))
    assert view_item(item, NOON)["bid_count"] == 0


def test_warning_and_offers_leave_the_public_number_without_a_gap() -> None:
    item = after(opened(format=Format.SEALED_FIRST), bid(150), WarnItem(HOUSE))
    assert (item.seq, view_item(item, NOON)["seq"]) == (4, 3)


def test_a_retracted_offer_leaves_no_trace_before_the_close() -> None:
    item = opened(format=Format.SEALED_SECOND)
    (event,) = events = accepted(decide(item, bid(150), NOON))
    assert isinstance(event, OfferSealed)
    retraction = RetractBid(event.bid_id, ANN, Reason.MISTYPED, tuple(placed(bid(150), events)))
    gone = after(after(item, bid(150)), retraction)
    assert gone.offers == ()
    assert view_item(gone, NOON) == view_item(item, NOON)


def test_a_secret_offer_with_a_maximum_is_refused() -> None:
    rejection = refused(decide(opened(format=Format.UNIFORM), bid(150, max_amount=200), NOON))
    assert (rejection.code, rejection.details) == (Code.INVALID, {"field": "max_amount"})

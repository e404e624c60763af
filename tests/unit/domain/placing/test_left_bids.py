"""Bids that are left before the opening: secret until then, and retracted, voided or replaced."""

import pytest

from server.domain.commands import (
    AmendItem,
    BlockBidders,
    CancelItem,
    CarryOutAct,
    DeleteItem,
    ObserveTime,
    PlaceBid,
    SaleAct,
    VoidBid,
)
from server.domain.decide import decide
from server.domain.events import (
    BidDropped,
    BidLeft,
    BidsRetracted,
    BidVoided,
)
from server.domain.evolve import evolve
from server.domain.formats import exposure, quote
from server.domain.formats.own_standing import own_standing
from server.domain.item import Item
from server.domain.placing import left_bids
from server.domain.rejection import Code
from server.domain.types import (
    CONSIGNOR,
    Actor,
    Bidder,
    BidId,
    Format,
    Role,
    Source,
    UserId,
)
from server.domain.view import is_secret, view_item, view_own
from tests.unit.domain.placing.early_items import HIDDEN, LATER, back, waiting
from tests.unit.domain.sale import (
    ANN,
    BEN,
    CEM,
    HOUSE,
    NOON,
    accepted,
    after,
    bid,
    kinds,
    refused,
    scheduled,
)


@pytest.mark.parametrize("form", [Format.ENGLISH, *HIDDEN])
def test_a_bid_that_is_left_is_shown_to_its_bidder_and_to_nobody_else(form: Format) -> None:
    item = waiting(format=form)
    assert view_item(item, NOON)["early_bids"]
    left = after(item, bid(150))
    assert [type(each) for each in accepted(decide(item, bid(150), NOON))] == [BidLeft]
    assert view_item(left, NOON) == view_item(item, NOON)
    assert view_own(left, ANN.user_id) == {"max_amount": 150, "quantity": 1, "bid_id": "b1"}
    assert view_own(left, BEN.user_id) is None
    assert own_standing(left, ANN.user_id) == "offered"
    assert own_standing(left, BEN.user_id) == "outbid"
    cancelled = after(left, CancelItem(HOUSE))
    assert quote(cancelled, NOON).seq == quote(after(item, CancelItem(HOUSE)), NOON).seq


@pytest.mark.parametrize(
    ("item", "command", "code"),
    [
        (scheduled(), bid(150), Code.NOT_OPEN),
        (waiting(format=Format.FIXED), bid(150), Code.NOT_OPEN),
        (
            waiting(format=Format.DUTCH, step=5, interval_ms=1_000, floor_price=50),
            bid(150),
            Code.NOT_OPEN,
        ),
        (waiting(), bid(99), Code.TOO_LOW),
        (waiting(on_ladder=True), bid(105), Code.OFF_LADDER),
        (waiting(), bid(150, max_amount=140), Code.INVALID),
        (waiting(bid_cap=140), bid(150), Code.IMPLAUSIBLE),
        (waiting(), bid(150, Bidder(HOUSE.user_id, "House")), Code.OWN_ITEM),
        (waiting(approval=True), bid(150), Code.FORBIDDEN),
        (after(waiting(), BlockBidders(HOUSE, (ANN.user_id,))), bid(150), Code.FORBIDDEN),
        (waiting(spending_limit=149), bid(150), Code.LIMIT_EXCEEDED),
        (waiting(spending_limit=400), bid(150, max_amount=500), Code.LIMIT_EXCEEDED),
        (waiting(spending_limit=400, buy_now=200), bid(401), Code.LIMIT_EXCEEDED),
        (after(waiting(), CarryOutAct(SaleAct.PAUSE, 1)), bid(150), Code.PAUSED),
        (after(waiting(), CancelItem(HOUSE)), bid(150), Code.CLOSED),
        (
            waiting(reserve=900, consignor_bids=True),
            bid(150, Bidder(CONSIGNOR, "Consignor"), source=Source.CONSIGNOR, by=HOUSE),
            Code.NOT_OPEN,
        ),
    ],
)
def test_a_bid_that_could_not_be_taken_is_refused_when_it_is_left(
    item: Item, command: PlaceBid, code: Code
) -> None:
    assert refused(decide(item, command, NOON)).code is code


def test_a_refusal_does_not_tell_how_many_bids_were_left() -> None:
    alone = refused(decide(waiting(), bid(99, CEM, "c"), NOON))
    item = after(waiting(), bid(150), bid(170, BEN, "b2"))
    assert refused(decide(item, bid(99, CEM, "c"), NOON)) == alone


def test_a_later_bid_replaces_the_earlier_one_and_its_place() -> None:
    item = after(waiting(), bid(300), bid(200, BEN, "b2"))
    assert kinds(item, bid(200, ANN, "b3"), NOON) == [BidDropped, BidLeft]
    item = after(item, bid(200, ANN, "b3"))
    assert [left.bid_id for left in item.left] == ["b2", "b3"]
    assert after(item, ObserveTime(), now=LATER).leader == BEN


def test_the_number_of_left_bids_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(left_bids, "LEFT_MAX", 1)
    item = after(waiting(), bid(150))
    refusal = refused(decide(item, bid(150, BEN, "b2"), NOON))
    assert (refusal.code, refusal.details) == (Code.NOT_OPEN, {"maximum": 1})
    assert accepted(decide(item, bid(160, ANN, "b3"), NOON))


def test_a_left_bid_can_be_retracted_until_the_opening_and_bars_nobody() -> None:
    item = after(waiting(reserve=900), bid(150), bid(170, BEN, "b2"))
    assert refused(decide(item, back("b2"), NOON)).code is Code.NOT_FOUND
    events = accepted(decide(item, back(), NOON))
    (retracted,) = events
    assert isinstance(retracted, BidsRetracted)
    assert (retracted.hidden, retracted.bid_ids) == (True, ("b1",))
    gone = after(item, back())
    assert view_item(gone, NOON) == view_item(item, NOON)
    assert (view_own(gone, ANN.user_id), gone.barred) == (None, ())
    assert after(gone, bid(150, ANN, "b3")).left[-1].bid_id == "b3"
    cancelled = after(item, CancelItem(HOUSE))
    assert refused(decide(cancelled, back(), NOON)).code is Code.NOT_RETRACTABLE


def test_the_house_voids_a_left_bid_as_secretly_as_it_was_left() -> None:
    item = after(waiting(reserve=900), bid(150), bid(170, BEN, "b2"))
    (voided,) = accepted(decide(item, VoidBid(HOUSE, BidId("b1"), "misread"), NOON))
    assert isinstance(voided, BidVoided)
    assert (voided.bidder, voided.hidden, is_secret(voided)) == (ANN, True, True)
    gone = evolve(item, voided)
    assert view_item(gone, NOON) == view_item(item, NOON)
    assert [left.bid_id for left in gone.left] == ["b2"]
    assert (
        refused(decide(gone, VoidBid(HOUSE, BidId("b1"), "misread"), NOON)).code is Code.NOT_FOUND
    )
    stranger = Actor(UserId("eve"), Role.AUCTIONEER)
    assert refused(decide(item, VoidBid(stranger, BidId("b2"), "x"), NOON)).code is Code.FORBIDDEN


def test_rules_stay_and_the_item_can_only_be_cancelled_while_a_bid_is_left() -> None:
    item = after(waiting(), bid(150))
    for change in ({"start_price": 90}, {"early_bids": False}):
        assert refused(decide(item, AmendItem(HOUSE, change), NOON)).code is Code.INVALID
    assert accepted(decide(item, AmendItem(HOUSE, {"title": "A lamp"}), NOON))
    assert refused(decide(item, DeleteItem(HOUSE), NOON))
    assert accepted(decide(after(item, back()), DeleteItem(HOUSE), NOON))
    assert exposure(after(item, CancelItem(HOUSE))) == {}

"""Bids that clerks enter."""

from typing import Any

import pytest
from msgspec.structs import replace

from server.domain.commands import PlaceBid, PlacedBid, RetractBid, VoidBid
from server.domain.decide import decide
from server.domain.events import BidAccepted, MaxRaised, OfferSealed, Reason
from server.domain.evolve import evolve
from server.domain.item import Item
from server.domain.rejection import Code
from server.domain.types import (
    CONSIGNOR,
    Actor,
    AuctionId,
    Bidder,
    BidId,
    Format,
    Role,
    Source,
    UserId,
)
from tests.unit.domain.sale import (
    ADMIN,
    ANN,
    BEN,
    CEM,
    HOUSE,
    NOON,
    RIVAL_HOUSE,
    accepted,
    after,
    bid,
    least,
    opened,
    placed,
    refused,
)

CLERK = Actor(UserId("user-clerk"), Role.BIDDER, (AuctionId("sale"),))
SELLER = Bidder(CONSIGNOR, "Consignor#ccccc")


def entered(amount: int, bidder: Bidder = ANN, **more: Any) -> PlaceBid:
    """Enter a bid of the floor."""
    terms: dict[str, Any] = {"source": Source.FLOOR, "paddle": "12", "by": CLERK, **more}
    return bid(amount, bidder, **terms)


def test_a_bid_from_the_floor_has_its_source_and_paddle() -> None:
    (event,) = accepted(decide(opened(), entered(100), NOON))
    assert isinstance(event, BidAccepted)
    assert (event.source, event.paddle, event.bidder) == (Source.FLOOR, "12", ANN)


@pytest.mark.parametrize("form", [Format.ENGLISH, Format.FIXED, Format.SEALED_FIRST])
def test_the_event_of_a_bid_names_the_clerk_who_entered_it(form: Format) -> None:
    for by, named in ((CLERK, CLERK.user_id), (None, None)):
        event = accepted(decide(opened(format=form), entered(100, by=by), NOON))[0]
        assert isinstance(event, BidAccepted | OfferSealed)
        assert event.by == named


def test_a_raised_maximum_names_the_clerk_and_an_automatic_bid_names_nobody() -> None:
    item = after(opened(), bid(100))
    (raised,) = accepted(decide(item, entered(100, max_amount=500, bid_id="b2"), NOON))
    assert isinstance(raised, MaxRaised)
    assert raised.by == CLERK.user_id
    _, auto = accepted(decide(evolve(item, raised), bid(200, BEN, "b3"), NOON))
    assert isinstance(auto, BidAccepted)
    assert (auto.auto, auto.by) == (True, None)


@pytest.mark.parametrize("by", [CLERK, HOUSE, ADMIN])
def test_those_who_run_the_sale_enter_bids(by: Actor) -> None:
    assert accepted(decide(opened(), entered(100, by=by), NOON))


@pytest.mark.parametrize(
    "by",
    [RIVAL_HOUSE, replace(CLERK, clerk_of=()), replace(CLERK, clerk_of=(AuctionId("other"),))],
)
def test_nobody_else_enters_bids(by: Actor) -> None:
    assert refused(decide(opened(), entered(100, by=by), NOON)).code is Code.FORBIDDEN


def test_a_bidder_online_never_outbids_their_own_paddle() -> None:
    item = after(opened(), entered(100))
    assert refused(decide(item, bid(200, ANN, "b2"), NOON)).code is Code.ALREADY_LEADING


def test_a_bid_that_was_decided_on_an_earlier_state_conflicts() -> None:
    item = after(opened(), bid(100, BEN, "b1"))
    rejection = refused(decide(item, entered(200, expected_seq=2), NOON))
    assert (rejection.code, rejection.details) == (Code.CONFLICT, {"seq": 3})
    assert accepted(decide(item, entered(200, expected_seq=3), NOON))


def for_consignor(amount: int, **more: Any) -> PlaceBid:
    return entered(amount, SELLER, source=Source.CONSIGNOR, paddle=None, **more)


CONSIGNED: dict[str, Any] = {"reserve": 900, "consignor_bids": True}


def test_the_consignor_bids_up_to_the_reserve_and_never_wins() -> None:
    item = after(opened(**CONSIGNED), bid(100, BEN, "b1"), for_consignor(899, bid_id="b2"))
    assert item.leader == SELLER
    assert refused(decide(item, for_consignor(900), NOON)).details == {"field": "source"}


@pytest.mark.parametrize(
    ("item", "field"),
    [
        (opened(**CONSIGNED), "amount"),
        (opened(reserve=900), "source"),
        (opened(consignor_bids=True), "source"),
        (opened(format=Format.SEALED_FIRST, **CONSIGNED), "source"),
    ],
)
def test_a_bid_for_the_consignor_is_refused_by_its_field(item: Item, field: str) -> None:
    rejection = refused(decide(item, for_consignor(900), NOON))
    assert (rejection.code, rejection.details) == (Code.INVALID, {"field": field})


def test_the_automatic_bid_of_the_consignors_maximum_is_marked() -> None:
    item = after(opened(**CONSIGNED), for_consignor(100, max_amount=500))
    own, auto = accepted(decide(item, bid(200, BEN, "b2"), NOON))
    assert isinstance(own, BidAccepted)
    assert isinstance(auto, BidAccepted)
    assert (own.source, auto.source, auto.bidder) == (Source.ONLINE, Source.CONSIGNOR, SELLER)


def answering(item: Item) -> tuple[Source, str | None]:
    """Return the source and the paddle of the automatic bid that answers a bid of the lowest amount."""
    _, auto = accepted(decide(item, bid(least(item), CEM, "c1"), NOON))
    assert isinstance(auto, BidAccepted)
    assert auto.auto
    return auto.source, auto.paddle


def test_an_automatic_bid_has_the_source_and_the_paddle_of_the_maximum() -> None:
    absentee = entered(100, source=Source.ABSENTEE, max_amount=900)
    assert answering(after(opened(), absentee)) == (Source.ABSENTEE, "12")
    higher = bid(100, bid_id="b2", max_amount=950)
    assert answering(after(opened(), absentee, higher)) == (Source.ONLINE, None)
    visible = bid(200, bid_id="b2", raise_own=True)
    assert answering(after(opened(), absentee, visible)) == (Source.ABSENTEE, "12")
    raised = entered(100, source=Source.TELEPHONE, max_amount=950, bid_id="b3")
    assert answering(after(opened(), absentee, raised)) == (Source.TELEPHONE, "12")


@pytest.mark.parametrize(
    "back", [RetractBid(BidId("b2"), BEN, Reason.MISTYPED), VoidBid(HOUSE, BidId("b2"), "x")]
)
def test_a_maximum_keeps_its_source_when_a_rivals_bid_goes(back: RetractBid | VoidBid) -> None:
    item, known = opened(), list[PlacedBid]()
    for each in (entered(100, max_amount=500), bid(600, BEN, "b2")):
        known += placed(each, accepted(decide(item, each, NOON)))
        item = after(item, each)
    assert answering(after(item, replace(back, placed=tuple(known)))) == (Source.FLOOR, "12")


def test_the_consignor_needs_no_approval_and_owes_nothing() -> None:
    item = opened(approval=True, spending_limit=1, **CONSIGNED)
    assert accepted(decide(item, for_consignor(500), NOON))

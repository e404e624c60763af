"""The exposures that a settlement changes, in an auction that checks its bidders."""

from typing import Any

from server.bidding.settling.settle import NewExposure, Settlement, settle
from server.domain.commands import BidderStanding, CloseItem, Command, RetractBid
from server.domain.events import Reason
from server.domain.item import Item
from server.domain.rejection import Code, Rejection
from server.domain.types import BidId
from tests.unit.domain.sale import ANN, BEN, HOUSE, NOON, bid, opened

STANDINGS = {
    ANN.user_id: BidderStanding(approved=True),
    BEN.user_id: BidderStanding(approved=True, limit=5_000),
}


def round_of(item: Item | None, *commands: Command, known: Any = None) -> Settlement:
    """Settle commands with everybody's standing."""
    return settle(item, known or {}, commands, NOON, STANDINGS)


def test_the_leaders_exposure_is_their_maximum_with_their_own_limit() -> None:
    settlement = round_of(opened(spending_limit=1_000), bid(100, max_amount=400))
    assert settlement.exposures == (NewExposure(ANN.user_id, 400, 1_000),)
    own = round_of(opened(spending_limit=1_000), bid(100, BEN, max_amount=400))
    assert own.exposures == (NewExposure(BEN.user_id, 400, 5_000),)


def test_only_the_exposure_at_the_end_of_the_round_is_written() -> None:
    item = opened(spending_limit=1_000)
    settlement = round_of(item, bid(100, ANN, "a"), bid(200, BEN, "b"))
    assert settlement.exposures == (NewExposure(BEN.user_id, 200, 5_000),)
    later = round_of(settlement.after, bid(300, ANN, "c"))
    assert later.exposures == (
        NewExposure(ANN.user_id, 300, 1_000),
        NewExposure(BEN.user_id, 0, None),
    )


def test_a_winners_exposure_becomes_the_price() -> None:
    led = round_of(opened(spending_limit=1_000), bid(100, max_amount=400))
    assert round_of(led.after, CloseItem(HOUSE)).exposures == (NewExposure(ANN.user_id, 100, None),)


def test_anothers_retraction_holds_no_bidder_to_their_limit() -> None:
    first = round_of(opened(spending_limit=1_000), bid(900, ANN, "a"), bid(910, BEN, "b"))
    retraction = RetractBid(BidId("b"), BEN, Reason.MISTYPED)
    again = round_of(first.after, retraction, known=first.receipts)
    assert again.exposures == (
        NewExposure(ANN.user_id, 900, None),
        NewExposure(BEN.user_id, 0, None),
    )


def test_an_auction_that_checks_no_bidders_keeps_no_exposures() -> None:
    assert round_of(opened(), bid(100)).exposures == ()


def test_a_bidder_without_a_standing_is_not_approved() -> None:
    (answer,) = settle(opened(approval=True), {}, [bid(100)], NOON).answers
    assert isinstance(answer, Rejection)
    assert answer.code is Code.FORBIDDEN

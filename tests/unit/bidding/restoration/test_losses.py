"""A loss is logged once, counted, and passed on with its bids."""

import pytest
from structlog.testing import capture_logs

from server.bidding.archive import LostBid
from server.bidding.restoration.losses import (
    Cause,
    HistoriesConflict,
    Losses,
    LostEvent,
)
from server.domain.events import BidAccepted, ItemExtended, MaxRaised
from server.domain.types import BidId, ItemId
from tests.unit.domain.sale import ANN, BEN, NOON

LAMP, VASE = ItemId("lamp"), ItemId("vase")


def bid(seq: int, *, auto: bool = False) -> BidAccepted:
    return BidAccepted(
        seq=seq, at=NOON, bid_id=BidId(f"b{seq}"), bidder=ANN, amount=100 * seq, auto=auto
    )


def lost(
    *events: BidAccepted | ItemExtended | MaxRaised, item_id: ItemId = LAMP
) -> list[LostEvent]:
    return [LostEvent(item_id, 2, event, Cause.SUPERSEDED) for event in events]


def test_the_events_of_an_item_are_logged_in_one_line_and_counted() -> None:
    losses = Losses()
    with capture_logs() as logs:
        losses.report([*lost(bid(8), bid(7)), *lost(bid(3), item_id=VASE)])
    assert [(e["event"], e["item_id"], e["epoch"], e["first"], e["last"]) for e in logs] == [
        ("events_lost", LAMP, 2, 7, 8),
        ("events_lost", VASE, 2, 3, 3),
    ]
    assert (losses.events, losses.conflicting) == (3, 0)


def test_listeners_get_the_bids_that_somebody_sent() -> None:
    losses, received = Losses(), list[LostBid]()
    raised = MaxRaised(seq=9, at=NOON, bid_id=BidId("b9"), bidder=BEN, amount=900, max_amount=2_000)
    with losses.to(received.extend):
        losses.report(
            lost(bid(7), bid(8, auto=True), raised, ItemExtended(seq=10, at=NOON, ends_at=NOON + 1))
        )
    losses.report(lost(bid(11)))
    assert received == [
        LostBid(LAMP, 2, BidId("b7"), ANN.user_id, 7, 700),
        LostBid(LAMP, 2, BidId("b9"), BEN.user_id, 9, 900),
    ]


def test_events_of_which_only_the_numbers_are_known_are_named() -> None:
    losses = Losses()
    with capture_logs() as logs:
        losses.report_unknown(LAMP, 1, 5, 9, 3)
    assert [(e["event"], e["first"], e["last"], e["events"]) for e in logs] == [
        ("events_lost", 5, 9, 3)
    ]
    assert logs[0]["only_numbers"] is True
    assert losses.events == 3


async def test_only_a_conflict_shows_in_the_check() -> None:
    losses = Losses()
    losses.report(lost(bid(7)))
    await losses.check()
    losses.report([LostEvent(LAMP, 2, bid(8), Cause.CONFLICT)])
    with pytest.raises(HistoriesConflict):
        await losses.check()

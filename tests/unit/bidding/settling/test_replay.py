"""A replay gives the same item and receipts wherever it begins and however it is cut."""

import pytest

from server.bidding.settling.replay import Replay, replay
from server.bidding.settling.settle import settle
from server.domain.commands import OpenItem, RetractBid, ScheduleItem
from server.domain.events import Reason
from server.domain.types import BidId
from tests.unit.domain.sale import ANN, BEN, CEM, HOUSE, NOON, bid, listing

COMMANDS = (
    ScheduleItem(HOUSE, listing()),
    OpenItem(HOUSE),
    bid(100, ANN, "b1", max_amount=150),
    bid(120, BEN, "b2"),
    bid(300, CEM, "b3"),
    RetractBid(BidId("b3"), CEM, Reason.MISTYPED),
    bid(400, BEN, "b4"),
)
SETTLED = settle(None, {}, COMMANDS, NOON)
"""An automatic bid answers the second bid, and the third is retracted."""


def test_every_event_in_turn_gives_the_item_and_the_receipts_that_the_round_gave() -> None:
    assert replay(SETTLED.events) == (SETTLED.after, SETTLED.receipts)


@pytest.mark.parametrize("cut", range(2, len(SETTLED.events)))
def test_receipts_that_are_taken_in_pieces_are_the_same(cut: int) -> None:
    history = Replay(retracted={BidId("b3")})
    for event in SETTLED.events[:cut]:
        history.add(event)
    first = dict(history.take_receipts(last=False))
    for event in SETTLED.events[cut:]:
        history.add(event)
    second = dict(history.take_receipts())
    assert not first.keys() & second.keys()
    assert first | second == SETTLED.receipts


def test_a_replay_from_a_snapshot_has_the_later_receipts_only() -> None:
    early = settle(None, {}, COMMANDS[:5], NOON)
    history = Replay(early.after)
    for event in SETTLED.events[len(early.events) :]:
        history.add(event)
    assert history.item == SETTLED.after
    assert history.take_receipts() == {BidId("b4"): SETTLED.receipts[BidId("b4")]}

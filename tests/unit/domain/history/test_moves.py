"""The check of moves: an outcome or an end that does not follow from the state is named."""

import pytest

from server.domain.commands import (
    BlockBidders,
    CancelItem,
    CloseItem,
    PassItem,
    PauseItem,
    ResumeItem,
    SellItem,
)
from server.domain.events import Event
from server.domain.history import faults_of
from server.domain.types import Status, Winner
from tests.unit.domain.history.stories import ENDS, changed, renumbered, story
from tests.unit.domain.sale import (
    ANN,
    BEN,
    HOUSE,
    bid,
)

CLOSED = story(bid(100), bid(200, BEN, "b2"), CloseItem(HOUSE))
CANCELLED = story(CancelItem(HOUSE))
BLOCKED = story(BlockBidders(HOUSE, (ANN.user_id,)))
BID = story(bid(100))[2]
PAUSED = story(PauseItem(HOUSE), ResumeItem(HOUSE), ends_at=ENDS)


@pytest.mark.parametrize(
    ("events", "fault"),
    [
        (changed(PAUSED, 4, ends_at=ENDS), "number 4 (ItemResumed): its end did not move"),
        (renumbered([*PAUSED, PAUSED[3]]), "number 5 (ItemResumed): not possible while the item is"),
        (changed(PAUSED, 2, ends_at=ENDS + 5), "number 2 (ItemOpened): its end does not follow"),
        (changed(CLOSED, 5, winners=(Winner(ANN, 100),)), "number 5 (ItemClosed): the outcome"),
        (changed(CLOSED, 5, status=Status.UNSOLD, winners=()), "number 5 (ItemClosed): the outcome"),
        (renumbered([*CLOSED, CLOSED[4]]), "number 6 (ItemClosed): not possible while the item is sold"),
        (renumbered([*BLOCKED, BLOCKED[2]]), "number 4 (BiddersBlocked): a user was blocked"),
        (renumbered([*BLOCKED, BID]), "number 4 (BidAccepted): the rules refuse the bid"),
        (renumbered([*CANCELLED, BLOCKED[2]]), "number 4 (BiddersBlocked): the item was gone"),
    ],
)  # fmt: skip
def test_a_move_that_the_rules_exclude_is_named(events: list[Event], fault: str) -> None:
    assert any(each.startswith(fault) for each in faults_of(events)), faults_of(events)


def test_a_paused_item_is_sold_but_not_closed() -> None:
    assert faults_of(story(bid(100), PauseItem(HOUSE), SellItem(HOUSE), ends_at=ENDS)) == []
    unsold = story(PauseItem(HOUSE), PassItem(HOUSE), ends_at=ENDS)
    assert "the outcome" in faults_of(changed(unsold, 4, passed=False))[0]

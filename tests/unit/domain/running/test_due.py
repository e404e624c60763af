"""Opening and closing at their time: the changes that were due are made first."""

from server.domain.commands import (
    CloseItem,
    ObserveTime,
    PauseItem,
)
from server.domain.decide import decide
from server.domain.events import BidAccepted, ItemClosed, ItemOpened
from server.domain.rejection import Code
from server.domain.types import Status, Winner
from tests.unit.domain.sale import (
    ANN,
    HOUSE,
    MINUTE,
    NOON,
    after,
    bid,
    kinds,
    opened,
    refused,
    scheduled,
)

OPENS, ENDS = NOON + MINUTE, NOON + 2 * MINUTE


def test_a_bid_at_the_end_comes_too_late() -> None:
    item = opened(ends_at=ENDS)
    assert refused(decide(item, bid(100), ENDS)).code is Code.CLOSED
    assert kinds(item, bid(100), ENDS - 1) == [BidAccepted]


def test_a_bid_at_the_opening_is_taken_and_opens_the_item_first() -> None:
    item = scheduled(opens_at=OPENS)
    assert kinds(item, bid(100), OPENS) == [ItemOpened, BidAccepted]
    assert refused(decide(item, bid(100), OPENS - 1)).code is Code.NOT_OPEN


def test_an_item_that_was_overslept_opens_and_closes_in_turn() -> None:
    item = scheduled(opens_at=OPENS, ends_at=ENDS)
    assert kinds(item, ObserveTime(), ENDS) == [ItemOpened, ItemClosed]
    assert after(item, ObserveTime(), now=ENDS).status is Status.UNSOLD


def test_an_item_does_not_change_before_its_time() -> None:
    assert kinds(scheduled(opens_at=OPENS), ObserveTime(), OPENS - 1) == []
    assert kinds(opened(ends_at=ENDS), ObserveTime(), ENDS - 1) == []
    assert kinds(opened(), ObserveTime(), ENDS) == []


def test_an_item_closes_once() -> None:
    item = after(opened(ends_at=ENDS), bid(100))
    closed = after(item, ObserveTime(), now=ENDS)
    assert closed.winners == (Winner(ANN, 100),)
    assert kinds(closed, ObserveTime(), ENDS + MINUTE) == []


def test_a_close_after_the_end_finds_that_time_has_done_it() -> None:
    assert kinds(opened(ends_at=ENDS), CloseItem(HOUSE), ENDS) == [ItemClosed]


def test_a_pause_after_the_end_comes_too_late() -> None:
    item = opened(ends_at=ENDS)
    assert refused(decide(item, PauseItem(HOUSE), ENDS)).code is Code.CLOSED
    assert after(item, PauseItem(HOUSE), now=ENDS - 1).status is Status.PAUSED

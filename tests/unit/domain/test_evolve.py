"""State as the fold of events."""

from functools import reduce

import pytest

from server.domain.commands import (
    CloseItem,
    Command,
    PauseItem,
    ResumeItem,
    ScheduleItem,
    WarnItem,
)
from server.domain.decide import decide
from server.domain.events import (
    BidAccepted,
    Event,
    ItemCancelled,
    ItemOpened,
    ItemScheduled,
    ItemWarned,
)
from server.domain.evolve import evolve, fold
from server.domain.types import BidId, Status
from tests.unit.domain.sale import (
    ANN,
    BEN,
    HOUSE,
    MINUTE,
    NOON,
    accepted,
    bid,
    listing,
    opened,
    scheduled,
)


def test_nothing_is_the_fold_of_no_events() -> None:
    assert fold(None, ()) is None


def test_folding_all_events_of_an_item_gives_its_state() -> None:
    commands: list[Command] = [
        ScheduleItem(HOUSE, listing(opens_at=NOON, ends_at=NOON + MINUTE)),
        bid(100, ANN, "b1"),
        WarnItem(HOUSE),
        bid(110, BEN, "b2"),
        PauseItem(HOUSE),
        ResumeItem(HOUSE),
        CloseItem(HOUSE),
    ]
    item, story = None, list[Event]()
    for command in commands:
        events = accepted(decide(item, command, NOON))
        story += events
        item = fold(item, events)
    assert [event.seq for event in story] == list(range(1, 9))
    assert reduce(evolve, story, None) == item


def test_a_listings_end_is_the_items_first_end() -> None:
    assert scheduled(ends_at=NOON + MINUTE).ends_at == NOON + MINUTE


def test_before_a_bid_the_price_is_the_start_price() -> None:
    item = scheduled(start_price=250)
    assert (item.price, item.leader, item.bid_count) == (250, None, 0)


@pytest.mark.parametrize("seq", [1, 2, 4])
def test_an_event_out_of_order_is_an_error(seq: int) -> None:
    item = opened()
    assert item.seq == 2
    with pytest.raises(AssertionError, match="no gap"):
        evolve(item, ItemWarned(seq=seq, at=NOON))


def test_the_first_event_schedules_the_item() -> None:
    with pytest.raises(AssertionError, match="first event"):
        evolve(None, ItemOpened(seq=1, at=NOON))
    with pytest.raises(AssertionError, match="number 1"):
        evolve(None, ItemScheduled(seq=2, at=NOON, listing=listing()))


def test_an_item_is_scheduled_once() -> None:
    with pytest.raises(AssertionError, match="once"):
        evolve(scheduled(), ItemScheduled(seq=2, at=NOON, listing=listing()))


def test_a_cancelled_item_keeps_its_bids() -> None:
    bidden = evolve(
        opened(), BidAccepted(seq=3, at=NOON, bid_id=BidId("b1"), bidder=ANN, amount=500)
    )
    item = evolve(bidden, ItemCancelled(seq=4, at=NOON))
    assert (item.status, item.price, item.leader, item.winners) == (Status.CANCELLED, 500, ANN, ())

"""Items one after another: an item is called when its turn comes, and opens for its duration."""

import pytest

from server.domain.commands import CallItem, CancelItem, CloseItem, MarkNextCalled, ObserveTime
from server.domain.decide import decide
from server.domain.events import ItemCalled, NextCalled
from server.domain.item import Item
from server.domain.types import Status
from tests.unit.domain.sale import (
    HOUSE,
    MINUTE,
    NOON,
    accepted,
    after,
    bid,
    opened,
    scheduled,
)

IN_TURN = {"gap_ms": 5_000, "duration_ms": MINUTE}


def test_a_called_item_opens_when_its_turn_comes_and_ends_after_its_duration() -> None:
    item = after(scheduled(**IN_TURN), CallItem(NOON + 5_000))
    assert (item.status, item.due_at) == (Status.SCHEDULED, NOON + 5_000)
    item = after(item, ObserveTime(), now=NOON + 5_000)
    assert (item.status, item.ends_at) == (Status.OPEN, NOON + 5_000 + MINUTE)


def test_an_item_is_called_once() -> None:
    (event,) = accepted(decide(scheduled(**IN_TURN), CallItem(NOON), NOON))
    assert isinstance(event, ItemCalled)
    called = after(scheduled(**IN_TURN), CallItem(NOON + 1))
    assert accepted(decide(called, CallItem(NOON + 9), NOON)) == ()
    assert accepted(decide(opened(**IN_TURN), CallItem(NOON + 9), NOON)) == ()


@pytest.mark.parametrize("end", [CloseItem(HOUSE), CancelItem(HOUSE)])
def test_an_ended_item_notes_once_that_the_next_was_called(end: CloseItem | CancelItem) -> None:
    ended = after(opened(**IN_TURN), bid(100), end)
    (event,) = accepted(decide(ended, MarkNextCalled(), NOON))
    assert isinstance(event, NextCalled)
    assert accepted(decide(after(ended, MarkNextCalled()), MarkNextCalled(), NOON)) == ()


def test_an_ended_item_is_due_until_it_has_called_the_next() -> None:
    ended = after(opened(**IN_TURN), CloseItem(HOUSE))
    assert (ended.calls_next, ended.due_at) == (True, 0)
    done = after(ended, MarkNextCalled())
    assert (done.calls_next, done.due_at) == (False, None)


@pytest.mark.parametrize(
    "item",
    [
        opened(**IN_TURN),
        after(opened(), CloseItem(HOUSE)),
        after(scheduled(**IN_TURN), CancelItem(HOUSE)),
    ],
)
def test_an_item_that_has_not_had_its_turn_calls_no_other(item: Item) -> None:
    assert not item.calls_next
    assert accepted(decide(item, MarkNextCalled(), NOON)) == ()


def test_an_item_that_is_cancelled_after_it_was_called_calls_the_next() -> None:
    item = after(scheduled(**IN_TURN), CallItem(NOON + 5), CancelItem(HOUSE))
    assert item.calls_next

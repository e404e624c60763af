"""Amendments and deletions in a history."""

from typing import Any

import pytest

from server.domain.commands import CloseItem, DeleteItem, OpenItem, ScheduleItem
from server.domain.decide import decide
from server.domain.events import Event, ItemDeleted, ItemOpened, ListingAmended
from server.domain.history import faults_of
from server.domain.types import ItemId, UserId
from tests.unit.domain.sale import HOUSE, NOON, accepted, after, bid, listing, opened, scheduled

OPENED = (OpenItem(HOUSE),)
SOLD = (OpenItem(HOUSE), bid(100), CloseItem(HOUSE))


def story(*commands: Any) -> list[Event]:
    """Return the events of a lamp after commands."""
    item, events = None, list[Event]()
    for command in (ScheduleItem(HOUSE, listing()), *commands):
        found = accepted(decide(item, command, NOON))
        item = after(item, command)
        events += found
    return events


def amended(events: list[Event], **changes: Any) -> list[Event]:
    event = ListingAmended(seq=len(events) + 1, at=NOON, listing=listing(**changes))
    return [*events, event]


@pytest.mark.parametrize("commands", [(), OPENED, SOLD])
def test_a_description_changes_at_any_time(commands: tuple[Any, ...]) -> None:
    assert faults_of(amended(story(*commands), title="Brass lamp")) == []


@pytest.mark.parametrize(
    ("commands", "changes", "fault"),
    [
        (OPENED, {"start_price": 50}, "changes start_price after something had been decided"),
        (SOLD, {"reserve": 500}, "changes reserve after something had been decided"),
        ((), {"auctioneer": UserId("other")}, "changes auctioneer"),
        (SOLD, {"item_id": ItemId("other")}, "changes item_id"),
        ((), {"reserve": 5}, "contradiction in reserve"),
        ((), {}, "changes nothing"),
        ((DeleteItem(HOUSE),), {"title": "Brass lamp"}, "had been deleted"),
    ],
)
def test_other_amendments_are_faults(
    commands: tuple[Any, ...], changes: dict[str, Any], fault: str
) -> None:
    (found,) = faults_of(amended(story(*commands), **changes))
    assert fault in found


def test_rules_change_before_anything_was_decided() -> None:
    assert faults_of(amended(story(), start_price=50, reserve=500)) == []
    assert scheduled().is_undecided
    assert not opened().is_undecided


@pytest.mark.parametrize("commands", [OPENED, SOLD, (DeleteItem(HOUSE),)])
def test_an_item_is_deleted_once_and_before_anything_was_decided(commands: tuple[Any, ...]) -> None:
    assert faults_of(story(DeleteItem(HOUSE))) == []
    events = story(*commands)
    (found,) = faults_of([*events, ItemDeleted(seq=len(events) + 1, at=NOON)])
    assert "decided" in found or "had been deleted" in found


def test_nothing_happens_to_a_deleted_item() -> None:
    events = story(DeleteItem(HOUSE))
    (found,) = faults_of([*events, ItemOpened(seq=3, at=NOON)])
    assert "not possible while the item is deleted" in found

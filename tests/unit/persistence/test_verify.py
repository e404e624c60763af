"""The faults of an item's rows are found by a replay of its events."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from msgspec.structs import asdict, astuple

from persistence.rows import bid_row, standing_row
from persistence.verify import Verification
from server.bidding.settling.records import standing
from server.domain.commands import AmendItem, CloseItem, ReopenItem
from server.domain.events import BidAccepted, Event
from server.domain.evolve import fold
from server.domain.types import ItemId
from tests.unit.domain.sale import BEN, HOUSE, bid
from tests.unit.persistence.sale import events_of

LAMP = ItemId("lamp")
EVENTS = events_of(bid(150), bid(200, BEN, "b2"), CloseItem(HOUSE))


def rows_of(events: list[Event]) -> tuple[dict[str, Any], list[tuple[Any, ...]]]:
    """Return the rows that belong to the events."""
    item = fold(None, tuple(events))
    assert item is not None
    row = asdict(standing_row(LAMP, standing(item)))
    row["listing"] = msgspec.json.encode(item.listing).decode()
    row["winners"] = msgspec.json.encode(row["winners"]).decode()
    bids = [event for event in events if isinstance(event, BidAccepted)]
    return row, [astuple(bid_row(LAMP, event)) for event in bids]


def faults(
    events: Sequence[Event], row: Mapping[str, Any], bids: Sequence[Sequence[Any]]
) -> list[str]:
    """Return the faults of an item whose events come one by one, with the bids that belong to each."""
    checked, waiting = Verification(LAMP, []), list(bids)
    for event in events:
        expected = checked.add([event])
        checked.compare_bids(expected, waiting[: len(expected)])
        del waiting[: len(expected)]
    checked.compare_bids([], waiting)
    return checked.faults(row)


def test_rows_that_match_their_events_have_no_fault() -> None:
    assert faults(EVENTS, *rows_of(EVENTS)) == []
    assert faults([], {"seq": 0}, []) == []


def test_a_missing_event_is_named() -> None:
    row, bids = rows_of(EVENTS)
    expected = ["the item lacks 1 of its events, the first is number 3"]
    assert faults([*EVENTS[:2], *EVENTS[3:]], row, bids) == expected
    assert faults([], row, bids) == ["the item has a standing without events"]


def test_a_row_or_a_bid_that_does_not_match_is_named() -> None:
    row, bids = rows_of(EVENTS)
    expected = ["the item's row does not match a replay of its 5 events"]
    assert faults(EVENTS, row | {"price": 190}, bids) == expected
    assert faults(EVENTS, row, bids[1:]) == ["the item's bids do not match its events"]


def test_a_listing_that_does_not_follow_its_amendments_is_named() -> None:
    events = events_of(AmendItem(HOUSE, {"title": "Brass lamp"}))
    row, bids = rows_of(events)
    assert faults(events, row, bids) == []
    stale = row | {"listing": rows_of(EVENTS)[0]["listing"]}
    assert faults(events, stale, bids) == ["the item's listing does not match its events"]


def test_a_second_outcome_is_named() -> None:
    again = msgspec.structs.replace(EVENTS[-1], seq=len(EVENTS) + 1)
    row, bids = rows_of([*EVENTS, again])
    assert "the item has more than one outcome" in faults([*EVENTS, again], row, bids)


def test_an_item_that_was_reopened_has_another_outcome() -> None:
    events = events_of(bid(150), CloseItem(HOUSE), ReopenItem(HOUSE), CloseItem(HOUSE))
    assert faults(events, *rows_of(events)) == []


def test_bids_without_events_are_named() -> None:
    row, bids = rows_of(EVENTS)
    assert faults(EVENTS, row, [*bids, bids[-1]]) == ["the item's bids do not match its events"]

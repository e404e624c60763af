"""Stored records are read as they were written."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.bidding.settling.records import (
    Receipt,
    decode_entry,
    decode_item,
    decode_receipt,
    decode_recent,
    encode,
    journal_entry,
    recent,
)
from server.domain.events import (
    BidAccepted,
    BidsRetracted,
    BidVoided,
    Event,
    ItemWarned,
    UnitsClaimed,
)
from server.domain.item import Item
from server.domain.view import is_secret
from tests.unit.bidding.settling.drawn_records import EVENTS, items, receipts
from tests.unit.domain.sale import opened


@pytest.mark.parametrize("kind", get_args(Event), ids=lambda kind: kind.__name__)
@given(data=st.data())
def test_an_entry_with_any_kind_of_event_is_read_as_it_was_written(
    kind: type[Event], data: st.DataObject
) -> None:
    events = (data.draw(EVENTS[kind]), ItemWarned(seq=1, at=1))
    entry = journal_entry(opened(), events)
    assert decode_entry(encode(entry)) == entry


@given(items)
def test_an_item_and_its_entry_are_read_as_they_were_written(item: Item) -> None:
    assert decode_item(encode(item)) == item
    assert decode_entry(encode(journal_entry(item, ()))) == journal_entry(item, ())


@given(EVENTS[BidAccepted] | EVENTS[UnitsClaimed] | EVENTS[BidsRetracted] | EVENTS[BidVoided])
def test_a_late_event_is_read_as_it_was_written(event: Event) -> None:
    assert decode_recent(encode(event)) == event


@given(st.lists(st.one_of(*EVENTS.values())))
def test_bids_and_retractions_are_kept_and_nothing_secret(
    events: list[Event],
) -> None:
    remembered = recent(events)
    assert [event for event in remembered if is_secret(event)] == []
    bids = [event for event in events if isinstance(event, BidAccepted)]
    assert [event for event in remembered if isinstance(event, BidAccepted)] == bids
    gone = [e for e in events if isinstance(e, BidsRetracted) and not e.hidden]
    assert [event for event in remembered if isinstance(event, BidsRetracted)] == gone


@given(receipts)
def test_a_receipt_is_read_as_it_was_written(receipt: Receipt) -> None:
    assert decode_receipt(encode(receipt)) == receipt


@given(items)
def test_an_entry_carries_the_items_standing(item: Item) -> None:
    entry = journal_entry(item, ())
    assert entry.item_id == item.listing.item_id
    for name in entry.standing.__struct_fields__:
        assert getattr(entry.standing, name) == getattr(item, name)

"""Stored bytes of earlier versions stay readable for good, so they are pinned here.

A red test here means that Redis' and the archive's contents of a running deployment would be lost.
"""

from typing import get_args

import msgspec
import pytest

from server.bidding.settling.records import (
    Accepted,
    JournalEntry,
    Receipt,
    decode_entry,
    decode_item,
    decode_listing,
    decode_receipt,
    decode_recent,
    encode,
    encode_state,
    standing,
)
from server.domain.commands import AutoBid
from server.domain.events import (
    Event,
)
from tests.unit.bidding.settling.pinned_events import BID, PINNED_BID, PINNED_EVENTS
from tests.unit.bidding.settling.pinned_records import (
    FULL_LAMP,
    LAMP,
    PINNED_ANSWERED_RECEIPT,
    PINNED_ENTRY_HEAD,
    PINNED_ITEM_V1,
    PINNED_ITEM_V2,
    PINNED_LAMP,
    PINNED_RECEIPT,
    PINNED_STATE_V3,
    SOLD_LAMP,
)
from tests.unit.domain.sale import ANN, BEN, listing


def test_every_kind_of_event_is_pinned() -> None:
    assert {type(event) for _, event in PINNED_EVENTS} == set(get_args(Event))


def test_an_item_of_the_first_form_can_be_read_with_the_price_as_the_leaders_maximum() -> None:
    assert decode_item(PINNED_ITEM_V1) == SOLD_LAMP


def test_an_item_of_the_second_form_can_be_read() -> None:
    assert decode_item(PINNED_ITEM_V2) == FULL_LAMP


def test_an_item_of_the_third_form_can_be_read_with_its_listing_beside_it() -> None:
    listing = decode_listing(PINNED_LAMP)
    assert listing == LAMP
    assert decode_item(PINNED_STATE_V3, listing) == FULL_LAMP
    assert decode_item(encode_state(FULL_LAMP), listing) == FULL_LAMP
    with pytest.raises(msgspec.DecodeError, match="no listing"):
        decode_item(PINNED_STATE_V3)


def test_an_item_of_an_earlier_form_has_the_listing_that_is_in_it() -> None:
    other = listing(title="another")
    assert decode_item(PINNED_ITEM_V1, other).listing == LAMP
    assert decode_item(PINNED_ITEM_V2, other).listing == LAMP


def test_an_item_is_stored_without_its_fields_names() -> None:
    assert len(encode(SOLD_LAMP)) < len(PINNED_ITEM_V1) - 50
    assert len(encode_state(SOLD_LAMP)) + len(encode(LAMP)) <= len(encode(SOLD_LAMP)) + 3


def test_an_item_of_a_form_that_is_still_to_come_is_not_taken_for_one_of_today() -> None:
    later = [4, *msgspec.msgpack.decode(PINNED_ITEM_V2)[1:]]
    with pytest.raises(msgspec.DecodeError):
        decode_item(encode(later))


def test_a_receipt_that_is_stored_already_can_be_read() -> None:
    assert decode_receipt(PINNED_RECEIPT) == Receipt(
        ANN.user_id, 100, Accepted(3, 100, 110, leading=True, ends_at=None)
    )


def test_a_receipt_of_a_bid_that_was_answered_automatically_can_be_read() -> None:
    answer = Accepted(3, 110, 120, leading=False, ends_at=None)
    auto = AutoBid(BEN.user_id, 110)
    assert decode_receipt(PINNED_ANSWERED_RECEIPT) == Receipt(
        *(ANN.user_id, 100, answer, 100, 1, "Ann#aaaaa", 3, 6), auto=auto
    )


def test_a_bid_that_is_stored_already_can_be_read() -> None:
    assert decode_recent(PINNED_BID) == BID


@pytest.mark.parametrize(("stored", "event"), PINNED_EVENTS)
def test_an_entry_that_is_in_the_journal_already_can_be_read(stored: bytes, event: Event) -> None:
    entry = decode_entry(PINNED_ENTRY_HEAD + b"\x91" + stored)
    assert entry == JournalEntry(LAMP.item_id, standing(SOLD_LAMP), (event,))


def test_a_field_that_a_newer_node_has_added_is_passed_over() -> None:
    added = msgspec.msgpack.decode(PINNED_BID) | {"added": 1}
    assert decode_recent(encode(added)) == BID
    receipt = Receipt(ANN.user_id, 100, Accepted(3, 100, 110, leading=True, ends_at=None))
    longer = [*msgspec.msgpack.decode(encode(receipt)), "added"]
    assert decode_receipt(encode(longer)) == receipt


@pytest.mark.parametrize(
    "stored",
    [b"", b"\x00", PINNED_ITEM_V1[:-1], PINNED_ITEM_V2[:-1], PINNED_STATE_V3[:-1], PINNED_RECEIPT],
)
def test_a_damaged_item_is_not_taken_for_one(stored: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        decode_item(stored, LAMP)

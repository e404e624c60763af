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
    AskingSet,
    BidAccepted,
    BiddersBlocked,
    BidDropped,
    BidLeft,
    BidsRetracted,
    BidVoided,
    EndShifted,
    Event,
    ItemAwarded,
    ItemCalled,
    ItemCancelled,
    ItemClosed,
    ItemDeleted,
    ItemExtended,
    ItemOpened,
    ItemPaused,
    ItemReopened,
    ItemResumed,
    ItemScheduled,
    ItemWarned,
    ListingAmended,
    MaxRaised,
    NextCalled,
    NoticeGiven,
    OfferSealed,
    Reason,
    ShiftCause,
    UnitsClaimed,
)
from server.domain.item import Item, Offer
from server.domain.listings.increments import Bands
from server.domain.listings.soft_close import Policy, SoftClose
from server.domain.types import BidId, Source, Status, Winner
from tests.unit.domain.sale import ANN, BEN, listing

LAMP = listing(
    description="Brass",
    image_url="https://a.example/lamp",
    increment=Bands((0, 99), (10, 20)),
    soft_close=SoftClose(Policy.RESET, 60, 30),
    opens_at=5,
    ends_at=90,
)
PINNED_LAMP = (
    b"\x8d\xa7item_id\xa4lamp\xaaauction_id\xa4sale\xaaauctioneer\xaauser-house\xa5title\xa4Lamp"
    b"\xa8currency\xa3EUR\xabstart_priced\xa9increment\x92\x92\x00c\x92\n\x14\xa6format\xa7english"
    b"\xabdescription\xa5Brass\xa9image_url\xb6https://a.example/lamp"
    b"\xaasoft_close\x93\xa5reset<\x1e\xa8opens_at\x05\xa7ends_atZ"
)
SOLD_LAMP = Item(
    listing=LAMP,
    seq=8,
    status=Status.SOLD,
    price=110,
    leader=BEN,
    bid_count=2,
    ends_at=120,
    winners=(Winner(BEN, 110),),
    leader_max=110,
    opens_at=5,
)
PINNED_ITEM_V1 = (
    b"\x89\xa7listing" + PINNED_LAMP + b"\xa3seq\x08\xa6status\xa4sold\xa5pricen"
    b"\xa6leader\x92\xa8user-ben\xa9Ben#bbbbb\xa9bid_count\x02\xa7ends_atx\xa9paused_at\xc0"
    b"\xa7winners\x91\x92\x92\xa8user-ben\xa9Ben#bbbbbn"
)
PINNED_ITEM_V2 = (
    b"\xdc\x00\x11\x02\xde\x00\x0c\xa7item_id\xa4lamp\xaaauction_id\xa4sale\xaaauctioneer\xaauser-house"
    b"\xa5title\xa4Lamp\xa8currency\xa3EUR\xabstart_priced\xa9increment\x92\x92\x00c\x92\n\x14"
    b"\xabdescription\xa5Brass\xa9image_url\xb6https://a.example/lamp"
    b"\xaasoft_close\x95\xa5reset<\x1e\xc0\xc0\xa8opens_at\x05\xa7ends_atZ"
    b"\x08\xa4soldn\x92\xa8user-ben\xa9Ben#bbbbb\x02x\xc0\x91\x93\x92\xa8user-ben\xa9Ben#bbbbbn\x01"
    b"\xcc\x96\x01\x05\x06\x91\x95\xa2b1\x92\xa8user-ann\xa9Ann#aaaaad\x02\x03\x01\xc3"
)
PINNED_STATE_V3 = (
    b"\xdc\x00\x10\x03"
    b"\x08\xa4soldn\x92\xa8user-ben\xa9Ben#bbbbb\x02x\xc0\x91\x93\x92\xa8user-ben\xa9Ben#bbbbbn\x01"
    b"\xcc\x96\x01\x05\x06\x91\x95\xa2b1\x92\xa8user-ann\xa9Ann#aaaaad\x02\x03\x01\xc3"
)
FULL_LAMP = msgspec.structs.replace(
    SOLD_LAMP,
    leader_max=150,
    extensions=1,
    running_since=6,
    offers=(Offer(BidId("b1"), ANN, 100, 2, 3),),
    hidden=1,
    called_next=True,
)
PINNED_ENTRY_HEAD = (
    b"\x93\xa4lamp\x97\x08\xa4soldn\x92\xa8user-ben\xa9Ben#bbbbb\x02x"
    b"\x91\x92\x92\xa8user-ben\xa9Ben#bbbbbn"
)
PINNED_RECEIPT = b"\x93\xa8user-annd\x95\x03dn\xc3\xc0"
PINNED_ANSWERED_RECEIPT = (
    b"\x9b\xa8user-annd\x95\x03nx\xc2\xc0d\x01\xa9Ann#aaaaa\x03\x06\xc2\x92\xa8user-benn\xc3"
)
PINNED_BID = (
    b"\x87\xa4type\xabBidAccepted\xa6bid_id\xa2b1\xa6bidder\x92\xa8user-ann\xa9Ann#aaaaa"
    b"\xa6amountd\xa4auto\xc2\xa3seq\x03\xa2at\x06"
)
BID = BidAccepted(seq=3, at=6, bid_id=BidId("b1"), bidder=ANN, amount=100)
PINNED_EVENTS: list[tuple[bytes, Event]] = [
    (
        b"\x84\xa4type\xadItemScheduled\xa7listing" + PINNED_LAMP + b"\xa3seq\x01\xa2at\x04",
        ItemScheduled(seq=1, at=4, listing=LAMP),
    ),
    (b"\x83\xa4type\xaaItemOpened\xa3seq\x02\xa2at\x05", ItemOpened(seq=2, at=5)),
    (PINNED_BID, BID),
    (
        b"\x84\xa4type\xacItemExtended\xa7ends_atc\xa3seq\x04\xa2at\x07",
        ItemExtended(seq=4, at=7, ends_at=99),
    ),
    (b"\x83\xa4type\xaaItemPaused\xa3seq\x05\xa2at\x08", ItemPaused(seq=5, at=8)),
    (
        b"\x84\xa4type\xabItemResumed\xa7ends_atd\xa3seq\x06\xa2at\t",
        ItemResumed(seq=6, at=9, ends_at=100),
    ),
    (b"\x83\xa4type\xaaItemWarned\xa3seq\x07\xa2at\n", ItemWarned(seq=7, at=10)),
    (
        (
            b"\x85\xa4type\xaaItemClosed\xa6status\xa4sold\xa7winners\x91\x92\x92"
            b"\xa8user-ann\xa9Ann#aaaaad\xa3seq\x08\xa2at\x0b"
        ),
        ItemClosed(seq=8, at=11, status=Status.SOLD, winners=(Winner(ANN, 100),)),
    ),
    (b"\x83\xa4type\xadItemCancelled\xa3seq\t\xa2at\x0c", ItemCancelled(seq=9, at=12)),
    (
        b"\x84\xa4type\xaaItemCalled\xa8opens_at\t\xa3seq\x02\xa2at\x05",
        ItemCalled(seq=2, at=5, opens_at=9),
    ),
    (
        b"\x84\xa4type\xaaItemOpened\xa7ends_atc\xa3seq\x02\xa2at\x05",
        ItemOpened(seq=2, at=5, ends_at=99),
    ),
    (
        (
            b"\x87\xa4type\xabBidAccepted\xa6bid_id\xa2b1\xa6bidder\x92\xa8user-ann\xa9Ann#aaaaa"
            b"\xa6amountd\xaamax_amount\xcc\x96\xa3seq\x03\xa2at\x06"
        ),
        msgspec.structs.replace(BID, max_amount=150),
    ),
    (
        (
            b"\x87\xa4type\xa9MaxRaised\xa6bid_id\xa2b1\xa6bidder\x92\xa8user-ann\xa9Ann#aaaaa"
            b"\xa6amountd\xaamax_amount\xcc\xc8\xa3seq\x03\xa2at\x06"
        ),
        MaxRaised(seq=3, at=6, bid_id=BidId("b1"), bidder=ANN, amount=100, max_amount=200),
    ),
    (
        (
            b"\x87\xa4type\xacUnitsClaimed\xa6bid_id\xa2b1\xa6bidder\x92\xa8user-ann\xa9Ann#aaaaa"
            b"\xa6amountd\xa8quantity\x02\xa3seq\x03\xa2at\x06"
        ),
        UnitsClaimed(seq=3, at=6, bid_id=BidId("b1"), bidder=ANN, amount=100, quantity=2),
    ),
    (
        (
            b"\x87\xa4type\xabOfferSealed\xa6bid_id\xa2b1\xa6bidder\x92\xa8user-ann\xa9Ann#aaaaa"
            b"\xa6amountd\xa8quantity\x02\xa3seq\x03\xa2at\x06"
        ),
        OfferSealed(seq=3, at=6, bid_id=BidId("b1"), bidder=ANN, amount=100, quantity=2),
    ),
    (
        (
            b"\x8a\xa4type\xadBidsRetracted\xa6bidder\x92\xa8user-ann\xa9Ann#aaaaa\xa7bid_ids\x91\xa2b1"
            b"\xa6reason\xa8mistyped\xa5priceZ\xa6leader\x92\xa8user-ben\xa9Ben#bbbbb"
            b"\xaaleader_max_\xa6hidden\xc3\xa3seq\x04\xa2at\x07"
        ),
        BidsRetracted(
            seq=4,
            at=7,
            bidder=ANN,
            bid_ids=(BidId("b1"),),
            reason=Reason.MISTYPED,
            price=90,
            leader=BEN,
            leader_max=95,
            hidden=True,
        ),
    ),
    (
        (
            b"\x88\xa4type\xadBidsRetracted\xa6bidder\x92\xa8user-ann\xa9Ann#aaaaa\xa7bid_ids\x91\xa2b1"
            b"\xa6reason\xa8mistyped\xa5priceZ\xa4seqs\x91\x03\xa3seq\x04\xa2at\x07"
        ),
        BidsRetracted(
            seq=4,
            at=7,
            bidder=ANN,
            bid_ids=(BidId("b1"),),
            reason=Reason.MISTYPED,
            price=90,
            seqs=(3,),
        ),
    ),
    (
        b"\x85\xa4type\xacItemExtended\xa7ends_atc\xa6by_bid\xc3\xa3seq\x04\xa2at\x07",
        ItemExtended(seq=4, at=7, ends_at=99, by_bid=True),
    ),
    (
        b"\x84\xa4type\xaeBiddersBlocked\xa8user_ids\x91\xa8user-ann\xa3seq\x04\xa2at\x07",
        BiddersBlocked(seq=4, at=7, user_ids=(ANN.user_id,)),
    ),
    (
        (
            b"\x86\xa4type\xa7BidLeft\xa6bid_id\xa2b1\xa6bidder\x92\xa8user-ann\xa9Ann#aaaaa"
            b"\xa6amountZ\xa3seq\x04\xa2at\x07"
        ),
        BidLeft(seq=4, at=7, bid_id=BidId("b1"), bidder=ANN, amount=90),
    ),
    (
        (
            b"\x88\xa4type\xaaBidDropped\xa6bidder\x92\xa8user-ann\xa9Ann#aaaaa\xa7bid_ids\x91\xa2b1"
            b"\xa5priceZ\xa6hidden\xc3\xa4code\xa7too_low\xa3seq\x04\xa2at\x07"
        ),
        BidDropped(
            seq=4,
            at=7,
            bidder=ANN,
            bid_ids=(BidId("b1"),),
            price=90,
            hidden=True,
            code="too_low",
        ),
    ),
    (
        (
            b"\x87\xa4type\xaaEndShifted\xa7ends_atc\xa5cause\xa6outage\xa5since\x05\xa5until\x07"
            b"\xa3seq\x04\xa2at\t"
        ),
        EndShifted(seq=4, at=9, ends_at=99, cause=ShiftCause.OUTAGE, since=5, until=7),
    ),
    (b"\x83\xa4type\xaaNextCalled\xa3seq\t\xa2at\x0c", NextCalled(seq=9, at=12)),
    (b"\x83\xa4type\xabItemDeleted\xa3seq\t\xa2at\x0c", ItemDeleted(seq=9, at=12)),
    (
        (
            b"\x84\xa4type\xaeListingAmended\xa7listing\xde\x00\r\xa7item_id\xa4lamp\xaaauction_id"
            b"\xa4sale\xaaauctioneer\xaauser-house\xa5title\xa4Lamp\xa8currency\xa3EUR"
            b"\xabstart_priced\xa9increment\x92\x91\x00\x91\n\xa9image_url\xa1u\xa3lot\xa312A"
            b"\xacestimate_low\x05\xa6images\x92\xa1u\xa1v\xa9condition\xa1c"
            b"\xa8metadata\x82\xa1a\x01\xa1b\xc3\xa3seq\x02\xa2at\x05"
        ),
        ListingAmended(
            seq=2,
            at=5,
            listing=listing(
                increment=Bands((0,), (10,)),
                lot="12A",
                estimate_low=5,
                image_url="u",
                images=("u", "v"),
                condition="c",
                metadata={"a": 1, "b": True},
            ),
        ),
    ),
    (
        (
            b"\x88\xa4type\xa9BidVoided\xa6bidder\x92\xa8user-ann\xa9Ann#aaaaa\xa7bid_ids\x91\xa2b1"
            b"\xa5priceZ\xa4seqs\x91\x03\xa6reason\xa7misread\xa3seq\x04\xa2at\x07"
        ),
        BidVoided(
            seq=4,
            at=7,
            bidder=ANN,
            bid_ids=(BidId("b1"),),
            reason="misread",
            price=90,
            seqs=(3,),
        ),
    ),
    (
        b"\x84\xa4type\xacItemReopened\xa7ends_atc\xa3seq\x04\xa2at\x07",
        ItemReopened(seq=4, at=7, ends_at=99),
    ),
    (
        (
            b"\x85\xa4type\xabItemAwarded\xa9defaulted\x92\xa8user-ben\xa9Ben#bbbbb"
            b"\xa6winner\x93\x92\xa8user-ann\xa9Ann#aaaaad\x01\xa3seq\x04\xa2at\x07"
        ),
        ItemAwarded(seq=4, at=7, defaulted=BEN, winner=Winner(ANN, 100)),
    ),
    (
        b"\x84\xa4type\xa9AskingSet\xa6askingc\xa3seq\x04\xa2at\x07",
        AskingSet(seq=4, at=7, asking=99),
    ),
    (
        b"\x85\xa4type\xabNoticeGiven\xa9notice_id\xa2n1\xa4text\xa2Hi\xa3seq\x04\xa2at\x07",
        NoticeGiven(seq=4, at=7, notice_id="n1", text="Hi"),
    ),
    (
        (
            b"\x89\xa4type\xabBidAccepted\xa6bid_id\xa2b1\xa6bidder\x92\xa8user-ann\xa9Ann#aaaaa"
            b"\xa6amountd\xa4auto\xc2\xa6source\xa5floor\xa6paddle\xa212\xa3seq\x03\xa2at\x06"
        ),
        msgspec.structs.replace(BID, source=Source.FLOOR, paddle="12"),
    ),
    (
        (
            b"\x86\xa4type\xaaItemClosed\xa6status\xa6unsold\xa7winners\x90"
            b"\xa6passed\xc3\xa3seq\x08\xa2at\x0b"
        ),
        ItemClosed(seq=8, at=11, status=Status.UNSOLD, winners=(), passed=True),
    ),
]


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

"""Events in the bytes in which earlier versions stored them."""

import msgspec

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
from server.domain.listings.increments import Bands
from server.domain.types import BidId, Source, Status, UserId, Winner
from tests.unit.bidding.settling.pinned_records import LAMP, PINNED_LAMP
from tests.unit.domain.sale import ANN, BEN, listing

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
    (
        (
            b"\x88\xa4type\xabBidAccepted\xa6bid_id\xa2b1\xa6bidder\x92\xa8user-ann\xa9Ann#aaaaa"
            b"\xa6amountd\xa6source\xa5floor\xa2by\xa4cleo\xa3seq\x03\xa2at\x06"
        ),
        msgspec.structs.replace(BID, source=Source.FLOOR, by=UserId("cleo")),
    ),
]

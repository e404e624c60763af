"""The bids of a blocked bidder are voided on every item, and never by halves without saying so."""

import pytest

from server.bidding.settling.records import Accepted, Answer
from server.domain.commands import VoidBid
from server.domain.rejection import Code, Rejection
from server.domain.types import AuctionId, BidId, ItemId, UserId
from server.use_cases.bidders import voiding
from server.use_cases.bidders.voiding import Voiding
from server.wire.errors import Refused
from tests.unit.domain.sale import listing
from tests.unit.use_cases.bidders.bidders_here import BiddersHere
from tests.unit.use_cases.catalogue.stores import HotItems
from tests.unit.use_cases.stand_ins import HOUSE, RecordingFloor

DONE = Accepted(7, 150, 160, leading=False, ends_at=None)
SALE, ANN = AuctionId("sale"), UserId("ann")


async def void(answer: Answer = DONE, *, archived: int = 10) -> list[tuple[ItemId, object]]:
    """Void two bids on one item and one on another; return the commands."""
    lamp, vase = ItemId("lamp"), ItemId("vase")
    bidders = BiddersHere(lamp, vase)
    bidders.archived = archived
    bidders.bids = [(lamp, BidId("b2")), (lamp, BidId("b1")), (vase, BidId("c1"))]
    floor = RecordingFloor(answer)
    hot = HotItems(listing(item_id=lamp), listing(item_id=vase))
    await Voiding(floor.floor, hot.hot_state, bidders).void_all(
        HOUSE.actor, SALE, ANN, reason="unpaid"
    )
    return list(floor.commands)


async def test_every_standing_bid_is_voided_the_latest_first() -> None:
    commands = await void()
    voids = [(item_id, void) for item_id, void in commands if isinstance(void, VoidBid)]
    assert {(item_id, void.bid_id) for item_id, void in voids} == {
        *(("lamp", "b1"), ("lamp", "b2")),
        ("vase", "c1"),
    }
    lamp = [void for item_id, void in voids if item_id == "lamp"]
    assert lamp[0] == VoidBid(HOUSE.actor, bid_id=BidId("b2"), reason="unpaid")


async def test_a_bid_that_can_no_longer_be_voided_is_left() -> None:
    assert len(await void(Rejection(Code.CLOSED, "the item has ended"))) == 3


async def test_where_bids_may_stand_the_answer_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voiding, "ARCHIVE_WAIT_S", 0)
    for answer, archived in ((Rejection(Code.BUSY, "busy"), 10), (DONE, 0)):
        with pytest.raises(Refused) as refused:
            await void(answer, archived=archived)
        assert refused.value.rejection.code is Code.UNKNOWN

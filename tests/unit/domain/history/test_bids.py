"""The check of bids: a change of the rules that old histories precede is forgiven."""

from msgspec.structs import replace

from server.domain.commands import ReopenItem
from server.domain.events import BidAccepted, BidsRetracted, ItemExtended
from server.domain.history import faults_of
from server.domain.types import Source
from tests.unit.domain.history.stories import ENDS, LATE_MS, SOFT, retraction, story
from tests.unit.domain.sale import BEN, HOUSE, MINUTE, bid


def test_a_leaders_own_bid_that_moved_the_end_in_an_earlier_version_is_forgiven() -> None:
    events = story(
        bid(100), bid(110, bid_id="b2", raise_own=True),
        step_ms=LATE_MS, soft_close=SOFT, ends_at=ENDS,
    )  # fmt: skip
    moved = ItemExtended(seq=5, at=events[-1].at, ends_at=events[-1].at + MINUTE, by_bid=True)
    assert faults_of([*events, moved]) == []


def test_a_retraction_leaves_the_buyer_at_the_price_and_one_at_their_maximum_is_forgiven() -> None:
    *events, retracted = story(
        bid(600, max_amount=900), ReopenItem(HOUSE), bid(700, BEN, "b2"), retraction("b2"),
        buy_now=500,
    )  # fmt: skip
    assert isinstance(retracted, BidsRetracted)
    assert (retracted.price, retracted.leader_max) == (500, 500)
    assert faults_of([*events, retracted]) == []
    assert faults_of([*events, replace(retracted, price=600, leader_max=900)]) == []
    assert faults_of([*events, replace(retracted, price=500, leader_max=900)]) != []


def test_the_source_of_an_automatic_bid_is_checked_and_that_of_an_earlier_version_is_forgiven() -> (
    None
):
    absentee = bid(100, max_amount=500, source=Source.ABSENTEE, paddle="12", by=HOUSE)
    *events, auto = story(absentee, bid(200, BEN, "b2"))
    assert isinstance(auto, BidAccepted)
    assert auto.source is Source.ABSENTEE
    assert faults_of([*events, auto]) == []
    assert faults_of([*events, replace(auto, source=Source.ONLINE, paddle=None)]) == []
    assert faults_of([*events, replace(auto, source=Source.TELEPHONE)]) != []

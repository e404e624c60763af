"""A history that the rules could not have produced is found at the event where it goes wrong.

The random histories of `formats/test_histories.py` and `test_decide_histories.py` have no fault.
"""

import pytest
from msgspec.structs import replace

from server.domain.commands import (
    BlockBidders,
    CallItem,
    CancelItem,
    CloseItem,
    ExtendItem,
    MarkNextCalled,
    ObserveTime,
    PauseItem,
    ResumeItem,
    WarnItem,
)
from server.domain.decide import decide
from server.domain.events import BidAccepted, Event, ItemExtended, MaxRaised
from server.domain.evolve import fold
from server.domain.history import FAULTS_MAX, HistoryCheck, faults_of
from server.domain.types import Format
from tests.unit.domain.history.stories import (
    ENDS,
    LATE_MS,
    SOFT,
    changed,
    renumbered,
    retraction,
    story,
)
from tests.unit.domain.sale import (
    ANN,
    BEN,
    CEM,
    HOUSE,
    NOON,
    SECOND,
    accepted,
    bid,
)


@pytest.mark.parametrize(
    "events",
    [
        story(bid(100), bid(150, BEN, "b2", max_amount=400), bid(200, ANN, "b3"), CloseItem(HOUSE)),
        story(bid(100), bid(300, ANN, "b2", max_amount=500), bid(460, BEN, "b3"), reserve=450),
        story(bid(140, max_amount=140), bid(145, max_amount=145, bid_id="b2"), reserve=145),
        story(bid(100), bid(100, bid_id="b2", max_amount=300), bid(900, BEN, "b3"), buy_now=900),
        story(bid(100), bid(150, bid_id="b2", raise_own=True), CancelItem(HOUSE)),
        story(bid(100), bid(200, BEN, "b2"), retraction("b2"), bid(150, CEM, "b3")),
        story(PauseItem(HOUSE), ResumeItem(HOUSE), WarnItem(HOUSE), bid(100), ends_at=ENDS),
        story(bid(100), ExtendItem(HOUSE, ENDS + 1), soft_close=SOFT, ends_at=ENDS),
        story(bid(100), bid(110, BEN, "b2"), step_ms=LATE_MS, soft_close=SOFT, ends_at=ENDS),
        story(bid(100, quantity=2), bid(100, BEN, "b2"), format=Format.FIXED, quantity=3),
        story(
            bid(150),
            bid(90, BEN, "b2"),
            format=Format.DUTCH,
            step=10,
            interval_ms=SECOND,
            floor_price=50,
            quantity=2,
        ),
        story(
            bid(150), bid(120, BEN, "b2"), bid(170, BEN, "b3"), retraction("b3"), CloseItem(HOUSE),
            format=Format.SEALED_SECOND,
        ),
        story(ObserveTime(), CloseItem(HOUSE), MarkNextCalled(), gap_ms=SECOND),
        story(bid(100), BlockBidders(HOUSE, (ANN.user_id,)), bid(150, BEN, "b2")),
    ],
)  # fmt: skip
def test_a_history_of_the_rules_has_no_fault(events: list[Event]) -> None:
    assert faults_of(events) == []


def test_an_item_that_is_called_in_its_turn_has_no_fault() -> None:
    events = [*story(gap_ms=SECOND)[:1]]
    for command, now in ((CallItem(NOON + 9), NOON), (ObserveTime(), NOON + 9)):
        events += accepted(decide(fold(None, tuple(events)), command, now))
    assert faults_of(events) == []
    assert "its opening was known" in faults_of(renumbered([*events[:2], *events[1:]]))[0]


ONE = story(bid(100), bid(200, BEN, "b2"), bid(300, CEM, "b3"), bid(400, ANN, "b4"))
OTHER = story(bid(100), bid(110, CEM, "c2"), bid(120, CEM, "c3", raise_own=True))


def test_a_mixture_of_two_histories_is_found_where_they_meet() -> None:
    assert faults_of(renumbered([*ONE[:4], *OTHER[4:]])) == [
        "number 5 (BidAccepted): the bid of 120 is below the minimum of 210"
    ]
    assert faults_of(renumbered([*ONE[:5], *OTHER[3:]])) == [
        "number 6 (BidAccepted): its time is 1000 ms before that of the event before it",
        "number 6 (BidAccepted): the bid of 110 is below the minimum of 310",
    ]


BIDS = story(bid(100), bid(300, BEN, "b2", max_amount=500), bid(350, CEM, "b3"))
"""Number 5 is Cem's bid, number 6 the automatic one that answers it."""


CLOSED = story(bid(100), bid(200, BEN, "b2"), CloseItem(HOUSE))
LATE = story(bid(100), bid(110, BEN, "b2"), step_ms=LATE_MS, soft_close=SOFT, ends_at=ENDS)
TAKEN_BACK = story(bid(100), bid(200, BEN, "b2"), retraction("b2"))
CLAIMED = story(bid(100, quantity=2), bid(100, BEN, "b2"), format=Format.FIXED, quantity=3)


@pytest.mark.parametrize(
    ("events", "fault"),
    [
        (changed(BIDS, 5, amount=305), "number 5 (BidAccepted): the bid of 305 is below the minimum"),
        (BIDS[:5], "number 5 (BidAccepted): it lacks the event that follows from it (BidAcc"),
        (changed(BIDS, 6, amount=370), "number 6 (BidAccepted): the bid before it leads to another"),
        (renumbered([*BIDS[:4], *BIDS[5:]]), "number 5 (BidAccepted): an automatic bid that answers"),
        (renumbered([*CLOSED, CLOSED[3]]), "number 6 (BidAccepted): the rules refuse the bid: the item"),
        (changed(LATE, 5, ends_at=ENDS + 1), "number 5 (ItemExtended): the bid before it leads"),
        (LATE[:4], "number 4 (BidAccepted): it lacks the event that follows from it (ItemExtended)"),
        (
            renumbered([*ONE, ItemExtended(seq=0, at=ONE[-1].at, ends_at=ENDS, by_bid=True)]),
            "number 7 (ItemExtended): it follows no bid",
        ),
        (changed(TAKEN_BACK, 5, price=110), "number 5 (BidsRetracted): price and leader"),
        (changed(TAKEN_BACK, 5, bidder=ANN), "number 5 (BidsRetracted): it takes back a bid that"),
        (renumbered([*TAKEN_BACK, TAKEN_BACK[4]]), "number 6 (BidsRetracted): it takes back a bid"),
        (renumbered([*ONE, ONE[0]]), "number 7 (ItemScheduled): the item had been scheduled"),
        (renumbered(ONE[1:]), "number 1 (ItemOpened): the first event does not schedule the item"),
        (changed(CLAIMED, 4, quantity=2), "number 4 (UnitsClaimed): the rules refuse the bid: only 1"),
        (changed(ONE, 6, at=NOON), "number 6 (BidAccepted): its time is 4000 ms before"),
    ],
)  # fmt: skip
def test_an_event_that_the_rules_exclude_is_named(events: list[Event], fault: str) -> None:
    assert any(each.startswith(fault) for each in faults_of(events)), faults_of(events)


def test_the_faults_of_one_item_are_bounded() -> None:
    first = ONE[2]
    assert isinstance(first, BidAccepted | MaxRaised)
    assert len(faults_of(renumbered([*ONE[:2], *[first] * 50]))) == FAULTS_MAX


def test_a_decision_has_one_fault_whatever_follows_from_it() -> None:
    (fault,) = faults_of(changed(BIDS, 5, amount=360, offered=350))
    assert fault == (
        "number 5 (BidAccepted): the rules lead to another event: amount is 350 in place of 360,"
        " max_amount is 360 in place of None, offered is None in place of 350"
    )


def test_an_event_after_an_absent_one_is_checked_itself() -> None:
    low = replace(LATE[3], seq=5, bidder=CEM, bid_id="b9", amount=112)
    assert faults_of([*LATE[:4], low]) == [
        "number 4 (BidAccepted): it lacks the event that follows from it (ItemExtended)",
        "number 5 (BidAccepted): the bid of 112 is below the minimum of 120",
    ]


def test_a_bid_that_does_not_move_the_end_is_followed_by_no_extension() -> None:
    rival = story(bid(100), bid(110, BEN, "b2"), step_ms=SECOND, soft_close=SOFT, ends_at=ENDS)
    moved = ItemExtended(seq=5, at=rival[-1].at, ends_at=ENDS + 1, by_bid=True)
    assert faults_of([*rival, moved]) == [
        "number 5 (ItemExtended): the bid before it does not move the end"
    ]


def test_a_fault_names_the_bid_that_was_decided() -> None:
    check = HistoryCheck()
    found = [fault for event in changed(LATE, 5, ends_at=ENDS + 1) for fault in check.add(event)]
    assert [(fault.seq, fault.bid_id) for fault in found] == [(5, "b2")]
    assert check.end() == ()


def test_events_that_are_only_taken_in_have_no_fault_of_the_rules() -> None:
    last = replace(TAKEN_BACK[3], seq=6, at=TAKEN_BACK[-1].at, bidder=CEM, bid_id="b3", amount=105)
    events = [*changed(TAKEN_BACK, 4, amount=105), last]
    assert len(faults_of(events)) == 2
    check = HistoryCheck()
    found = [each for event in events for each in check.add(event, decided_again=event.seq > 5)]
    assert [fault.bid_id for fault in found] == ["b3"]

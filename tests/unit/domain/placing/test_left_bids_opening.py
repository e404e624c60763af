"""Bids that were left are taken in order at the opening."""

import pytest

from server.bidding.settling.records import Accepted
from server.bidding.settling.replay import Replay
from server.bidding.settling.settle import settle
from server.domain.commands import (
    BidderStanding,
    BlockBidders,
    ObserveTime,
    OpenItem,
)
from server.domain.decide import decide
from server.domain.events import (
    BidAccepted,
    BidDropped,
    BidLeft,
    ItemClosed,
    ItemOpened,
    OfferSealed,
)
from server.domain.evolve import evolve, fold
from server.domain.formats import exposure, quote
from server.domain.history import faults_of
from server.domain.placing import left_bids
from server.domain.rejection import Code
from server.domain.types import (
    Actor,
    Bidder,
    BidId,
    Format,
    Role,
    Source,
    Status,
    UserId,
)
from server.domain.view import view_item, view_own
from tests.unit.domain.placing.early_items import HIDDEN, LATER, PUT_UP, waiting
from tests.unit.domain.sale import (
    ANN,
    BEN,
    CEM,
    HOUSE,
    NOON,
    accepted,
    after,
    bid,
    kinds,
    listing,
    refused,
)


def test_a_bid_that_a_clerk_left_names_the_clerk_also_once_it_is_taken() -> None:
    clerk = Actor(UserId("cleo"), Role.BIDDER, (listing().auction_id,))
    entered = bid(150, source=Source.ABSENTEE, paddle="12", by=clerk)
    events = accepted(decide(None, PUT_UP, NOON))
    events += accepted(decide(evolve(None, events[0]), entered, NOON))
    events += accepted(decide(fold(None, events), ObserveTime(), LATER))
    assert [
        (type(each), each.by) for each in events if isinstance(each, BidLeft | BidAccepted)
    ] == [
        (BidLeft, "cleo"),
        (BidAccepted, "cleo"),
    ]
    assert faults_of(events) == []


def test_the_bids_become_ordinary_ones_at_the_opening_in_the_order_of_their_arrival() -> None:
    item = after(
        waiting(), bid(100, max_amount=300), bid(200, BEN, "b2"), bid(150, CEM, "b3", paddle="7")
    )
    for command in (OpenItem(HOUSE), ObserveTime()):
        events = accepted(decide(item, command, LATER))
        opened, ann, ben, answer, cem = events
        assert isinstance(opened, ItemOpened)
        assert isinstance(ann, BidAccepted)
        assert (ann.bid_id, ann.amount, ann.max_amount) == ("b1", 100, 300)
        assert isinstance(ben, BidAccepted)
        assert isinstance(answer, BidAccepted)
        assert (ben.amount, answer.amount, answer.auto) == (200, 210, True)
        assert isinstance(cem, BidDropped)
        assert (cem.bid_ids, cem.code, cem.leader, cem.hidden) == (("b3",), "too_low", ANN, True)
    opened_item = after(item, ObserveTime(), now=LATER)
    assert (opened_item.leader, opened_item.price, opened_item.left) == (ANN, 210, ())
    assert (opened_item.retractions, opened_item.bid_count) == (0, 3)
    assert quote(opened_item, LATER).seq == opened_item.seq


def test_a_higher_maximum_leads_at_the_opening_although_it_was_left_with_a_lower_amount() -> None:
    item = after(waiting(), bid(200, max_amount=300), bid(100, BEN, "b2", max_amount=500))
    opened = after(item, ObserveTime(), now=LATER)
    assert (opened.leader, opened.price, opened.leader_max) == (BEN, 310, 500)


def test_the_earlier_of_two_equal_maxima_that_were_left_leads() -> None:
    item = after(waiting(), bid(100, max_amount=300), bid(100, BEN, "b2", max_amount=300))
    opened = after(item, ObserveTime(), now=LATER)
    assert (opened.leader, opened.price) == (ANN, 300)
    low = after(item, bid(100, CEM, "b3", max_amount=290))
    assert after(low, ObserveTime(), now=LATER).price == 300


@pytest.mark.parametrize("form", HIDDEN)
def test_secret_offers_stay_secret_at_the_opening(form: Format) -> None:
    item, silent = waiting(format=form), waiting(format=form)
    item = after(item, bid(150), bid(170, BEN, "b2"))
    assert kinds(item, ObserveTime(), LATER) == [ItemOpened, OfferSealed, OfferSealed]
    opened, silent = after(item, ObserveTime(), now=LATER), after(silent, ObserveTime(), now=LATER)
    assert view_item(opened, LATER) == view_item(silent, LATER)
    assert view_own(opened, BEN.user_id) == {"max_amount": 170, "quantity": 1}


def test_many_left_bids_are_taken_in_one_decision() -> None:
    people = [Bidder(UserId(f"u{n}"), f"U#{n}") for n in range(left_bids.LEFT_MAX)]
    bids = [bid(100 + 10 * n, each, f"b{n}") for n, each in enumerate(people)]
    item = after(waiting(), *bids)
    opened = after(item, ObserveTime(), now=LATER)
    assert (opened.bid_count, opened.leader) == (left_bids.LEFT_MAX, people[-1])


def test_the_bid_of_somebody_who_was_blocked_meanwhile_is_dropped() -> None:
    item = after(waiting(), bid(150), bid(170, BEN, "b2"), BlockBidders(HOUSE, (BEN.user_id,)))
    assert kinds(item, ObserveTime(), LATER) == [ItemOpened, BidAccepted, BidDropped]


def test_a_left_bid_may_buy_now_and_the_later_ones_are_dropped() -> None:
    item = after(waiting(buy_now=500), bid(500), bid(600, BEN, "b2"))
    assert kinds(item, ObserveTime(), LATER) == [ItemOpened, BidAccepted, ItemClosed, BidDropped]
    sold = after(item, ObserveTime(), now=LATER)
    assert (sold.status, exposure(sold)) == (Status.SOLD, {ANN.user_id: 500})


def test_a_bid_has_one_answer_before_and_after_the_opening() -> None:
    item, command, rival = waiting(), bid(100, max_amount=300), bid(200, BEN, "b2")
    low = bid(150, CEM, "b3")
    placing = settle(item, {}, [command, rival, low], NOON)
    assert placing.answers[:2] == (Accepted(1, 100, 100, False, None),) * 2
    opening = settle(placing.after, {}, [ObserveTime()], LATER)
    assert {bid_id: each.retracted for bid_id, each in opening.receipts.items()} == {
        "b1": False,
        "b2": False,
        "b3": True,
    }
    again = settle(opening.after, opening.receipts, [command, rival, low], LATER)
    assert (again.answers, again.events) == (placing.answers, ())
    other = settle(opening.after, opening.receipts, [bid(110)], LATER)
    assert refused(other.answers[0]).code is Code.BID_ID_REUSED


def test_a_bid_in_the_round_of_the_opening_gets_its_own_answer() -> None:
    item = after(waiting(), bid(100, max_amount=300))
    settled = settle(item, {}, [bid(200, BEN, "b2")], LATER)
    answer = settled.answers[0]
    assert isinstance(answer, Accepted)
    assert (answer.price, answer.leading) == (210, False)
    assert {*settled.receipts} == {"b1", "b2"}
    assert settled.receipts[BidId("b1")].auto is None


def test_a_maximum_is_reserved_from_when_it_is_left_and_not_checked_at_the_opening() -> None:
    item = waiting(spending_limit=400)
    standing = {ANN.user_id: BidderStanding(limit=900)}
    placing = settle(item, {}, [bid(100, max_amount=800)], NOON, standing)
    assert [(each.amount, each.limit) for each in placing.exposures] == [(800, 900)]
    assert placing.after is not None
    outbid = after(placing.after, bid(150, BEN, "b2"))
    opening = settle(outbid, {}, [ObserveTime()], LATER)
    assert [(each.user_id, each.amount, each.limit) for each in opening.exposures] == [
        (BEN.user_id, 0, None)
    ]


def test_receipts_after_a_snapshot_are_those_of_the_whole_history() -> None:
    item = after(waiting(), bid(100, max_amount=300), bid(200, BEN, "b2"), bid(150, CEM, "b3"))
    opening = settle(item, {}, [ObserveTime()], LATER)
    rebuilt = Replay(item)
    for event in opening.events:
        rebuilt.add(event)
    assert rebuilt.item == opening.after
    receipts = rebuilt.take_receipts()
    taken = {bid_id: each for bid_id, each in opening.receipts.items() if not each.retracted}
    assert receipts == taken


def test_a_history_in_which_a_left_bid_is_lost_has_a_fault() -> None:
    first = accepted(decide(None, PUT_UP, NOON))
    item = after(None, PUT_UP)
    left = accepted(decide(item, bid(150), NOON))
    opening = accepted(decide(after(item, bid(150)), ObserveTime(), LATER))
    assert faults_of([*first, *left, *opening]) == []
    assert faults_of([*first, *left, *opening[:1]])
    assert faults_of([*first, *left, *left])

"""The audit's replay of an item's events."""

from typing import Any

from loadtest.audit.record import Body, Event
from loadtest.audit.replay.model import replay
from loadtest.audit.replay.rules import Rules
from loadtest.evidence import Terms

RULES = Rules.of(Terms("lamp", 100, increment=[(0, 10)]))


def bid(seq: int, user: str, amount: int, **more: Any) -> Event:
    body = Body(bid_id=f"b{seq}", bidder=(user, ""), amount=amount, **more)
    return Event("lamp", seq, seq, "BidAccepted", body)


def faults(*events: Event) -> list[list[str]]:
    return [step.faults for step in replay(RULES, events, has_events=False).steps]


def test_events_are_folded_in_the_order_of_their_numbers() -> None:
    history = replay(RULES, [bid(2, "bob", 110), bid(1, "ann", 100)], has_events=False)
    assert (history.final.leader, history.final.price, history.final.bid_count) == ("bob", 110, 2)
    assert all(not step.faults for step in history.steps)


def test_a_wrong_event_is_accepted_so_that_its_fault_is_reported_once() -> None:
    found = faults(bid(1, "ann", 100), bid(2, "bob", 105), bid(3, "cat", 115))
    assert found == [[], ["its amount 105 is below the minimum 110"], []]


def test_an_automatic_bid_without_a_cause_is_a_fault() -> None:
    found = faults(bid(1, "ann", 100), bid(2, "bob", 110, auto=True))
    assert found[1] == ["it is automatic, and no bid before it calls for one"]


def test_a_bid_of_a_blocked_user_is_a_fault() -> None:
    block = Event("lamp", 1, 1, "BiddersBlocked", Body(user_ids=["ann"]))
    end = Event("lamp", 3, 3, "BiddersBlocked", Body(user_ids=["ann"], blocked=False))
    found = faults(block, bid(2, "ann", 100), end, bid(4, "ann", 110))
    assert found == [[], ["its bidder was blocked before"], [], []]


def event(seq: int, kind: str, **body: Any) -> Event:
    return Event("lamp", seq, seq, kind, Body(**body))


def test_a_void_takes_one_bid_out_and_an_asking_price_holds_until_the_next_bid() -> None:
    void = event(
        3, "BidVoided", bidder=("bob", ""), bid_ids=["b2"], seqs=[2], price=100, leader=("ann", "")
    )
    asking = event(4, "AskingSet", asking=150)
    found = faults(bid(1, "ann", 100), bid(2, "bob", 110), void, asking, bid(5, "bob", 140))
    assert found == [[], [], [], [], ["its amount 140 is below the minimum 150"]]
    history = replay(RULES, [bid(1, "ann", 100), asking, bid(5, "bob", 150)], has_events=False)
    assert history.rules.minimum(history.final) == 160


def test_a_void_of_a_bid_that_does_not_stand_is_a_fault() -> None:
    void = event(2, "BidVoided", bidder=("bob", ""), bid_ids=["b9"], price=100, leader=("ann", ""))
    assert "does not stand" in faults(bid(1, "ann", 100), void)[1][0]


def test_a_reopened_item_takes_bids_until_it_ends_again() -> None:
    closed = event(2, "ItemClosed", status="sold")
    reopened = event(3, "ItemReopened", ends_at=90)
    found = faults(bid(1, "ann", 100), closed, reopened, bid(4, "bob", 110), bid(5, "ann", 500))
    assert found == [[], [], [], [], []]
    assert faults(bid(1, "ann", 100), event(2, "ItemAwarded"))[1] == [
        "it is not allowed while the item is open"
    ]


def test_without_events_the_state_is_that_before_the_first() -> None:
    history = replay(RULES, [], has_events=True)
    assert (history.final.seq, history.final.status, history.final.price) == (0, "unknown", 100)

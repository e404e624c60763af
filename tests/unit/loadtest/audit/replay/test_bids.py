"""The audit's rules of bids and raised maxima."""

from typing import Any

from loadtest.audit.record import Body, Event
from loadtest.audit.replay.model import replay
from loadtest.audit.replay.rules import Rules
from loadtest.evidence import SoftClose, Terms

RULES = Rules.of(Terms("lamp", 100, increment=[(0, 10)], ends_at=9))


def event(seq: int, user: str, amount: int, kind: str = "BidAccepted", **more: Any) -> Event:
    body = Body(bid_id=more.pop("bid_id", f"b{seq}"), bidder=(user, ""), amount=amount, **more)
    return Event("lamp", seq, seq, kind, body)


def raised(seq: int, user: str, most: int) -> Event:
    return event(seq, user, most, "MaxRaised", max_amount=most)


def faults(*events: Event) -> list[list[str]]:
    return [step.faults for step in replay(RULES, events, has_events=False).steps]


def test_a_raised_maximum_answers_the_next_bid() -> None:
    answer = event(4, "ann", 160, auto=True, bid_id="b3")
    events = [event(1, "ann", 100), raised(2, "ann", 300), event(3, "bob", 150), answer]
    history = replay(RULES, events, has_events=False)
    assert [step.faults for step in history.steps] == [[], [], [], []]
    assert [state.price for state in history.states.values()] == [100, 100, 100, 150, 160]
    assert (history.final.leader, history.final.most, history.final.bid_count) == ("ann", 300, 3)
    (*_, unanswered) = faults(*events[:3], event(4, "cat", 170))
    assert unanswered == ["the leader's maximum did not answer at 160 before it"]


def test_a_maximum_is_raised_by_the_leader_above_the_one_before_and_before_the_end() -> None:
    first = event(1, "ann", 100)
    assert faults(first, raised(2, "bob", 300))[1] == [
        "bob raises a maximum and does not lead; ann does"
    ]
    assert faults(first, raised(2, "ann", 100))[1] == [
        "the maximum 100 is not above 100, the one before it"
    ]
    assert faults(first, raised(9, "ann", 200))[1][-1] == "its time 9 is not before the end 9"


def test_a_raised_maximum_goes_with_a_retraction_and_has_no_number_that_was_shown() -> None:
    retraction = Event(
        *("lamp", 4, 4, "BidsRetracted"),
        Body(bidder=("ann", ""), bid_ids=["b3"], price=110, leader=("ann", "")),
    )
    events = [event(1, "bob", 100), event(2, "ann", 110), raised(3, "ann", 300), retraction]
    history = replay(RULES, events, has_events=False)
    assert [step.faults for step in history.steps] == [[], [], [], []]
    assert history.final.most == 110


def test_a_purchase_may_be_below_the_minimum() -> None:
    rules = Rules.of(Terms("lamp", 100, increment=[(0, 10)], ends_at=9, buy_now=155))
    first = event(1, "ann", 150)
    for amount, found in ((155, []), (154, ["its amount 154 is below the minimum 160"])):
        history = replay(rules, [first, event(2, "bob", amount)], has_events=False)
        assert history.steps[1].faults == found


def test_an_automatic_bid_at_the_buy_now_price_buys_nothing_and_moves_the_end() -> None:
    reset = SoftClose("reset", 9)
    rules = Rules.of(Terms("lamp", 100, 9, [(0, 10)], soft_close=reset, buy_now=150))
    answer = event(3, "ann", 150, auto=True, bid_id="b2")
    events = [event(1, "ann", 100, max_amount=200), event(2, "bob", 140), answer]
    assert replay(rules, events, has_events=False).final.ends_at == 12

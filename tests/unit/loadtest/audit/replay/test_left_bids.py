"""The audit's replay of bids that were left before the opening."""

import pytest

from loadtest.audit.record import Body, Event
from loadtest.audit.replay.model import replay
from loadtest.audit.replay.rules import Rules
from loadtest.evidence import Terms

RULES = Rules.of(Terms("lamp", 100, increment=[(0, 10)]))
ANN, BEN = ("ann", ""), ("ben", "")


def event(kind: str, **body: object) -> tuple[str, dict[str, object]]:
    return kind, body


PUT_UP = event("ItemScheduled")
ANN_LEFT = event("BidLeft", bid_id="a", bidder=ANN, amount=100, max_amount=300)
BEN_LEFT = event("BidLeft", bid_id="b", bidder=BEN, amount=200)
OPENED = event("ItemOpened")
ANN_TAKEN = event("BidAccepted", bid_id="a", bidder=ANN, amount=100, max_amount=300)
BEN_TAKEN = event("BidAccepted", bid_id="b", bidder=BEN, amount=200)
ANSWER = event("BidAccepted", bid_id="b", bidder=ANN, amount=210, max_amount=300, auto=True)
DROPPED = event("BidDropped", bid_ids=["b"], bidder=BEN, hidden=True)
RETRACTED = event("BidsRetracted", bid_ids=["a"], bidder=ANN, hidden=True, price=100)
BEN_LEADS = event("BidAccepted", bid_id="b", bidder=BEN, amount=100, offered=200, max_amount=200)


def faults(*story: tuple[str, dict[str, object]]) -> list[str]:
    events = [
        Event("lamp", seq, seq, kind, Body(**body))  # type: ignore[arg-type]
        for seq, (kind, body) in enumerate(story, 1)
    ]
    return [fault for step in replay(RULES, events, has_events=True).steps for fault in step.faults]


def test_bids_are_taken_in_the_order_in_which_they_were_left() -> None:
    left = (PUT_UP, ANN_LEFT, BEN_LEFT)
    assert faults(*left, OPENED, ANN_TAKEN, BEN_TAKEN, ANSWER) == []
    assert faults(*left, OPENED, ANN_TAKEN, DROPPED) == []
    assert faults(*left, RETRACTED, OPENED, BEN_TAKEN) == []
    raised = event("BidAccepted", bid_id="a", bidder=ANN, amount=210, max_amount=300)
    assert faults(PUT_UP, BEN_LEFT, ANN_LEFT, OPENED, BEN_TAKEN, raised) == []
    assert faults(*left, event("BidVoided", **RETRACTED[1]), OPENED, BEN_TAKEN) == []


@pytest.mark.parametrize(
    ("story", "fault"),
    [
        ((PUT_UP, ANN_LEFT, BEN_LEFT, OPENED, BEN_TAKEN), "a bid that was left before was"),
        ((PUT_UP, ANN_LEFT, OPENED), "bids that were left were neither"),
        ((PUT_UP, ANN_LEFT, OPENED, event("ItemCancelled")), "1 bids that were left were neither"),
        ((PUT_UP, ANN_LEFT, OPENED, event("ItemExtended", ends_at=90)), "bids that were left"),
        (
            (PUT_UP, BEN_LEFT, OPENED, event(BEN_TAKEN[0], **{**BEN_TAKEN[1], "amount": 190})),
            "it is",
        ),
        (
            (PUT_UP, ANN_LEFT, OPENED, event(ANN_TAKEN[0], **{**ANN_TAKEN[1], "amount": 310})),
            "it is not the bid that was left",
        ),
        ((PUT_UP, ANN_LEFT, ANN_LEFT), "its bidder's earlier bid was not dropped"),
        ((PUT_UP, OPENED, DROPPED), "it drops a bid that was not left"),
        ((PUT_UP, BEN_LEFT, event("BidDropped", bid_ids=["b"], bidder=BEN)), "it shows a bid"),
        (
            (PUT_UP, BEN_LEFT, event("BidDropped", bid_ids=["b"], bidder=ANN, hidden=True)),
            "it takes",
        ),
        (
            (PUT_UP, ANN_LEFT, BEN_LEFT, OPENED, DROPPED, ANN_TAKEN),
            "a bid that was left before was",
        ),
        ((PUT_UP, OPENED, ANN_LEFT), "it is not allowed while the item is open"),
    ],
)
def test_every_other_course_is_a_fault(
    story: tuple[tuple[str, dict[str, object]], ...], fault: str
) -> None:
    assert faults(*story)[0].startswith(fault)

"""A bid as everybody sees it."""

from server.domain.decide import decide
from server.domain.events import BidAccepted
from server.domain.view import view_bid
from tests.unit.domain.sale import ANN, NOON, accepted, bid, opened


def test_a_bid_is_shown_by_handle_with_its_number_and_moment() -> None:
    (event,) = accepted(decide(opened(), bid(120, ANN, "b7"), NOON + 5))
    assert isinstance(event, BidAccepted)
    assert view_bid(event) == {
        "seq": 3,
        "bid_id": "b7",
        "bidder": "Ann#aaaaa",
        "amount": 120,
        "at": NOON + 5,
        "auto": False,
        "quantity": 1,
        "retracted": False,
        "source": "online",
        "paddle": None,
    }
    assert view_bid(event, retracted=True) == {**view_bid(event), "retracted": True}

"""The bodies of acknowledgements, which HTTP shares."""

from server.bidding.settling.records import Accepted
from server.wire.answers import bid_answer, command_answer
from server.wire.requests import Bid


def test_an_accepted_bid_is_answered_with_the_items_state_right_after_it() -> None:
    bid = Bid(bid_id="b1", item_id="lamp", amount=100)
    accepted = Accepted(3, 100, 110, leading=True, ends_at=None)
    assert bid_answer(bid, accepted) == {
        "ok": True,
        "bid_id": "b1",
        "item_id": "lamp",
        "seq": 3,
        "price": 100,
        "minimum": 110,
        "leading": True,
        "ends_at": None,
    }


def test_a_command_is_answered_with_the_items_last_event_number() -> None:
    accepted = Accepted(7, 100, 110, leading=False, ends_at=None)
    assert command_answer(accepted) == {"ok": True, "seq": 7}

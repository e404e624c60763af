"""The bodies of acknowledgements, which HTTP shares."""

from server.bidding.records import Accepted
from server.contract.answers import authenticate_answer, bid_answer
from server.contract.identity import Identity
from server.contract.requests import Bid
from server.domain.types import Role, UserId


def test_an_accepted_bid_is_answered_with_the_figures_right_after_it() -> None:
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


def test_whoever_authenticates_learns_their_own_handle() -> None:
    ann = Identity(UserId("u1"), "Ann", Role.AUCTIONEER, expires_at=1_800_000_000)
    assert authenticate_answer(ann) == {
        "ok": True,
        "user_id": "u1",
        "role": "auctioneer",
        "expires_at": 1_800_000_000,
        "handle": ann.handle,
    }

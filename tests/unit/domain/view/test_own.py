"""A bidder's own maximum or offers are shown to nobody else."""

from server.domain.types import Format
from server.domain.view import view_own
from tests.unit.domain.sale import ANN, BEN, after, bid, opened


def test_only_the_leader_sees_the_maximum_that_leads() -> None:
    item = after(opened(), bid(100, ANN, max_amount=500), bid(200, BEN, "b2"))
    assert view_own(item, ANN.user_id) == {"max_amount": 500, "quantity": 1}
    assert view_own(item, BEN.user_id) is None


def test_a_bidder_sees_all_units_that_they_have_claimed() -> None:
    claims = bid(100, ANN, "b1", quantity=2), bid(100, BEN, "b2"), bid(100, ANN, "b3")
    item = after(opened(format=Format.FIXED, quantity=9), *claims)
    assert view_own(item, ANN.user_id) == {"max_amount": 100, "quantity": 3}
    assert view_own(item, BEN.user_id) == {"max_amount": 100, "quantity": 1}

"""A listing and its auction: whether bids depend on the bidder's standing."""

import pytest

from server.domain.auction import Auction
from server.domain.types import AuctionId, UserId
from tests.unit.domain.sale import listing


@pytest.mark.parametrize(
    ("approval", "spending_limit", "checks"),
    [(False, None, False), (True, None, True), (False, 0, True), (True, 500, True)],
)
def test_bidders_are_checked_where_they_need_approval_or_have_a_limit(
    approval: bool, spending_limit: int | None, checks: bool
) -> None:
    rules = {"approval": approval, "spending_limit": spending_limit}
    auction = Auction(
        AuctionId("sale"),
        "A sale",
        UserId("house"),
        "House#aaaaa",
        "EUR",
        1,
        approval,
        spending_limit,
    )
    assert listing(**rules).checks_bidders is auction.checks_bidders is checks

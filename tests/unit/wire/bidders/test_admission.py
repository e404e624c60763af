"""Bidders of a sale on the wire."""

import pytest

from server.domain.admission.sale_bidder import SaleBidder, Standing
from server.domain.auction import Auction
from server.domain.types import AuctionId, UserId
from server.wire.bidders.admission import AskAdmission, BiddersPage, view_admission, view_bidder
from server.wire.errors import Refused

SALE = Auction(AuctionId("sale"), "Estate", UserId("house"), "House#aaaaa", "EUR", 1, approval=True)
ANN = SaleBidder(
    user_id=UserId("ann"),
    handle="Ann#aaaaa",
    decided=Standing.APPROVED,
    blocked=True,
    note="please",
    limit=500,
    reason="unpaid",
    deposited_at=3,
)


def test_a_bidder_sees_where_they_stand() -> None:
    shown = view_admission(SALE, ANN)
    assert (shown["state"], shown["required"], shown["reason"]) == ("blocked", True, "unpaid")
    assert (shown["spending_limit"], shown["deposited"]) == (500, True)


def test_the_house_sees_who_a_bidder_is() -> None:
    shown = view_bidder(ANN)
    assert (shown["user_id"], shown["handle"], shown["note"]) == ("ann", "Ann#aaaaa", "please")
    assert (shown["state"], shown["approved"]) == ("blocked", False)


@pytest.mark.parametrize("body", [{"note": "x" * 1001}, {"note": "\x00"}, {"terms_version": ""}])
def test_a_request_is_bounded(body: dict[str, str]) -> None:
    with pytest.raises(Refused):
        AskAdmission.parse(body)


def test_bidders_are_listed_by_their_standing() -> None:
    page = BiddersPage.parse_query({"state": "requested", "limit": "2", "more": "1"})
    assert (page.state, page.limit, page.after) == ("requested", 2, None)
    with pytest.raises(Refused):
        BiddersPage.parse_query({"state": "liked"})

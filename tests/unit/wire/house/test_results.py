"""Results show each winner to the house; a statement adds up what one bidder owes."""

import pytest

from server.domain.auction import Auction
from server.domain.charges.fees import Fees, PremiumBand
from server.domain.charges.outcome import Outcome, Underbidder
from server.domain.types import AuctionId, Status, UserId, Winner
from server.wire.errors import Refused
from server.wire.house.results import (
    QuotePage,
    ResultsPage,
    StatementOwner,
    view_result,
    view_statement,
)
from tests.unit.domain.sale import ANN, BEN, listing

SALE = Auction(AuctionId("sale"), "Estate", UserId("house"), "House#aaaaa", "EUR", 1)
FEES = Fees((PremiumBand(0, 250_000),), premium_tax=200_000)
SOLD = Outcome(
    listing(fees=FEES, quantity=3),
    Status.SOLD,
    (Winner(ANN, 1_000, 2), Winner(BEN, 900)),
    Underbidder(BEN, 850),
)


def owner(user_id: str) -> StatementOwner:
    return StatementOwner(user_id=user_id, handle=None, paddle=None)


def test_a_result_has_the_user_ids_and_what_each_winner_owes() -> None:
    result = view_result(SOLD, {ANN.user_id: "7"})
    assert result["winners"][0] == {
        "user_id": ANN.user_id,
        "handle": ANN.handle,
        "paddle": "7",
        "amount": 1_000,
        "quantity": 2,
        "hammer_price": 2_000,
        "premium": 500,
        "tax": 100,
        "total": 2_600,
    }
    under = {"user_id": BEN.user_id, "handle": BEN.handle, "paddle": None, "amount": 850}
    assert result["underbidder"] == under


def test_an_unsold_item_has_a_result_without_winners() -> None:
    result = view_result(Outcome(listing(), Status.UNSOLD), {})
    assert (result["winners"], result["underbidder"]) == ([], None)


def test_a_statement_has_the_bidders_own_lines_and_their_sums() -> None:
    statement = view_statement(SALE, owner("user-ben"), [SOLD, SOLD])
    assert [line["hammer_price"] for line in statement["lines"]] == [900, 900]
    sums = [statement[part] for part in ("hammer_price", "premium", "tax", "total")]
    assert sums == [1_800, 450, 90, 2_340]
    assert view_statement(SALE, owner("cem"), [SOLD])["lines"] == []


@pytest.mark.parametrize(
    "query", [{"amount": "0"}, {"amount": "1.5"}, {"quantity": "0"}, {"amount": "1", "fee": "1"}]
)
def test_a_wrong_quote_is_refused(query: dict[str, str]) -> None:
    with pytest.raises(Refused):
        QuotePage.parse_query(query)


def test_a_page_of_results_has_a_bound() -> None:
    assert ResultsPage.parse_query({"limit": "200"}).limit == 200
    with pytest.raises(Refused):
        ResultsPage.parse_query({"limit": "201"})

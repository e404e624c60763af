"""The checks of role and ownership that come before the floor."""

import pytest

from server.domain.auction import Auction
from server.domain.rejection import Code
from server.domain.types import AuctionId, Role, UserId
from server.identity.identity import Identity
from server.identity.permissions import auctioneer, authenticated, check_runs_sale
from server.wire.errors import Refused

SALE = Auction(AuctionId("sale"), "A sale", UserId("house"), "House#aaaaa", "EUR", 1)


def identity(user_id: str, role: Role) -> Identity:
    return Identity(UserId(user_id), user_id, role, expires_at=0, code="aaaa")


def test_a_request_without_a_token_is_unauthenticated() -> None:
    for check in (authenticated, auctioneer):
        with pytest.raises(Refused) as refused:
            check(None)
        assert refused.value.rejection.code is Code.UNAUTHENTICATED


@pytest.mark.parametrize("role", list(Role))
def test_bidders_do_not_do_an_auctioneers_work(role: Role) -> None:
    someone = identity("someone", role)
    assert authenticated(someone) is someone
    if role is Role.BIDDER:
        with pytest.raises(Refused, match="only an auctioneer"):
            auctioneer(someone)
    else:
        assert auctioneer(someone) is someone


def test_a_sale_is_run_by_its_own_auctioneer_or_an_admin() -> None:
    check_runs_sale(auctioneer(identity("house", Role.AUCTIONEER)), SALE)
    check_runs_sale(auctioneer(identity("root", Role.ADMIN)), SALE)
    with pytest.raises(Refused) as refused:
        check_runs_sale(auctioneer(identity("rival", Role.AUCTIONEER)), SALE)
    assert refused.value.rejection.code is Code.FORBIDDEN

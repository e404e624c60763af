"""Deposits: a signed call about the bidder of the path approves one whose approval waited for it."""

import json

import pytest

from server.domain.admission.bidder_rules import BidderRules
from server.domain.admission.sale_bidder import SaleBidder, Standing
from server.domain.auction import Auction
from server.domain.rejection import Code
from server.domain.types import AuctionId, UserId
from server.use_cases.bidders.admitting import Admitting
from server.use_cases.bidders.deposits import Deposits
from server.webhooks.signatures import new_secret, signature
from server.wire.errors import Refused
from server.wire.requests import ForBidder
from tests.unit.use_cases.bidders.bidders_here import AdmissionsHere, BiddersHere, SalesHere
from tests.unit.use_cases.stand_ins import HOUSE

SECRET, NOW = new_secret(), 1_700_000_000
RULES = BidderRules(deposit=True)
SALE = Auction(
    AuctionId("sale"), "A sale", HOUSE.user_id, "H", "EUR", 1, approval=True, bidders=RULES
)
OPEN = Auction(AuctionId("open"), "A sale", HOUSE.user_id, "H", "EUR", 1)


class Service:
    """The deposit service, and a house where Ann's approval waits for her deposit."""

    def __init__(self, *, redis_up: bool = True) -> None:
        self.hot, self.bidders = AdmissionsHere(up=redis_up), BiddersHere()
        ann = SaleBidder(user_id=UserId("ann"), decided=Standing.DEPOSIT_DUE)
        self.bidders.known[ann.user_id] = ann
        archive = SalesHere(SALE, OPEN).archive
        admitting = Admitting(self.hot.hot_state, archive, self.bidders, lambda *_: None)
        self.deposits = Deposits(SECRET, self.bidders, admitting, now_s=lambda: NOW)

    async def call(self, auction_id: str = "sale", user_id: str = "ann", path: str = "sale") -> str:
        body = json.dumps({"auction_id": auction_id, "user_id": user_id}).encode()
        headers = {
            "webhook-id": "call-1",
            "webhook-timestamp": str(NOW),
            "webhook-signature": signature(SECRET, "call-1", NOW, body),
        }
        request = ForBidder(auction_id=path, user_id="ann")
        return (await self.deposits.take(headers, body, request))["state"]


async def test_a_deposit_approves_once() -> None:
    service = Service()
    assert await service.call() == "approved"
    assert service.hot.admitted[UserId("ann")].approved
    with pytest.raises(Refused, match="conflict"):
        await service.call()


@pytest.mark.parametrize(
    ("auction_id", "user_id", "path"),
    [("sale", "ben", "sale"), ("open", "ann", "sale"), ("open", "ann", "open")],
)
async def test_the_body_names_the_bidder_of_a_sale_with_a_deposit(
    auction_id: str, user_id: str, path: str
) -> None:
    with pytest.raises(Refused, match="invalid"):
        await Service().call(auction_id, user_id, path)


async def test_a_call_that_did_not_reach_redis_takes_force_when_it_is_repeated() -> None:
    service = Service(redis_up=False)
    with pytest.raises(Refused) as refused:
        await service.call()
    assert refused.value.rejection.code is Code.UNKNOWN
    service.hot.up = True
    with pytest.raises(Refused, match="conflict"):
        await service.call()
    assert service.hot.admitted[UserId("ann")].approved

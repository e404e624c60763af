"""Admission: bidders ask, the house decides, and the decision takes force."""

import pytest

from server.bidding.hot_state.admissions import Admission
from server.domain.admission.bidder_rules import BidderRules, Terms
from server.domain.auction import Auction
from server.domain.rejection import Code
from server.domain.types import AuctionId, UserId
from server.identity.permissions import auctioneer
from server.use_cases.bidders.admitting import Admitting
from server.wire.bidders.admission import AdmissionView, Admit, AskAdmission, BiddersPage
from server.wire.errors import Refused
from server.wire.requests import ForAuction, ForBidder
from tests.unit.use_cases.bidders.bidders_here import AdmissionsHere, BiddersHere, SalesHere
from tests.unit.use_cases.stand_ins import ANN, HOUSE

RULES = BidderRules(Terms("v2", "Pay within a week."))
SALE = Auction(
    AuctionId("sale"), "A sale", HOUSE.user_id, "H", "EUR", 1, approval=True, bidders=RULES
)
OPEN = Auction(AuctionId("open"), "A sale", HOUSE.user_id, "H", "EUR", 1)
FOREIGN = Auction(AuctionId("foreign"), "A sale", UserId("rival"), "R", "EUR", 1, approval=True)
IN_SALE = ForAuction(auction_id="sale")
ANN_IN_SALE = ForBidder(auction_id="sale", user_id="ann")
ASKED = AskAdmission(note="please", terms_version="v2")


class House:
    """A house with one sale that asks for approval and terms, and one that asks nothing."""

    def __init__(self, *, redis_up: bool = True) -> None:
        self.hot = AdmissionsHere(up=redis_up)
        self.announced: list[tuple[str, str]] = []
        archive = SalesHere(SALE, OPEN, FOREIGN).archive
        self.admitting = Admitting(self.hot.hot_state, archive, BiddersHere(), self.announce)

    def announce(self, user_id: str, admission: AdmissionView) -> None:
        self.announced.append((user_id, admission["state"]))

    async def decide(self, **admit: object) -> str:
        decision = Admit.model_validate(admit)
        return (await self.admitting.decide(auctioneer(HOUSE), ANN_IN_SALE, decision))["state"]


async def test_a_bidder_asks_and_is_approved_and_sees_it() -> None:
    house = House()
    assert (await house.admitting.show(ANN, IN_SALE))["state"] == "none"
    assert (await house.admitting.ask(ANN, IN_SALE, ASKED))["state"] == "requested"
    assert house.hot.admitted == {"ann": Admission(approved=False)}
    assert await house.decide(spending_limit=500) == "approved"
    assert house.hot.admitted == {"ann": Admission(approved=True, limit=500)}
    shown = await house.admitting.show(ANN, IN_SALE)
    assert (shown["state"], shown["spending_limit"], shown["decided_at"]) == ("approved", 500, 7)
    assert house.announced == [("ann", "requested"), ("ann", "approved")]


async def test_a_refusal_has_a_reason_and_takes_force() -> None:
    house = House()
    await house.decide()
    assert await house.decide(approved=False, reason="unpaid") == "refused"
    assert house.hot.admitted == {"ann": Admission(approved=False)}
    assert (await house.admitting.show(ANN, IN_SALE))["reason"] == "unpaid"


async def test_requests_are_listed_page_by_page() -> None:
    house = House()
    await house.admitting.ask(ANN, IN_SALE, ASKED)
    await house.admitting.decide(
        auctioneer(HOUSE), ForBidder(auction_id="sale", user_id="ben"), Admit()
    )

    async def listed(**page: str) -> tuple[list[str], str | None]:
        query = BiddersPage.parse_query(page)
        answer = await house.admitting.list_bidders(auctioneer(HOUSE), IN_SALE, query)
        return [each["user_id"] for each in answer["bidders"]], answer["next_after"]

    assert await listed(limit="1") == (["ann"], "ann")
    assert await listed(after="ann") == (["ben"], None)
    assert await listed(state="requested") == (["ann"], None)


async def test_a_decision_that_does_not_reach_redis_is_to_be_sent_again() -> None:
    with pytest.raises(Refused) as refused:
        await House(redis_up=False).decide()
    assert refused.value.rejection.code is Code.UNKNOWN


@pytest.mark.parametrize("auction_id", ["open", "ghost"])
async def test_only_a_sale_that_approves_its_bidders_is_asked(auction_id: str) -> None:
    with pytest.raises(Refused):
        await House().admitting.ask(ANN, ForAuction(auction_id=auction_id), AskAdmission())


async def test_only_the_sales_auctioneer_decides_and_lists() -> None:
    house = House()
    foreign = ForBidder(auction_id="foreign", user_id="ann")
    with pytest.raises(Refused, match="forbidden"):
        await house.admitting.decide(auctioneer(HOUSE), foreign, Admit())
    with pytest.raises(Refused, match="forbidden"):
        await house.admitting.list_bidders(
            auctioneer(HOUSE), ForAuction(auction_id="foreign"), BiddersPage()
        )

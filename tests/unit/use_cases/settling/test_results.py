"""Results are for the house, and a statement for the house and its bidder."""

from collections.abc import Collection, Mapping, Sequence
from typing import cast

import pytest

from server.bidding.archive import Archive
from server.domain.auction import Auction
from server.domain.charges.outcome import Outcome
from server.domain.rejection import Code
from server.domain.types import AuctionId, Bidder, ItemId, Role, Status, UserId, Winner
from server.identity.identity import Identity
from server.use_cases.saleroom.clerks import ClerkGrants, ClerkStore
from server.use_cases.settling.results import Results
from server.wire.errors import Refused
from server.wire.house.results import RESULTS_MAX, OwnStatement, ResultsFile, ResultsPage
from server.wire.requests import ForAuction, ForBidder
from tests.unit.domain.sale import listing
from tests.unit.use_cases.stand_ins import ANN, HOUSE

SALE = Auction(AuctionId("sale"), "Estate", HOUSE.user_id, HOUSE.handle, "EUR", 1)
RIVAL = Identity(UserId("rival"), "Rival", Role.AUCTIONEER, expires_at=0, code="rrrr")
CLERK = Identity(UserId("cleo"), "Cleo", Role.BIDDER, expires_at=0, code="cccc")
ADMIN = Identity(UserId("admin"), "Admin", Role.ADMIN, expires_at=0, code="dddd")


class OneSale:
    """An archive of one sale, of which Ann has won every item."""

    def __init__(self, items: int) -> None:
        winners = (Winner(Bidder(ANN.user_id, ANN.handle), 500),)
        self._found = [
            Outcome(listing(item_id=ItemId(f"lamp-{n}")), Status.SOLD, winners)
            for n in range(items)
        ]

    async def auction(self, auction_id: AuctionId) -> Auction:
        return SALE

    async def page(
        self, auction_id: AuctionId, *, after: ItemId | None, limit: int
    ) -> Sequence[Outcome]:
        ids = [each.listing.item_id for each in self._found]
        first = 0 if after is None else ids.index(after) + 1
        return self._found[first : first + limit]

    async def won_by(self, auction_id: AuctionId, user_id: UserId) -> Sequence[Outcome]:
        return self._found

    async def paddles(
        self, auction_id: AuctionId, user_ids: Collection[UserId]
    ) -> Mapping[UserId, str]:
        return {ANN.user_id: "7"} if ANN.user_id in user_ids else {}

    async def sales_of(self, user_id: UserId) -> Sequence[AuctionId]:
        return [SALE.auction_id] if user_id == CLERK.user_id else []

    async def handle(self, user_id: UserId) -> str | None:
        return ANN.handle if user_id == ANN.user_id else None


def results(items: int = 3) -> Results:
    sale = OneSale(items)
    return Results(cast("Archive", sale), sale, ClerkGrants(cast("ClerkStore", sale)))


async def test_results_come_in_pages() -> None:
    asked = (HOUSE, ForAuction(auction_id="sale"))
    first = await results().show(*asked, ResultsPage(limit=2))
    assert [each["item_id"] for each in first["results"]] == ["lamp-0", "lamp-1"]
    assert first["results"][0]["winners"][0]["paddle"] == "7"
    last = await results().show(*asked, ResultsPage(after=first["next_after"], limit=2))
    assert [each["item_id"] for each in last["results"]] == ["lamp-2"]
    assert last["next_after"] is None


async def test_a_file_has_all_items_up_to_its_bound() -> None:
    asked = (HOUSE, ForAuction(auction_id="sale"))
    many = results(RESULTS_MAX + 2)
    whole = await many.write_csv(*asked, ResultsFile())
    assert whole.count(b"\r\n") == RESULTS_MAX + 3
    part = await many.write_csv(*asked, ResultsFile(after="lamp-0", limit=RESULTS_MAX))
    assert part.count(b"\r\n") == RESULTS_MAX + 1
    assert f"lamp-{RESULTS_MAX}," in part.decode()
    with pytest.raises(Refused):
        await many.write_csv(RIVAL, asked[1], ResultsFile())


async def test_only_the_house_sees_results_and_others_statements() -> None:
    page, ann = ResultsPage(), ForBidder(auction_id="sale", user_id="ann")
    for reader in (HOUSE, CLERK, ADMIN):
        assert (await results().show(reader, ForAuction(auction_id="sale"), page))["results"]
    with pytest.raises(Refused) as refused:
        await results().show(RIVAL, ForAuction(auction_id="sale"), page)
    assert refused.value.rejection.code is Code.FORBIDDEN
    with pytest.raises(Refused):
        await results().statement(RIVAL, ann)
    assert (await results().statement(HOUSE, ann))["total"] == 1_500


async def test_a_bidder_sees_their_own_statement() -> None:
    statement = await results().own_statement(ANN, OwnStatement(auction_id="sale"))
    assert (statement["user_id"], statement["handle"], statement["paddle"]) == (
        "ann",
        ANN.handle,
        "7",
    )
    assert statement["total"] == 1_500
    assert (await results().own_statement(RIVAL, OwnStatement(auction_id="sale")))["lines"] == []


async def test_a_user_without_a_bid_has_an_empty_statement() -> None:
    nobody = ForBidder(auction_id="sale", user_id="zoe")
    statement = await results().statement(HOUSE, nobody)
    assert (statement["handle"], statement["lines"], statement["total"]) == (None, [], 0)

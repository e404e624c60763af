"""The clerks who entered bids are shown to those who run the sale, and to nobody else."""

from collections.abc import Mapping, Sequence
from typing import cast

import pytest

from server.bidding.archive import Archive
from server.domain.auction import Auction
from server.domain.events import BidAccepted
from server.domain.types import AuctionId, BidId, ItemId, Source, UserId
from server.domain.view import BidView, view_bid
from server.identity.identity import Identity
from server.use_cases.saleroom.clerks import ClerkGrants
from server.use_cases.saleroom.entered_bids import EnteredBids
from tests.unit.domain.sale import ANN as BIDDER
from tests.unit.use_cases.stand_ins import ADMIN, ANN, HOUSE, KeptGrants

SALE, LAMP = AuctionId("sale"), ItemId("lamp")


def shown(seq: int, source: Source) -> BidView:
    bid_id = BidId(f"b{seq}")
    return view_bid(
        BidAccepted(seq=seq, at=0, bid_id=bid_id, bidder=BIDDER, amount=100, source=source)
    )


BIDS = [shown(5, Source.FLOOR), shown(4, Source.ONLINE), shown(3, Source.TELEPHONE)]


class Archived:
    """An archive in which Cleo entered bid 5; bid 3 is older than the names of clerks."""

    asked: Sequence[int] = ()

    async def auction(self, auction_id: AuctionId) -> Auction:
        return Auction(auction_id, "A sale", HOUSE.user_id, HOUSE.handle, "EUR", 0)

    async def clerks(
        self, _item_id: ItemId, seqs: Sequence[int]
    ) -> tuple[AuctionId, Mapping[int, UserId]] | None:
        self.asked = seqs
        return SALE, {5: UserId("cleo")}


async def names(reader: Identity | None, clerk_of: Sequence[AuctionId] = ()) -> list[str | None]:
    archived = Archived()
    grants = ClerkGrants(KeptGrants({ANN.user_id: [*clerk_of]}))
    entered = EnteredBids(cast("Archive", archived), archived, grants)
    found = await entered.named(reader, LAMP, BIDS)
    assert list(archived.asked) == ([] if reader is None else [5, 3])
    return [each.get("by") for each in found]


@pytest.mark.parametrize("reader", [HOUSE, ADMIN])
async def test_the_auctioneer_and_an_admin_see_who_entered_a_bid(reader: Identity) -> None:
    assert await names(reader) == ["cleo", None, None]


async def test_a_clerk_sees_it_in_a_sale_of_theirs_only() -> None:
    assert await names(ANN, [SALE]) == ["cleo", None, None]
    assert await names(ANN, [AuctionId("other")]) == [None] * 3


@pytest.mark.parametrize("reader", [None, ANN])
async def test_nobody_else_sees_it(reader: Identity | None) -> None:
    assert await names(reader) == [None] * 3

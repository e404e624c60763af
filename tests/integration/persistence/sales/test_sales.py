"""Sales are changed field by field, and keep their rows when they are deleted."""

import pytest
from msgspec.structs import replace

from persistence.archive import Archive
from persistence.connecting.guarded_pool import GuardedPool
from persistence.sales.lots import LotClaims
from persistence.sales.sales import Sales
from server.bidding.archive import NotInArchive
from server.domain.charges.fees import Fees, PremiumBand
from server.domain.types import AuctionId, ItemId

SALE = AuctionId("sale")


@pytest.mark.usefixtures("lamp")
async def test_a_sale_is_changed_field_by_field(archive: Archive, guarded: GuardedPool) -> None:
    sales, before = Sales(guarded), await archive.auction(SALE)
    fees = Fees((PremiumBand(0, 260_000),), 5, 7)
    await sales.change(SALE, title="Spring", fees=fees, spending_limit=500)
    await sales.change(SALE, approval=True, gap_ms=0)
    expected = replace(
        before, title="Spring", fees=fees, spending_limit=500, approval=True, gap_ms=0
    )
    assert await archive.auction(SALE) == expected
    await sales.change(SALE, fees=None, spending_limit=None, gap_ms=None)
    assert await sales.find(SALE) == replace(expected, fees=None, spending_limit=None, gap_ms=None)


@pytest.mark.usefixtures("lamp")
async def test_a_deleted_sale_is_found_only_to_be_deleted_again(
    archive: Archive, guarded: GuardedPool
) -> None:
    sales, claims = Sales(guarded), LotClaims(guarded)
    await claims.claim(SALE, "1", ItemId("lamp"))
    await sales.change(SALE, deleted=True)
    await sales.give_lots_back(SALE)
    assert (await sales.find(SALE)).deleted
    assert await archive.auctions(limit=9) == []
    with pytest.raises(NotInArchive):
        await archive.auction(SALE)
    with pytest.raises(NotInArchive):
        await sales.find(AuctionId("ghost"))
    assert (await archive.add_auction(await sales.find(SALE))).deleted
    assert await claims.holder(SALE, "1") is None

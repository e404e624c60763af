"""The listings of a sale, many at a time."""

import asyncpg
from msgspec.structs import replace

from persistence.archive import Archive
from persistence.connecting.guarded_pool import GuardedPool
from persistence.sales.listings import SaleListings
from server.domain.listings.listing import KeptListing
from server.domain.types import AuctionId, ItemId, Status
from tests.integration.bidding.conftest import listing

SALE = AuctionId("sale")


async def test_listings_are_kept_once_and_in_their_order(
    archive: Archive, guarded: GuardedPool, pool: asyncpg.Pool
) -> None:
    listings = SaleListings(guarded)
    put_up = [
        replace(listing(), item_id=ItemId(name), lot=lot)
        for name, lot in (("z", "1"), ("a", "2"), ("m", None))
    ]
    assert await listings.add(put_up[:2]) == {"z", "a"}
    assert await listings.add(put_up) == {"m"}
    assert await listings.add([]) == set()
    assert await listings.page(SALE, limit=2) == put_up[:2]
    assert await listings.page(SALE, after=ItemId("a"), limit=2) == put_up[2:]
    assert await archive.item_ids(SALE, limit=5) == ["z", "a", "m"]
    await pool.execute("UPDATE items SET seq = 1, status = 'deleted' WHERE item_id = 'a'")
    assert await listings.page(SALE, limit=5) == [put_up[0], put_up[2]]
    kept = await listings.kept([ItemId("a"), ItemId("z"), ItemId("ghost")])
    assert kept == {
        "a": KeptListing(put_up[1], True, Status.DELETED),
        "z": KeptListing(put_up[0], False, Status.SCHEDULED),
    }
    assert await listings.lots(SALE, ["1", "2", "3"]) == {"1": "z"}
    await listings.discard([ItemId("a"), ItemId("z")])
    assert set(await listings.kept([ItemId("a"), ItemId("z")])) == {"a"}

"""Grants of clerks are kept once, bounded, and taken back, and the bids that clerks enter name them."""

import asyncpg
import pytest
from msgspec.structs import replace

from persistence.connecting.guarded_pool import GuardedPool
from persistence.sales.clerks import ClerkStore, EnteredBidStore
from server.domain.auction import Grant
from server.domain.types import AuctionId, Source, UserId
from tests.integration.bidding.conftest import HOUSE as AUCTIONEER
from tests.integration.bidding.conftest import LAMP
from tests.integration.persistence.histories import bid, history, write

SALE, HOUSE = AuctionId("sale"), UserId("house")
CLEO, DAN = UserId("cleo"), UserId("dan")


@pytest.mark.usefixtures("archive")
async def test_a_grant_is_kept_once_within_the_bounds_until_it_is_taken_back(
    guarded: GuardedPool,
) -> None:
    store = ClerkStore(guarded)

    async def grant(user_id: UserId, at: int) -> Grant | None:
        return await store.grant(SALE, Grant(user_id, at), HOUSE, clerks_max=1, sales_max=9)

    assert await grant(CLEO, 5) == Grant(CLEO, 5)
    assert await grant(CLEO, 7) == Grant(CLEO, 5)
    assert await grant(DAN, 7) is None
    assert await store.clerks(SALE) == [Grant(CLEO, 5)]
    assert await store.sales_of(CLEO) == [SALE]
    for _ in range(2):
        await store.revoke(SALE, CLEO)
    assert await store.sales_of(CLEO) == []


@pytest.mark.usefixtures("lamp")
async def test_of_an_items_bids_those_that_a_clerk_entered_have_a_name(
    pool: asyncpg.Pool, guarded: GuardedPool
) -> None:
    entered = replace(bid(200, "ben"), source=Source.FLOOR, by=AUCTIONEER)
    entries = history(bid(100), entered)
    await write(pool, entries)
    (seq,) = [event.seq for event in entries[-1][1].events]
    store = EnteredBidStore(guarded)
    assert await store.clerks(LAMP, [seq - 1, seq]) == ("sale", {seq: AUCTIONEER.user_id})
    assert await store.clerks(LAMP, [seq - 1]) is None

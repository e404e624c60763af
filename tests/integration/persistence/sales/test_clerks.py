"""Grants of clerks are kept once, bounded, and taken back."""

import pytest

from persistence.guarded_pool import GuardedPool
from persistence.sales.clerks import ClerkStore
from server.domain.auction import Grant
from server.domain.types import AuctionId, UserId

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

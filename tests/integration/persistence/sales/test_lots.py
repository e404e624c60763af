"""A lot number of a sale is claimed by one item at a time."""

import asyncpg
import pytest

from persistence.connecting.guarded_pool import GuardedPool
from persistence.sales.lots import LotClaims
from server.domain.types import AuctionId, ItemId

SALE, LAMP, VASE = AuctionId("sale"), ItemId("lamp"), ItemId("vase")


@pytest.mark.usefixtures("lamp")
async def test_a_number_is_claimed_given_back_and_taken_over(
    pool: asyncpg.Pool, guarded: GuardedPool
) -> None:
    claims = LotClaims(guarded)
    assert await claims.claim(SALE, "1", LAMP) is True
    assert await claims.claim(SALE, "1", LAMP) is False
    assert await claims.claim(SALE, "1", VASE) is None
    assert await claims.holder(SALE, "1") == LAMP
    assert await claims.holder(SALE, "2") is None
    assert not await claims.take_over(SALE, "1", VASE, LAMP)
    await pool.execute("UPDATE lots SET claimed_at = now() - interval '61 s'")
    assert not await claims.take_over(SALE, "1", VASE, ItemId("ghost"))
    assert await claims.take_over(SALE, "1", VASE, LAMP)
    await claims.claim(SALE, "2", VASE)
    await claims.claim(SALE, "3", LAMP)
    await claims.keep_only(VASE, "2")
    held = await pool.fetch("SELECT lot, item_id FROM lots ORDER BY lot")
    assert [tuple(row) for row in held] == [("2", VASE), ("3", LAMP)]
    await claims.keep_only(VASE, None)
    assert await claims.holder(SALE, "2") is None


@pytest.mark.usefixtures("archive")
async def test_lot_numbers_are_claimed_together(guarded: GuardedPool) -> None:
    claims = LotClaims(guarded)
    assert await claims.claim(SALE, "2", VASE)
    wanted = {"1": LAMP, "2": LAMP, "3": VASE}
    assert await claims.claim_all(SALE, wanted) == {"1", "3"}
    assert await claims.claim_all(SALE, wanted) == {"1", "3"}, "an item's own claims stay"
    assert await claims.claim_all(SALE, {}) == set()

"""A paddle is one bidder's at a time, and a sale has a bounded number of them."""

import pytest

from persistence.connecting.guarded_pool import GuardedPool
from persistence.sales.paddles import PaddleStore
from server.domain.auction import Paddle
from server.domain.types import AuctionId, UserId

SALE = AuctionId("sale")
HOUSE, CLEO, DAN = UserId("house"), UserId("cleo"), UserId("dan")


@pytest.mark.usefixtures("archive")
async def test_the_latest_bidder_has_a_paddle_and_its_user_a_handle(guarded: GuardedPool) -> None:
    store = PaddleStore(guarded)
    given = [Paddle("20", CLEO), Paddle("3", HOUSE), Paddle("3", DAN, "Dan")]
    assert [await store.give(SALE, each, paddles_max=2) for each in given] == [True] * 3
    assert not await store.give(SALE, Paddle("4", DAN), paddles_max=2)
    assert await store.paddles(SALE) == [Paddle("3", DAN, "Dan"), Paddle("20", CLEO)]
    assert await store.paddle(SALE, "4") is None
    await store.give(SALE, Paddle("20", HOUSE), paddles_max=2)
    assert await store.paddle(SALE, "20") == Paddle("20", HOUSE, None, "House#aaaaa")

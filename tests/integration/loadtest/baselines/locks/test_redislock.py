"""The baseline with redis-py's `Lock`, under concurrent bids."""

from tests.integration.loadtest.baselines.servers import check_one_history
from tests.nodes import StoreUrls


async def test_fifty_bidders_at_once_make_one_history(stores: StoreUrls) -> None:
    await check_one_history("redislock", stores)

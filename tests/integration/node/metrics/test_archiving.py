"""The metrics behind the bids show how far the archive is behind."""

import asyncio

from redis.asyncio import Redis

from server.bidding.hot_state.keys import Keys
from tests.archive_rows import BIDS, archived
from tests.integration.node.metrics.scraping import scraped
from tests.nodes import LiveNode
from tests.timeouts import WAIT_MAX_S


async def test_archived_entries_are_counted(node: LiveNode) -> None:
    await node.put_up()
    await node.bid(150)
    await archived(node.stores, BIDS, 1)
    async with asyncio.timeout(WAIT_MAX_S):
        while (samples := await scraped(node))["auction_archive_entries_written_total"] < 3:
            await asyncio.sleep(0.01)
    assert samples["auction_archive_entries_written_total"] == 3
    assert samples["auction_archive_entries_refused_total"] == 0
    assert samples["auction_archive_failing"] == 0
    assert samples["auction_events_lost_total"] == 0
    assert samples["auction_archive_batch_entries_sum"] == 3
    batches = samples["auction_archive_batch_entries_count"]
    assert samples["auction_archive_lag_seconds_count"] == batches
    assert samples["auction_archive_write_seconds_count"] == batches
    assert 0 < samples["auction_archive_lag_seconds_sum"] < 3 * WAIT_MAX_S


async def test_refused_entries_are_counted(node: LiveNode) -> None:
    async with Redis.from_url(node.stores.redis) as redis:
        await redis.xadd(Keys(1).refused(0), {"reason": "a test"})
    assert node.here is not None
    node.here.core.backlog.count_refused_soon()
    async with asyncio.timeout(WAIT_MAX_S):
        while (await scraped(node))["auction_journal_refused_entries"] != 1:
            await asyncio.sleep(0.02)

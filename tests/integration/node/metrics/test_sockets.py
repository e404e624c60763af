"""The metrics of sockets show clients, refusals, broadcasts and slow readers."""

import pytest

from tests.integration.node.metrics.scraping import scraped
from tests.nodes import LiveNode, connected, heard
from tests.raw_socket import raw_socket


@pytest.mark.usefixtures("rate_clock")
async def test_sockets_and_refusals_by_rate_limits_are_counted(node: LiveNode) -> None:
    async with connected(node), raw_socket(node.url) as raw:
        await raw.join()
        assert (await scraped(node))["auction_sockets"] == 2
        raw.send(*['42["clock",{"sent_at":1}]'] * 2_000)
        assert await raw.ended()
    samples = await scraped(node)
    assert samples["auction_sockets_left_total transport error"] == 1
    assert samples["auction_rate_limited_total event"] > 0
    assert samples["auction_rate_limited_total flood"] == 1
    assert samples["auction_rate_limited_total address"] == 0


async def test_rooms_and_deliveries_are_counted(node: LiveNode) -> None:
    await node.put_up()
    async with connected(node) as watcher:
        await watcher.call("watch", {"item_id": "lamp"})
        await node.bid(150)
        assert (await heard(watcher))[0] == "new_bid"
        samples = await scraped(node)
    assert samples["auction_rooms"] == 1
    assert samples["auction_deliveries_total"] >= 1
    for subscription in ("node-bus", "wakeups"):
        assert samples[f"auction_subscription_up {subscription}"] == 1
        assert samples[f"auction_subscription_outages_total {subscription}"] == 0
        assert samples[f"auction_subscription_reconnects_total {subscription}"] == 0
    assert samples["auction_connections_not_recovered_total"] == 0
    assert samples["auction_fanout_news_total"] == 1
    assert samples["auction_fanout_broadcasts_total"] == 1
    assert samples["auction_fanout_lag_seconds_count"] >= 1
    assert samples["auction_sockets_behind"] == samples["auction_sockets_cut_behind_total"] == 0

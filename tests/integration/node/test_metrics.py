"""`GET /metrics` reports the events on a node."""

import asyncio
from http import HTTPStatus

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.archive_rows import BIDS, archived
from tests.nodes import LiveNode, connected, heard
from tests.raw_socket import raw_socket
from tests.timeouts import WAIT_MAX_S


async def scraped(node: LiveNode) -> dict[str, float]:
    """Return every sample by its name and labels."""
    async with node.http.get(node.url + "/metrics") as response:
        assert response.status == HTTPStatus.OK
        assert response.headers["Content-Type"].startswith("text/plain")
        text = await response.text()
    return {
        sample.name + "".join(f" {value}" for value in sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_answers_are_counted_by_code_and_by_duration(node: LiveNode) -> None:
    await node.put_up()
    before = await scraped(node)
    for amount in (150, 200, 100):
        await node.bid(amount)
    await node.bid(150, item_id="ghost")
    after = await scraped(node)
    codes = {code: after[f"auction_answers_total {code}"] for code in ("too_low", "not_found")}
    assert codes == {"too_low": 1, "not_found": 1}
    assert after["auction_answers_total ok"] - before["auction_answers_total ok"] == 2
    counted = [each["auction_answer_seconds_count"] for each in (before, after)]
    assert counted[1] - counted[0] == 4
    assert after["auction_answer_seconds_bucket +Inf"] == counted[1]
    assert 0 < after["auction_answer_seconds_sum"] < 10
    assert after["auction_commands_waiting"] == 0
    assert after["auction_rounds_total"] > before["auction_rounds_total"]


async def test_http_connections_and_refusals_are_counted(node: LiveNode) -> None:
    headers = {"Content-Encoding": "gzip"}
    async with node.http.post(node.url + "/users", data=b"{}", headers=headers) as response:
        assert response.status == HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    samples = await scraped(node)
    assert samples["auction_http_refused_total encoding"] == 1
    assert samples["auction_http_refused_total address"] == 0
    assert samples["auction_http_connections"] >= 1


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

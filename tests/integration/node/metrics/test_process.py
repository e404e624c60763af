"""The metrics of the process show HTTP requests, the event loop and the process itself."""

import asyncio
from http import HTTPStatus

from tests.integration.node.metrics.scraping import scraped
from tests.nodes import LiveNode
from tests.timeouts import WAIT_MAX_S


async def test_http_connections_and_refusals_are_counted(node: LiveNode) -> None:
    headers = {"Content-Encoding": "gzip"}
    async with node.http.post(node.url + "/users", data=b"{}", headers=headers) as response:
        assert response.status == HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    samples = await scraped(node)
    assert samples["auction_http_refused_total encoding"] == 1
    assert samples["auction_http_refused_total address"] == 0
    assert samples["auction_http_waits_total"] == 0
    assert samples["auction_http_connections"] >= 1
    assert samples["auction_http_requests_total 4xx"] == 1
    assert samples["auction_http_request_seconds_count"] == 1


async def test_the_lag_of_the_loop_and_the_process_are_measured(node: LiveNode) -> None:
    async with asyncio.timeout(WAIT_MAX_S):
        while not (samples := await scraped(node))["auction_loop_lag_seconds_count"]:
            await asyncio.sleep(0.01)
    assert samples["process_resident_memory_bytes"] > 2**20
    assert samples["process_open_fds"] > 1
    assert samples["process_cpu_seconds_total"] > 0
    assert any(name.startswith("auction_node_info") for name in samples)

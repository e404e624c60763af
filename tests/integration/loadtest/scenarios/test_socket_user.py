"""Locust's users on sockets, and a server that dies."""

import asyncio

from tests.integration.loadtest.modules import run_module
from tests.integration.loadtest.scripted_server import scripted_server
from tests.nodes import SECRET


async def test_a_server_that_dies_ends_the_run_with_1_and_without_a_traceback() -> None:
    async with scripted_server() as server:
        running = asyncio.create_task(
            run_module(
                *("locust", "--headless", "--only-summary"),
                *("--locustfile", "loadtest/scenarios/locustfile.py", "--host", server.url),
                *("--secret", SECRET, "--crowd", "20", "--crowd-seconds", "6"),
            )
        )
        async with asyncio.timeout(60):
            while not server.bids:
                await asyncio.sleep(0.05)
    status, printed = await running
    assert status == 1, printed
    assert "bid accepted" in printed
    assert "Connection refused" in printed
    assert "Traceback" not in printed

"""The Locust scenario without a server."""

from tests.integration.loadtest.modules import run_module


async def test_without_a_server_the_run_ends_with_2_and_one_line() -> None:
    status, printed = await run_module(
        *("locust", "--headless", "--only-summary"),
        *("--locustfile", "loadtest/scenarios/locustfile.py"),
        *("--host", "http://127.0.0.1:1", "--secret", "x" * 40, "--crowd-seconds", "5"),
    )
    assert status == 2, printed
    assert "The sale could not be put up" in printed

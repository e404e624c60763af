"""The standard Locust scenario, end to end, on a node of its own."""

import asyncio
import csv
import sys
from pathlib import Path

from tests.integration.loadtest.scripted_server import scripted_server
from tests.nodes import ROOT, SECRET


async def locust(*arguments: str) -> tuple[int, str]:
    """Run a module of the load tests; return its exit status and what it printed."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", *arguments),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    printed, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, printed.decode()


async def test_a_short_scenario_is_answered_throughout_and_reported(tmp_path: Path) -> None:
    status, printed = await locust(
        "loadtest.load", "--seconds", "8", "--crowd", "30", "--results", str(tmp_path)
    )
    assert status == 0, printed
    with (tmp_path / "locust_stats.csv").open() as file:
        rows = {row["Name"]: row for row in csv.DictReader(file)}
    assert int(rows["bid accepted"]["Request Count"]) > 0
    assert rows["Aggregated"]["Failure Count"] == "0"
    assert any("closed" in name for name in rows), "the hot item ends while the crowd is there"
    assert (tmp_path / "report.html").stat().st_size > 10_000


async def test_a_server_that_is_not_there_ends_the_run_with_2_and_one_line(tmp_path: Path) -> None:
    status, printed = await locust(
        *("locust", "--headless", "--only-summary"),
        *("--locustfile", "loadtest/scenarios/locustfile.py"),
        *("--host", "http://127.0.0.1:1", "--secret", "x" * 40, "--crowd-seconds", "5"),
    )
    assert status == 2, printed
    assert "The sale could not be put up" in printed


async def test_a_server_that_dies_midway_is_reported_with_1_and_without_a_mistake_of_the_crowd() -> (
    None
):
    async with scripted_server() as server:
        running = asyncio.create_task(
            locust(
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

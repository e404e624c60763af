"""`make load`, end to end on a node of its own."""

import csv
from pathlib import Path

from tests.integration.loadtest.modules import run_module


async def test_a_short_scenario_has_no_failure_and_is_reported(tmp_path: Path) -> None:
    status, printed = await run_module(
        "loadtest.load", "--seconds", "11", "--crowd", "30", "--results", str(tmp_path)
    )
    assert status == 0, printed
    with (tmp_path / "locust_stats.csv").open() as file:
        rows = {row["Name"]: row for row in csv.DictReader(file)}
    assert int(rows["bid accepted"]["Request Count"]) > 0
    assert rows["Aggregated"]["Failure Count"] == "0"
    assert any("closed" in name for name in rows), "the hot item ends while the crowd is there"
    assert (tmp_path / "report.html").stat().st_size > 10_000

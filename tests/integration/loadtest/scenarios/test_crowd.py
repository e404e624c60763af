"""The kinds of users, against a server that accepts everything."""

import csv
from pathlib import Path

from tests.integration.loadtest.modules import run_module
from tests.integration.loadtest.scripted_server import scripted_server
from tests.nodes import SECRET


async def test_every_kind_of_user_takes_part(tmp_path: Path) -> None:
    async with scripted_server() as server:
        _, printed = await run_module(
            *("locust", "--headless", "--only-summary", "--csv", str(tmp_path / "locust")),
            *("--locustfile", "loadtest/scenarios/locustfile.py", "--host", server.url),
            *("--secret", SECRET, "--crowd", "20", "--crowd-seconds", "4"),
        )
    with (tmp_path / "locust_stats.csv").open() as file:
        counts = {row["Name"]: int(row["Request Count"]) for row in csv.DictReader(file)}
    kinds = ("watch", "bid accepted", "GET /items/{id}", "POST /bid", "new_bid")
    assert all(counts.get(kind) for kind in kinds), printed

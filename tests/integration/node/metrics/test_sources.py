"""Nodes under load export every metric that the dashboard and the alert rules name."""

import asyncio
import math
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import yaml

from server.tasks import cancelled
from tests.integration.node.metrics.promql import ALERT_TESTS, DASHBOARD, alerts, named, panels
from tests.integration.node.metrics.scraping import exported
from tests.nodes import ROOT, LiveNode, StoreUrls, connected, free_port, node_here
from tests.timeouts import WAIT_MAX_S

COLUMNS = 24
"""The width of a dashboard in Grafana."""
OF_PROMETHEUS = {"job", "instance"}
"""Labels that Prometheus adds."""


@asynccontextmanager
async def loaded(stores: StoreUrls) -> AsyncIterator[list[LiveNode]]:
    """Run two nodes whose bidders compete for one item, with a watcher on each, while inside."""
    async with (
        node_here(stores, node="one") as one,
        node_here(stores, node="two") as two,
        connected(one) as here,
        connected(two) as there,
    ):
        await one.put_up()
        for watcher in (here, there):
            await watcher.call("watch", {"item_id": "lamp"})
        bidding = asyncio.create_task(compete(one, two))
        try:
            yield [one, two]
        finally:
            await cancelled(bidding)


async def compete(*nodes: LiveNode) -> None:
    for amount in range(1_000, 10_000_000, 100):
        bids = [
            node.bid(amount + 10 * number, f"user{number}") for number, node in enumerate(nodes * 3)
        ]
        await asyncio.gather(*bids)


async def test_every_metric_that_a_panel_or_an_alert_names_is_exported(stores: StoreUrls) -> None:
    async with loaded(stores) as nodes:
        await asyncio.sleep(0.3)
        samples = [each for node in nodes for each in await exported(node)]
    missing = [
        (title, name, labels)
        for title, query in [*panels(), *alerts()]
        for name, labels in named(query)
        if name != "up"
        and not any(
            each.name == name and labels.items() - each.labels.items() <= of_prometheus(labels)
            for each in samples
        )
    ]
    assert missing == []


@pytest.mark.skipif(shutil.which("promtool") is None, reason="Prometheus is not installed")
async def test_the_names_follow_the_conventions(node: LiveNode) -> None:
    async with node.http.get(node.url + "/metrics") as response:
        text = await response.read()
    process = await asyncio.create_subprocess_exec(
        *("promtool", "check", "metrics"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate(text)
    found = [line for line in said.decode().splitlines() if not line.startswith("python_gc")]
    assert found == []


def of_prometheus(labels: dict[str, str]) -> set[tuple[str, str]]:
    return {(name, value) for name, value in labels.items() if name in OF_PROMETHEUS}


def test_no_panel_lies_on_another_and_all_ask_the_chosen_prometheus() -> None:
    taken: dict[tuple[int, int], str] = {}
    for panel in DASHBOARD["panels"]:
        place = panel["gridPos"]
        for x in range(place["x"], place["x"] + place["w"]):
            for y in range(place["y"], place["y"] + place["h"]):
                assert taken.setdefault((x, y), panel["title"]) == panel["title"]
        assert place["x"] + place["w"] <= COLUMNS
        for target in panel.get("targets", ()):
            assert target["datasource"]["uid"] == "${datasource}"
    ids = [panel["id"] for panel in DASHBOARD["panels"]]
    assert len(set(ids)) == len(ids) > 50


def test_every_alert_is_shown_to_fire() -> None:
    fired = {
        sample["labels"].partition('"')[2].partition('"')[0]
        for case in ALERT_TESTS["tests"]
        for check in case["promql_expr_test"]
        for sample in check["exp_samples"]
    }
    assert fired == {name for name, _ in alerts()}


@pytest.mark.skipif(shutil.which("promtool") is None, reason="Prometheus is not installed")
def test_the_alert_rules_fire_when_they_should_and_only_then() -> None:
    rules = ROOT / "deploy/prometheus/alerts.test.yml"
    done = subprocess.run(
        ["promtool", "test", "rules", rules], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@asynccontextmanager
async def prometheus(nodes: list[LiveNode], folder: Path) -> AsyncIterator[str]:
    """Run Prometheus on some nodes while inside; yield its address."""
    targets = [node.url.removeprefix("http://") for node in nodes]
    scrape = {"job_name": "auction", "static_configs": [{"targets": targets}]}
    times = {"scrape_interval": "200ms", "scrape_timeout": "200ms"}
    (folder / "prometheus.yml").write_text(
        yaml.safe_dump({"global": times, "scrape_configs": [scrape]})
    )
    address = f"127.0.0.1:{free_port()}"
    process = await asyncio.create_subprocess_exec(
        "prometheus",
        f"--config.file={folder}/prometheus.yml",
        f"--storage.tsdb.path={folder}/data",
        f"--web.listen-address={address}",
        "--log.level=error",
    )
    try:
        yield f"http://{address}"
    finally:
        process.terminate()
        await process.wait()


@pytest.mark.skipif(shutil.which("prometheus") is None, reason="Prometheus is not installed")
async def test_no_panel_of_the_dashboard_is_empty(stores: StoreUrls, tmp_path: Path) -> None:
    async with (
        loaded(stores) as nodes,
        prometheus(nodes, tmp_path) as url,
        aiohttp.ClientSession() as http,
    ):
        empty = list(panels())
        with suppress(TimeoutError):
            async with asyncio.timeout(3 * WAIT_MAX_S):
                while empty := [each for each in empty if not await shown(http, url, each[1])]:
                    await asyncio.sleep(0.2)
    assert empty == []


async def shown(http: aiohttp.ClientSession, url: str, query: str) -> list[float]:
    """Return the values that a panel shows for a query."""
    query = query.replace("$__rate_interval", "2s").replace("$node", ".*")
    try:
        async with http.get(f"{url}/api/v1/query", params={"query": query}) as response:
            answer: Any = await response.json()
    except aiohttp.ClientError:
        return []
    assert answer["status"] == "success", (query, answer)
    values = [float(series["value"][1]) for series in answer["data"]["result"]]
    return [value for value in values if not math.isnan(value)]

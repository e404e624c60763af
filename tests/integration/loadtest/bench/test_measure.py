"""Runs of the bench on real stores: the product, a baseline that loses bids, nodes behind HAProxy."""

import asyncio
import json
import os
import sys
from pathlib import Path

import pytest

from loadtest.bench import bare_write
from loadtest.bench.balancer import haproxy
from loadtest.bench.measure import Bench, measure
from loadtest.bench.place import serving, two_cores
from loadtest.bench.plan import AUDIT, BALANCED, BASELINES, HOT, Server
from loadtest.launch import LaunchError
from tests.integration.loadtest.modules import run_module
from tests.nodes import ROOT, SECRET

pytestmark = pytest.mark.timeout(300)
"""A run has its own limits, and a busy machine may need all of their time."""


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """Return a bench of short runs on an empty template."""
    template = tmp_path / "template"
    template.mkdir()
    return Bench(two_cores(), template, SECRET, 1)


async def test_the_product_is_measured_audited_and_published(tmp_path: Path) -> None:
    status, printed = await run_module(
        *("loadtest.bench", "--servers", "auction", "--loads", "1 item", "audit"),
        *("--rounds", "1", "--seconds", "1", "--results", str(tmp_path)),
    )
    assert status == 0, printed
    found = json.loads((tmp_path / "bench.json").read_bytes())
    row = found["medians"]["1 item"]["auction"]
    assert row["accepted_per_s"] > 0
    assert row["us_per_accepted"] > 0
    assert sum(count for _, count in row["histogram"]) > 0
    assert set(found["audits"]["auction"].values()) == {"ok"}
    assert "| **this product** |" in (tmp_path / "results.md").read_text()
    assert (tmp_path / "latency.png").exists()


async def test_the_audit_finds_the_lost_updates_of_a_server_without_a_lock(bench: Bench) -> None:
    run = await measure(bench, BASELINES[0], AUDIT)
    assert run.audit is not None, run.wrong
    broken = {letter for letter, found in run.audit.items() if isinstance(found, int)}
    assert {"M", "W"} <= broken, run.audit


async def test_nodes_behind_the_balancer_share_the_sockets(bench: Bench) -> None:
    try:
        haproxy()
    except LaunchError:
        assert "CI" not in os.environ, "HAProxy isn't installed"
        pytest.skip("HAProxy isn't installed")
    run = await measure(bench, BALANCED[1], HOT)
    assert run.wrong == []
    nodes = run.report["nodes"]
    assert {(node["name"], node["bidders"]) for node in nodes} == {("node1", 25), ("node2", 25)}
    assert all(node["accepted"] > 0 for node in nodes)
    assert {"node1", "node2", "balancer", "stores"} == set(run.report["processes"])


async def test_the_error_of_a_server_that_does_not_come_up_is_reported(tmp_path: Path) -> None:
    server = Server("broken", ("loadtest.baselines", "lua"))
    with pytest.raises(LaunchError, match="status 2: can't run lua: AUCTION_REDIS_URL, "):
        async with serving(server, {"AUCTION_REDIS_URL": ""}, two_cores(), tmp_path):
            raise AssertionError("it never came up")


async def test_a_bench_without_haproxy_ends_at_once_with_2_and_one_line(tmp_path: Path) -> None:
    """HAProxy is also found outside the PATH, so the test replaces the search itself."""
    without = (
        "import shutil; shutil.which = lambda *_, **__: None; import loadtest.bench.__main__ as b"
    )
    process = await asyncio.create_subprocess_exec(
        *(
            sys.executable,
            "-c",
            f"{without}; raise SystemExit(b.main())",
            "--results",
            str(tmp_path),
        ),
        cwd=ROOT,
        stderr=asyncio.subprocess.PIPE,
    )
    _, err = await process.communicate()
    assert (process.returncode, err.count(b"\n")) == (2, 1), err
    assert b"apt-get install haproxy" in err
    assert not (tmp_path / "bench.json").exists()


def test_a_bare_write_has_a_price(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bare_write, "SECONDS", 0.05)
    limits = bare_write.measure(200, None)
    assert set(limits) == {"send_us", "uvloop_us"}
    assert all(0 < cost < 1000 for cost in limits.values())

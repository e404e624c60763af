"""Runs of the bench on real stores: the product, a baseline that loses bids, nodes behind HAProxy."""

import os
from pathlib import Path

import pytest

from loadtest.bench.balancer import haproxy
from loadtest.bench.measure import Bench, measure
from loadtest.bench.place import two_cores
from loadtest.bench.plan import AUDIT, BALANCED, BASELINES, HOT
from loadtest.launch import LaunchError
from tests.nodes import SECRET

pytestmark = pytest.mark.timeout(300)
"""A run has its own limits, and a busy machine may need all of their time."""


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """Return a bench of short runs on an empty template."""
    template = tmp_path / "template"
    template.mkdir()
    return Bench(two_cores(), template, SECRET, 1)


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

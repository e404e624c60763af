"""A deployment of several nodes."""

import os
from pathlib import Path

import pytest

from loadtest.bench.balancer import haproxy
from loadtest.bench.growth.deployment import deployed
from loadtest.bench.growth.plan import Axis, Grows
from loadtest.bench.measure import Bench
from loadtest.bench.place import two_cores
from loadtest.launch import LaunchError
from loadtest.sale import read_items
from tests.nodes import SECRET

pytestmark = pytest.mark.timeout(300)


async def test_nodes_share_stores_and_their_cpu_time_and_ram_are_summed(tmp_path: Path) -> None:
    try:
        haproxy()
    except LaunchError:
        assert "CI" not in os.environ, "HAProxy isn't installed"
        pytest.skip("HAProxy isn't installed")
    template = tmp_path / "template"
    template.mkdir()
    bench = Bench(two_cores(), template, SECRET, 1)
    async with deployed(bench, Axis(Grows.NODES, (2,), 1, (), cost=None), 2) as deployment:
        assert set(deployment.pids) == {"node1", "node2", "balancer", "redis", "postgres"}
        assert len(deployment.node_pids) == 2
        assert deployment.node_cpu_s() > 0
        assert deployment.node_bytes() > 50_000_000
        [item] = await read_items(deployment.service.url, ["growth-1"])
        assert item["status"] == "open"

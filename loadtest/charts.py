"""Charts of a bench, drawn from its medians: throughput and p99 by contention, latency, cost."""

from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib import pyplot as plt
from matplotlib.axes import Axes

Medians = dict[str, dict[str, dict[str, Any]]]

OURS = "auction"
CONTENTION = ("1 item", "10 items", "100 items", "1000 items")
ROOM = "room of 1000"


def draw(folder: Path, medians: Medians) -> list[Path]:
    """Draw every chart that there are figures for; return the files."""
    mpl.use("Agg")
    drawn = []
    loads = [load for load in CONTENTION if load in medians]
    if loads:
        drawn.append(
            _by_contention(folder / "throughput.png", medians, loads, "accepted_per_s", "bids/s")
        )
        drawn.append(_by_contention(folder / "p99.png", medians, loads, "p99_ms", "p99, ms"))
        hottest = medians[loads[0]]
        drawn.append(_latency(folder / "latency.png", hottest, loads[0]))
        drawn.append(
            _bars(folder / "cost.png", hottest, "us_per_accepted", f"CPU us per bid, {loads[0]}")
        )
    if ROOM in medians:
        title = f"CPU us per delivery, {ROOM}"
        drawn.append(_bars(folder / "deliveries.png", medians[ROOM], "us_per_delivery", title))
    return drawn


def _by_contention(file: Path, medians: Medians, loads: list[str], key: str, label: str) -> Path:
    _, axes = plt.subplots(figsize=(8, 4.5))
    for server in medians[loads[0]]:
        values = [medians[load].get(server, {}).get(key, float("nan")) for load in loads]
        axes.plot(loads, values, marker="o", linewidth=3 if server == OURS else 1.5, label=server)
    axes.set_yscale("log")
    axes.set_ylabel(label)
    axes.legend(fontsize=8, ncols=2)
    return _save(file, axes, f"{label}, by how many items the bids go to")


def _latency(file: Path, servers: dict[str, dict[str, Any]], load: str) -> Path:
    _, axes = plt.subplots(figsize=(8, 4.5))
    names = list(servers)
    for offset, key in enumerate(("p50_ms", "p95_ms", "p99_ms")):
        places = [place + 0.27 * (offset - 1) for place in range(len(names))]
        axes.bar(places, [servers[name][key] for name in names], width=0.25, label=key[:3])
    axes.set_xticks(range(len(names)), names, rotation=30, ha="right", fontsize=8)
    axes.set_yscale("log")
    axes.set_ylabel("ms")
    axes.legend()
    return _save(file, axes, f"Time from bid to answer, {load}")


def _bars(file: Path, servers: dict[str, dict[str, Any]], key: str, title: str) -> Path:
    _, axes = plt.subplots(figsize=(8, 4.5))
    known = {name: row[key] for name, row in servers.items() if row.get(key) is not None}
    bars = axes.barh(list(known), list(known.values()))
    axes.bar_label(bars, fmt="%.0f", fontsize=8, padding=3)
    axes.invert_yaxis()
    return _save(file, axes, title)


def _save(file: Path, axes: Axes, title: str) -> Path:
    axes.set_title(title)
    axes.grid(visible=True, alpha=0.3)
    plt.savefig(file, dpi=110, bbox_inches="tight")
    plt.close("all")
    return file

"""Charts of a bench, drawn from its medians: throughput and p99 by number of items, latency, costs."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib import pyplot as plt
from matplotlib.axes import Axes

from loadtest.bench.plan import AUCTION, CONTENTION, HOT, ROOM
from loadtest.bench.publish.labels import SERVERS, plain_label
from loadtest.bench.results import Results, Row

TITLES = {
    "throughput": "Accepted bids per second, by number of items",
    "p99": "Time to the answer, 99th percentile, by number of items",
    "latency": "Time from bid to answer, one hot item, 50 bidders",
    "cost": "CPU time of the server per accepted bid, one hot item",
    "deliveries": "CPU time of the server per delivery, room of 1,000 sockets",
}
"""The title of each chart, by the stem of its file."""
COMPARED = ("none", "rowlock", "setnx", "node-lua", "lua")
"""The servers in the latency chart; more lines would be hard to read."""
OURS, THEIRS, BOUND = "black", "C0", "0.7"
BUCKET = 1.13
"""The longest time of a histogram's bucket is at most this many times the shortest."""
SIZE = (8, 4.5)


def draw(folder: Path, found: Results) -> list[Path]:
    """Draw every chart that has data; return the files."""
    mpl.use("Agg")
    drawn = []
    medians = {load: _unbalanced(servers) for load, servers in found.medians.items()}
    loads = [load.name for load in CONTENTION if load.name in medians]
    if loads:
        throughput, p99 = folder / "throughput.png", folder / "p99.png"
        unit = "accepted bids/s (log scale)"
        drawn.append(_by_contention(throughput, medians, loads, "accepted_per_s", unit))
        drawn.append(_by_contention(p99, medians, loads, "p99_ms", "ms (log scale)"))
    if HOT.name in medians:
        drawn.append(_latency(folder / "latency.png", medians[HOT.name]))
        costs = _known(medians[HOT.name], "us_per_accepted")
        drawn.append(_bars(folder / "cost.png", costs))
    if ROOM.name in medians:
        costs = _known(medians[ROOM.name], "us_per_delivery")
        names = {"send_us": "lower bound: one send()", "uvloop_us": "lower bound: one uvloop write"}
        costs |= {names[name]: value for name, value in found.bare_write.items()}
        drawn.append(_bars(folder / "deliveries.png", costs))
    return drawn


def _unbalanced(servers: Mapping[str, Row]) -> dict[str, Row]:
    return {name: row for name, row in servers.items() if "behind" not in name}


def _known(servers: Mapping[str, Row], key: str) -> dict[str, float]:
    return {
        plain_label(name): row[key] for name, row in servers.items() if row.get(key) is not None
    }


def _by_contention(
    file: Path, medians: Mapping[str, Mapping[str, Row]], loads: list[str], key: str, unit: str
) -> Path:
    _, axes = plt.subplots(figsize=SIZE)
    for server in medians[loads[0]]:
        values = [medians[load].get(server, {}).get(key, float("nan")) for load in loads]
        axes.plot(loads, values, marker="o", **_style(server))
    axes.set_yscale("log")
    axes.set_xlabel("items that the bids are spread over")
    axes.set_ylabel(unit)
    _legend(axes)
    return _save(file, axes)


def _latency(file: Path, servers: Mapping[str, Row]) -> Path:
    """Draw the share of all bids that was answered in each time, for the product and some peers."""
    _, axes = plt.subplots(figsize=SIZE)
    for server in (*COMPARED, AUCTION.name):
        times, shares = _steps(servers.get(server, {}).get("histogram") or [])
        axes.step(times, shares, where="pre", **_style(server))
        if server == AUCTION.name:
            axes.fill_between(times, shares, step="pre", alpha=0.25, color=OURS)
    axes.set_xscale("log")
    axes.set_xlabel("ms (log scale); each step is an eighth of a power of two wide")
    axes.set_ylabel("% of the bids")
    _legend(axes)
    return _save(file, axes)


def _steps(histogram: Sequence[Sequence[float]]) -> tuple[list[float], list[float]]:
    """Return the ends of buckets and their shares in %, with 0 where empty buckets were left out."""
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
    """Return the style of a server's line, the same in every chart; the product's own is bold."""
    ours = server == AUCTION.name
    color = OURS if ours else f"C{list(SERVERS).index(server)}"
    return {"label": plain_label(server), "color": color, "linewidth": 3 if ours else 1.3}


def _legend(axes: Axes) -> None:
    """Put the legend below the axes, where it covers no line."""
    axes.legend(fontsize=8, ncols=3, loc="upper center", bbox_to_anchor=(0.5, -0.16))


def _bars(file: Path, values: Mapping[str, float]) -> Path:
    _, axes = plt.subplots(figsize=SIZE)
    colors = [
        OURS if name.startswith(plain_label(AUCTION.name)) else BOUND if "bound" in name else THEIRS
        for name in values
    ]
    bars = axes.barh(list(values), list(values.values()), color=colors)
    axes.bar_label(bars, fmt="{:,.0f}", fontsize=8, padding=3)
    axes.invert_yaxis()
    axes.set_xlabel("us")
    return _save(file, axes)


def _save(file: Path, axes: Axes) -> Path:
    axes.set_title(TITLES[file.stem])
    axes.grid(visible=True, alpha=0.3)
    plt.savefig(file, dpi=110, bbox_inches="tight")
    plt.close("all")
    return file

"""The README's section of results: conditions, a few rows beside the strongest peer, one chart."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from loadtest.bench.interference import BUSY_MAX
from loadtest.bench.plan import AUCTION, BASELINES, HOT, MANY, ROOM, ROOM_10000, THOUSAND
from loadtest.bench.publish.labels import label
from loadtest.bench.publish.peers import strongest
from loadtest.bench.publish.tables import number, ratio
from loadtest.bench.results import Results, read

CHART = "throughput.png"


@dataclass(frozen=True, slots=True)
class Comparison:
    """A row of the table: a load, a metric and its unit. Rates are better high, costs are better low."""

    load: str
    measured: str
    metric: str
    is_cost: bool = False
    digits: int = 0


CROWDED = Comparison(
    ROOM_10000.name,
    "a crowded room, 10,100 sockets, 1,000 bids/s: CPU us per delivery",
    "us_per_delivery",
    is_cost=True,
    digits=1,
)
COMPARISONS = (
    Comparison(HOT.name, "one hot item, 50 bidders: bids/s", "accepted_per_s"),
    Comparison(
        MANY.name, "100 items, 100 bidders: CPU us per bid", "us_per_accepted", is_cost=True
    ),
    Comparison(THOUSAND.name, "1,000 items, 1,000 bidders: bids/s", "accepted_per_s"),
    Comparison(
        ROOM.name,
        "a room of 1,000 sockets, 20 bids/s: CPU us per delivery",
        "us_per_delivery",
        is_cost=True,
        digits=1,
    ),
)


def summary(folder: Path, *, charts: str, page: str) -> list[str]:
    """Return the section's lines; `charts` is the prefix of links to charts, `page` the full results."""
    bench, room = read(folder / "bench.json"), read(folder / "room.json")
    if bench is None:
        return ["Nothing is measured yet: run `make bench`."]
    rows = [line for each in COMPARISONS for line in _row(each, bench)]
    if room is not None:
        rows += _row(CROWDED, room)
    lines = [*_conditions(bench), "", "| | this product | strongest peer | ratio |"]
    lines += ["| --- | ---: | --- | ---: |", *rows, ""]
    if (folder / CHART).exists():
        lines += [f"![Accepted bids per second, by number of items]({charts}{CHART})", ""]
    return [*lines, f"All results, with latencies, nodes and audits: [{page}]({page})."]


def _conditions(found: Results) -> Iterator[str]:
    yield (
        f"Measured on {found.day} on {found.machine['processor']}: one core for the server, one for "
        "stores and load, and Redis forces every write to disk."
    )
    peers = sum(server.name in found.medians.get(HOT.name, {}) for server in BASELINES)
    yield (
        f"Each row names the strongest of {peers} peers that ran in turn with this product; more "
        "bids/s and less CPU time are better."
    )
    if found.interference > BUSY_MAX:
        yield f"**The machine was busy: other programs had {found.interference:.0%} of the two cores.**"


def _row(comparison: Comparison, found: Results) -> Iterator[str]:
    """Yield the row of a comparison, if the product was measured."""
    rows = found.medians.get(comparison.load, {})
    ours = rows.get(AUCTION.name, {}).get(comparison.metric)
    if ours is None:
        return
    name, theirs = strongest(rows, comparison.metric, is_cost=comparison.is_cost)
    peer = label(name) if name else ""
    if theirs is None and comparison.is_cost:
        peer = "a bare write by uvloop; no peer was measured"
        theirs = found.bare_write.get("uvloop_us")
    value, other = number(ours, comparison.digits), number(theirs, comparison.digits)
    cell = f"{other} ({peer})" if other else ""
    yield f"| {comparison.measured} | {value} | {cell} | {ratio(ours, theirs, 2)} |"

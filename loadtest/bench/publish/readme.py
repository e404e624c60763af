"""The README's section of results: whatever stands between two marks is written from the results' files.

`python -m loadtest.bench.publish.readme` writes it anew from what loadtest/results/ holds. `make bench`,
`make bench-room`, `make bench-drop` and `make load` do so at their end; nobody types a figure.
"""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from loadtest.bench.plan import HOT, MANY, RATE, ROOM
from loadtest.bench.publish import tables
from loadtest.bench.results import Results, read

RESULTS = Path(__file__).parents[2] / "results"
README = Path(__file__).parents[3] / "README.md"
BEGIN = "<!-- Written by `make bench`, `bench-room`, `bench-drop` and `load`, not by hand. -->"
END = "<!-- End of the results. -->"


class ReadmeError(Exception):
    """The README has no place for the results; the message says what is missing."""


def main() -> int:
    """Write the section; return the exit status."""
    try:
        rewrite(README, RESULTS)
    except ReadmeError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def rewrite(readme: Path, folder: Path) -> None:
    """Write the results in `folder` between the README's marks; raises ReadmeError."""
    before, begin, rest = readme.read_text().partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ReadmeError(f"{readme.name} lacks the marks {BEGIN} and {END}")
    readme.write_text(f"{before}{BEGIN}\n{section(folder)}\n{END}{after}")


def section(folder: Path) -> str:
    """Return the section for what there is in `folder`."""
    bench, room = read(folder / "bench.json"), read(folder / "room.json")
    lines = (
        list(_bench(bench, folder))
        if bench is not None
        else ["Nothing measured yet: `make bench`."]
    )
    drop = read(folder / "drop.json")
    crowded = tables.crowded_room(room) if room is not None else None
    dropped = tables.dropped_room(drop) if drop is not None else None
    lines += [line for told in (crowded, dropped) if told is not None for line in ("", told)]
    lines += _locust(folder / "locust")
    return "\n".join(lines)


def _bench(found: Results, folder: Path) -> Iterator[str]:
    yield tables.conditions(found)
    if HOT.name in found.medians:
        yield "\n**One hot item**, 50 sockets that bid back to back (audited: the same on ten items):\n"
        yield from tables.hot_table(found)
        yield _charts(folder, "latency", "throughput", "p99", "cost")
    if RATE.name in found.medians:
        yield "\n**1,000 bids/s over 10 items**, whether the server keeps up or not:\n"
        yield from tables.rate_table(found)
    if ROOM.name in found.medians:
        yield "\n**A room of 1,000 sockets**, 20 bids/s:\n"
        yield from tables.room_table(found)
        yield _charts(folder, "deliveries")
    for load in (HOT.name, MANY.name):
        if tables.has_nodes(found, load):
            yield f"\n**Nodes behind HAProxy**, {load}; all share one core, so what tells is the cost:\n"
            yield from tables.nodes_table(found, load)
    yield "\nEverything measured: [loadtest/results/bench.md](loadtest/results/bench.md)."


def _charts(folder: Path, *names: str) -> str:
    there = [name for name in names if (folder / f"{name}.png").exists()]
    return "\n" + "\n".join(f"![{name}](loadtest/results/{name}.png)" for name in there)


def _locust(folder: Path) -> Iterator[str]:
    """Tell what Locust's crowd has met with, from its own CSV."""
    stats, plan = folder / "locust_stats.csv", folder / "plan.json"
    if not stats.exists() or not plan.exists():
        return
    asked = msgspec.json.decode(plan.read_bytes())
    yield (
        f"\n**Locust {asked['locust']}**: `{asked['shape']}`, {asked['crowd']} users at the most, "
        f"{asked['seconds']} s, one node with embedded stores. A refusal is an answer; a wrong or "
        "missing answer is a failure.\n"
    )
    yield "| | answers | failures | p50 ms | p95 ms | p99 ms |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: |"
    with stats.open() as file:
        for row in csv.DictReader(file):
            if row["Name"] == "Aggregated":
                continue
            counts = [f"{int(row[name]):,}" for name in ("Request Count", "Failure Count")]
            cells = [*counts, row["50%"], row["95%"], row["99%"]]
            yield f"| {row['Name']} | {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.exit(main())

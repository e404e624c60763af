"""The text of docs/results.md, and of the page of a bench that is not published: every table and chart."""

from collections.abc import Iterator
from pathlib import Path

from loadtest.bench.interference import BUSY_MAX
from loadtest.bench.plan import DROP_10000, HOT, MANY, OTHERS_ROUNDS, RATE, ROOM, ROOM_10000
from loadtest.bench.publish import tables
from loadtest.bench.publish.attacks import attacks_section, read_attacks
from loadtest.bench.publish.charts import TITLES
from loadtest.bench.publish.labels import heading
from loadtest.bench.publish.locust import locust_section
from loadtest.bench.results import Results, read


def results_page(folder: Path, *, charts: str, method: str) -> list[str]:
    """Return the page's lines; `charts` is the prefix of links to charts, `method` that page's link."""
    lines = [
        "# Results",
        "<!-- Written by `make bench`, `bench-room`, `-drop`, `-attacks` and `load`, not by hand. -->",
        "The product and its peers under the same loads, all of them measured in one run.",
        f"The loads, the peers and the audit are described in [{Path(method).name}]({method}).",
        "",
    ]
    bench, room, drop = (read(folder / f"{name}.json") for name in ("bench", "room", "drop"))
    if bench is None:
        lines += ["Nothing is measured yet: run `make bench`.", ""]
    else:
        lines += [*_bench(bench, folder, charts)]
    if room is not None:
        table = tables.crowded_room_table(room)
        lines += _section(heading(ROOM_10000.name), [_run_of(room), "", *table] if table else [])
    if drop is not None:
        lines += _section(heading(DROP_10000.name), _dropped(drop))
    lines += _section("Attacks", attacks_section(read_attacks(folder)))
    lines += _section("A crowd of simulated people", locust_section(folder / "locust"))
    if bench is not None:
        lines += _section("Failed runs", list(_failures(bench)))
    return lines[:-1]


def conditions(found: Results) -> Iterator[str]:
    """Yield the machine, the method and how far the results can be trusted, a sentence a line."""
    versions = ", ".join(
        text if name == "processor" else f"{name} {text}" for name, text in found.machine.items()
    )
    rounds = "one round" if found.rounds == 1 else f"{found.rounds} rounds"
    yield f"Measured on {found.day} with {versions}."
    yield "The server has one core; stores, balancer and load generator share the other."
    yield "Redis runs with `appendfsync always` unless a row says otherwise."
    yield (
        "All servers take turns, every run begins on empty stores, and each number is the median of "
        f"{rounds} of {found.seconds:g} s."
    )
    if found.rounds > OTHERS_ROUNDS:
        yield f"Peers that are far behind the strongest ones take part in the first {OTHERS_ROUNDS} rounds."
    yield "The rates hold for this machine only; the ratios are the claim."
    if found.interference > BUSY_MAX:
        yield (
            f"**The machine was busy: other programs had {found.interference:.0%} of the two cores, which "
            "makes all rates and times worse.**"
        )
    else:
        yield f"Other programs had {found.interference:.0%} of the two cores."
    if found.bare_write:
        send_us, uvloop_us = found.bare_write["send_us"], found.bare_write["uvloop_us"]
        yield (
            f"A bare write to a socket took {send_us:g} us of CPU time by `send()` and {uvloop_us:g} us by "
            "uvloop."
        )


def _bench(found: Results, folder: Path, charts: str) -> Iterator[str]:
    yield from conditions(found)
    yield ""
    for load in found.medians:
        yield from _section(heading(load), list(_load(found, load, folder, charts)))
    for load in (HOT.name, MANY.name):
        if tables.has_nodes(found, load):
            yield from _section(
                f"Nodes behind HAProxy, {load}",
                [
                    "All nodes share one core: compare the cost of a bid and its fairness, not the total.",
                    "",
                    *tables.nodes_table(found, load),
                ],
            )
    if found.audits:
        yield from _section(
            "The audit", ["The closed loop on ten items, with every client's log.", ""]
        )
        yield from [*tables.audits_table(found), ""]


def _load(found: Results, load: str, folder: Path, charts: str) -> Iterator[str]:
    """Yield the table of a load, and the charts that belong to it."""
    if load == HOT.name:
        yield "The audit's result is that of the closed loop on ten items."
        yield ""
        yield from [tables.peers_line(found, load), "", *tables.hot_table(found)]
        yield from _charts(folder, charts, "throughput", "p99", "latency", "cost")
    elif load == RATE.name:
        yield "Times marked with `>` leave out bids that were never answered."
        yield ""
        yield from tables.rate_table(found)
    elif load == ROOM.name:
        yield from tables.room_table(found)
        yield from _charts(folder, charts, "deliveries")
    else:
        yield from [tables.peers_line(found, load), "", *tables.load_table(found, load)]


def _dropped(found: Results) -> list[str]:
    table = tables.dropped_room_table(found)
    if not table:
        return []
    return [
        _run_of(found),
        "Every connection is reset.",
        "The sockets come back with the delays of the official JavaScript client.",
        "The node lets in 1,000 handshakes/s.",
        "",
        *table,
    ]


def _run_of(found: Results) -> str:
    return f"One node on one core, measured on {found.day} for {found.seconds:g} s."


def _charts(folder: Path, prefix: str, *names: str) -> Iterator[str]:
    existing = [name for name in names if (folder / f"{name}.png").exists()]
    if existing:
        yield ""
    for name in existing:
        yield f"![{TITLES[name]}]({prefix}{name}.png)"


def _failures(found: Results) -> Iterator[str]:
    texts = {f"{run.server}, {run.load}: {fault}" for run in found.runs for fault in run.wrong}
    for text in sorted(texts):
        yield f"- {text}"


def _section(title: str, lines: list[str]) -> list[str]:
    """Return a section; none where there is nothing to show."""
    return [f"## {title}", *lines, ""] if lines else []

"""The measured part of docs/scaling.md: growth, needs of large sales, and the first limits."""

from collections.abc import Iterator
from pathlib import Path

from loadtest.bench.growth.results import AxisResult, GrowthResults, Prediction, Row, read_growth
from loadtest.bench.interference import BUSY_MAX as INTERFERENCE_MAX
from loadtest.bench.publish.capacity import capacity_lines
from loadtest.bench.publish.pages import RESULTS, ROOT, PublishError
from loadtest.bench.publish.tables import number, ratio

PAGE = ROOT / "docs" / "scaling.md"
BEGIN = "<!-- Written by `make bench-growth`, not by hand. -->"
END = "<!-- End of the measurements. -->"
FLAT_MAX = 1.15
"""The ratio of two ends of an axis up to which a cost counts as flat."""

AXES = {
    "history": ("bids on the item before", "50 bidders in a closed loop on one item"),
    "items": ("open items", "50 bidders in a closed loop on ten of them"),
    "sockets": (
        "idle sockets",
        "50 bidders in a closed loop on ten items; the idle sockets watch another",
    ),
    "watchers": ("sockets in the room", "20 bids/s on one item; the cost is that of a delivery"),
    "archive": ("bids in the archive", "50 bidders in a closed loop on ten items"),
    "rush": (
        "nodes behind HAProxy in a rush",
        "50 bidders in a closed loop on ten items; all nodes share one core",
    ),
    "nodes": (
        "nodes behind HAProxy",
        "150 bids/s on ten items, 50 bidders; all nodes share one core",
    ),
}
"""By what grows: the name of its values, and the load."""


def publish_scaling(page: Path = PAGE, folder: Path = RESULTS) -> None:
    """Write the measured part of the page from stored results; raises PublishError without its marks."""
    found = read_growth(folder)
    if found is None:
        return
    before, begin, rest = page.read_text().partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise PublishError(f"{page.name} lacks the marks {BEGIN} and {END}")
    text = "\n".join(scaling_lines(found))
    page.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}")


def scaling_lines(found: GrowthResults) -> list[str]:
    """Return the measured part of the page, a line each."""
    lines = [*_conditions(found), "", "## Growth", *_growth(found)]
    for axis in found.axes:
        lines += ["", *_axis(axis)]
    if found.prediction is not None:
        lines += ["", *_prediction(found.prediction)]
    lines += capacity_lines(found)
    return lines


def _conditions(found: GrowthResults) -> Iterator[str]:
    machine = ", ".join(
        text if name == "processor" else f"{name} {text}" for name, text in found.machine.items()
    )
    yield f"Measured on {found.day} with {machine}."
    yield (
        f"Each value has the median of up to {found.rounds} samples of {found.seconds:g} s; "
        "the values of an axis take turns."
    )
    durabilities = {axis.durability for axis in found.axes} - {""}
    if durabilities:
        yield f"The durability of the stores was `{'` and `'.join(sorted(durabilities))}`."
    loads = found.load_average
    yield f"The machine's load average was between {min(loads):g} and {max(loads):g}."
    share = f"other programs had {found.interference:.0%} of the two cores"
    if found.interference > INTERFERENCE_MAX:
        yield f"**The machine was busy: {share}, which makes all costs higher and less certain.**"
    else:
        yield f"{share.capitalize()}."


def _growth(found: GrowthResults) -> Iterator[str]:
    """Yield the table of ratios: the last value of each axis beside the first."""
    yield (
        "A ratio divides the cost at the last value by that at the first, both of one round, and is the "
        "median of the rounds."
    )
    yield f"A cost is flat where the ratio of the node's CPU is at most {FLAT_MAX:g}."
    yield "It includes what the nodes use without any bid; the slower bids come, the more of that each has."
    yield ""
    yield (
        "| what grows | from | to | node's CPU | the same without the idle node's | stores' CPU | "
        "Redis' commands | Redis' bytes | flat |"
    )
    yield f"| --- {'| ---: ' * 7}| --- |"
    for axis in found.axes:
        if axis.cost is None:
            continue
        node = axis.ratio(axis.cost)
        first, last = axis.points[0], axis.points[-1]
        cells = [
            AXES[axis.grows][0],
            *(number(first.value), number(last.value), number(node, 2)),
            *_ratios_of_bids(axis),
            "" if node is None else "yes" if node <= FLAT_MAX else "no",
        ]
        yield f"| {' | '.join(cells)} |"


def _axis(axis: AxisResult) -> Iterator[str]:
    """Yield the table of an axis: its values and their costs."""
    name, load = AXES[axis.grows]
    yield f"### {name[0].upper()}{name[1:]}"
    yield f"{load[0].upper()}{load[1:]}."
    if axis.load_average is not None:
        yield f"The load average was {axis.load_average:g} when it began."
    yield ""
    columns = _columns(axis)
    yield f"| {name} | {' | '.join(title for title, _, _ in columns)} |"
    yield f"{'| ---: ' * (len(columns) + 1)}|"
    for point in axis.points:
        row = point.medians
        cells = (number(row.get(key), digits) for _, key, digits in columns)
        yield f"| {number(point.value)} | {' | '.join(cells)} |"


def _columns(axis: AxisResult) -> list[tuple[str, str, int]]:
    """Return the titles of an axis' columns, their costs, and their digits."""
    times = [("p50 ms", "p50_ms", 1), ("p99 ms", "p99_ms", 1)]
    if axis.cost == "delivery_us":
        delivery = [("node us per delivery", "delivery_us", 1)]
        return [*delivery, ("bytes per delivery", "bytes_per_delivery", 0), *times]
    bid = [
        *(("node us per bid", "node_us", 0), ("Redis us", "redis_us", 0)),
        *(("PostgreSQL us", "postgres_us", 0), ("Redis' commands", "commands", 1)),
        *(("Redis' bytes", "redis_bytes", 0), ("WAL bytes", "wal_bytes", 0)),
    ]
    page = [("first page of a history ms", "page_ms", 1)]
    return [*bid, *times, *(page if axis.grows == "archive" else [])]


def _prediction(found: Prediction) -> Iterator[str]:
    yield f"## {found.nodes} nodes, predicted and then measured"
    yield (
        "The bench computes the prediction from one and two nodes, prints it, and only then starts "
        f"{found.nodes} nodes."
    )
    drift = ratio(found.repeated["node_us"], found.first["node_us"], 2)
    yield f"One node was measured again in turn with them, at {drift} times its first cost."
    yield ""
    yield "| cost of a bid | predicted | measured | measured / predicted |"
    yield "| --- | ---: | ---: | ---: |"
    before, after = found.predicted_ratio, found.measured_ratio
    cells = [number(before, 2), number(after, 2), ratio(after, before, 2)]
    yield f"| CPU of all nodes, beside that of one node in the same round | {' | '.join(cells)} |"
    names = {
        "node_us": "CPU us of all nodes",
        "redis_us": "CPU us of Redis",
        "postgres_us": "CPU us of PostgreSQL",
        "balancer_us": "CPU us of HAProxy",
        "commands": "Redis' commands",
        "redis_bytes": "Redis' bytes on the network",
        "wal_bytes": "PostgreSQL's WAL bytes",
    }
    for name, words in names.items():
        before, after = found.predicted[name], found.measured[name]
        digits = 1 if name == "commands" else 0
        cells = [words, number(before, digits), number(after, digits), ratio(after, before, 2)]
        yield f"| {' | '.join(cells)} |"


def _ratios_of_bids(axis: AxisResult) -> list[str]:
    """Return the cells of CPU without the idle node's, of stores' CPU, commands and bytes.

    They are empty where the cost is not that of a bid.
    """
    if axis.cost != "node_us":
        return [""] * 4
    small, large = (_stores_us(axis.points[end].medians) for end in (0, -1))
    others = (number(axis.ratio(name), 2) for name in ("commands", "redis_bytes"))
    return [number(axis.ratio_without_idle(), 2), ratio(large, small, 2), *others]


def _stores_us(row: Row) -> float | None:
    redis, postgres = row["redis_us"], row["postgres_us"]
    return None if redis is None or postgres is None else redis + postgres

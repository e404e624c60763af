"""Tables of docs/scaling.md that are computed: coefficients, the first limits, the needs of large sales."""

from collections.abc import Iterator

from loadtest.bench.growth.model import (
    BUSY_MAX,
    MESSAGES_PER_S,
    TARGETS,
    Coefficients,
    coefficients,
    needs,
    walls,
)
from loadtest.bench.growth.results import GrowthResults
from loadtest.bench.publish.tables import number


def capacity_lines(found: GrowthResults) -> list[str]:
    """Return the sections, each after an empty line; none where an axis that they need is missing."""
    alone, rush = coefficients(found), coefficients(found, "rush")
    if alone is None:
        return []
    nodes = found.prediction.nodes if found.prediction else 1
    return [
        *("", *_coefficients(alone, rush, found.fsync_ms)),
        *("", *_walls(alone, rush, nodes)),
        *("", *_needs(rush or alone)),
    ]


def _coefficients(known: Coefficients, rush: Coefficients | None, fsync_ms: float) -> Iterator[str]:
    yield "## Coefficients"
    yield "Bids come alone, or in a rush in which they share rounds, transactions and messages."
    yield ""
    yield (
        "| coefficient | with one node | each further node adds | in a rush, with one node | "
        "each further node adds |"
    )
    yield f"| --- {'| ---: ' * 4}|"
    rows = {
        "node_us": "a bid, CPU us of nodes, without what an idle node uses",
        "redis_us": "a bid, CPU us of Redis",
        "postgres_us": "a bid, CPU us of PostgreSQL",
        "redis_bytes": "a bid, bytes of Redis' network",
    }
    for name, words in rows.items():
        costs = [known.bid[name], *([rush.bid[name]] if rush else [])]
        cells = [number(each) for cost in costs for each in (cost.first, cost.further)]
        yield f"| {words} | {' | '.join(cells + [''] * (4 - len(cells)))} |"
    idle = number(known.node_us_per_s)
    others = {
        "a delivery to a watcher, CPU us of its node": (number(known.delivery_us, 1), ""),
        "a delivery to a watcher, bytes": (number(known.delivery_bytes), ""),
        "an idle node, CPU us per second": (idle, idle),
        "an idle socket, CPU us per second": (number(known.socket_us_per_s, 1), ""),
        "an idle socket, RAM in kB": (number(known.socket_bytes / 1000, 1), ""),
        "an fsync of 1 KB on this disk, ms": (number(fsync_ms, 1), ""),
    }
    for words, (first, further) in others.items():
        yield f"| {words} | {first} | {further} | | |"


def _walls(known: Coefficients, rush: Coefficients | None, nodes: int) -> Iterator[str]:
    yield "## The first limits"
    yield f"The bids per second at which a part is busy for {BUSY_MAX:.0%} of a core, with {nodes} nodes."
    yield "The first row is the first wall."
    yield ""
    yield "| part that more nodes don't relieve | us per bid | bids/s | us in a rush | bids/s in a rush |"
    yield f"| --- {'| ---: ' * 4}|"
    rushed = {each.name: each for each in walls(rush, nodes)} if rush else {}
    alone = {each.name: each for each in walls(known, nodes)}
    for name in rushed or alone:
        wall = alone[name]
        others = [wall, *([rushed[name]] if rushed else [])]
        cells = [cell for each in others for cell in (number(each.us), _finite(each.bids_per_s))]
        yield f"| {name} | {' | '.join(cells + [''] * (4 - len(cells)))} |"


def _needs(known: Coefficients) -> Iterator[str]:
    yield "## Needs of large sales"
    yield (
        f"A node's core may be busy for {BUSY_MAX:.0%}, and each watcher gets {MESSAGES_PER_S:g} messages "
        "a second, the rate of a huge room."
    )
    yield "Cores are like those of the measurement, and a bid costs as much as in a rush."
    yield ""
    yield (
        "| watchers | bids/s | nodes | nodes' busy cores | Redis' | PostgreSQL's | sockets' RAM GB | "
        "to watchers Mbit/s | Redis Mbit/s | WAL MB/s |"
    )
    yield f"{'| ---: ' * 10}|"
    for target in TARGETS:
        found = needs(known, target)
        nodes = "not with one node bus" if found.nodes is None else number(found.nodes)
        cells = [
            *(number(target.watchers), number(target.bids_per_s), nodes),
            "" if found.nodes is None else number(found.node_cores, 1),
            *(number(found.redis_cores, 1), number(found.postgres_cores, 1)),
            *(number(found.sockets_gb, 1), number(found.out_mbit_per_s)),
            *(number(found.redis_mbit_per_s), number(found.wal_mb_per_s, 1)),
        ]
        yield f"| {' | '.join(cells)} |"


def _finite(value: float) -> str:
    return "no limit seen" if value == float("inf") else number(value)

"""A model of the cost of a bid: coefficients from small deployments, predictions of large ones. Pure.

With `n` nodes a bid costs `first + further * (n - 1)`: the node that settles it pays the first part, and
each other node the further one, because it reads the bid's news on the node bus. Times are us of CPU.
"""

import math
from dataclasses import dataclass

from loadtest.bench.growth.results import GrowthResults, Point, Row

SHARED = (
    "node_us",
    "redis_us",
    "postgres_us",
    "balancer_us",
    "commands",
    "redis_bytes",
    "wal_bytes",
)
"""The costs of a bid that depend on the number of nodes."""
BUSY_MAX = 0.6
"""The share of a core that may be used; above it waiting times grow quickly."""
MESSAGES_PER_S = 4.0
"""The messages that a watcher of a huge room gets in a second, see AUCTION_BROADCAST_INTERVAL_MAX_MS."""
NODES_MAX = 100_000


@dataclass(frozen=True, slots=True)
class Cost:
    """A cost of a bid: with one node, and what each further node adds."""

    first: float
    further: float

    def with_nodes(self, nodes: int) -> float:
        """Return the cost with so many nodes, all nodes together."""
        return self.first + self.further * (nodes - 1)


@dataclass(frozen=True, slots=True)
class Coefficients:
    """All coefficients: the costs of a bid by name, of a delivery, of an idle node and an idle socket."""

    bid: dict[str, Cost]
    delivery_us: float
    delivery_bytes: float
    node_us_per_s: float
    socket_us_per_s: float
    socket_bytes: float


@dataclass(frozen=True, slots=True)
class Target:
    """A sale to plan for: watchers who each watch one item, and accepted bids per second."""

    watchers: int
    bids_per_s: int


@dataclass(frozen=True, slots=True)
class Needs:
    """The needs of a target; `nodes` is None where no number of nodes is enough.

    Cores are those that are in use the whole time.
    """

    nodes: int | None
    node_cores: float
    redis_cores: float
    postgres_cores: float
    sockets_gb: float
    out_mbit_per_s: float
    redis_mbit_per_s: float
    wal_mb_per_s: float


@dataclass(frozen=True, slots=True)
class Wall:
    """A resource of which each bid uses `us` on one core, and the bids per second that fill it."""

    name: str
    us: float

    @property
    def bids_per_s(self) -> float:
        """Return the accepted bids per second at which a core is used up to BUSY_MAX."""
        return BUSY_MAX * 1e6 / self.us if self.us > 0 else math.inf


TARGETS = (
    Target(10_000, 1_000),
    Target(100_000, 1_000),
    Target(1_000_000, 1_000),
    Target(100_000, 10_000),
    Target(100_000, 50_000),
)


def costs_of_nodes(one: Row, two: Row) -> dict[str, Cost]:
    """Return the costs of a bid by name, from those measured with one and with two nodes."""
    known = {name: (one[name] or 0.0, two[name] or 0.0) for name in SHARED}
    return {name: Cost(first, second - first) for name, (first, second) in known.items()}


def predicted(one: Row, two: Row, nodes: int) -> Row:
    """Predict the costs with more nodes."""
    costs = costs_of_nodes(one, two)
    return {name: cost.with_nodes(nodes) for name, cost in costs.items()}


def predicted_ratio(two_to_one: float | None, nodes: int) -> float | None:
    """Predict the cost with more nodes beside that of one, from the ratio of two nodes to one."""
    return None if two_to_one is None else 1 + (two_to_one - 1) * (nodes - 1)


def coefficients(found: GrowthResults, axis: str = "nodes") -> Coefficients | None:
    """Return the coefficients of a run's results; None if an axis is missing.

    Those of a bid come from the `axis` of nodes: `nodes` with bids that come alone, or `rush` with as many
    as the nodes take.
    """
    nodes, sockets, watchers = (found.axis(name) for name in (axis, "sockets", "watchers"))
    if nodes is None or sockets is None or watchers is None:
        return None
    one, two = nodes.points[0], nodes.points[1]
    room = watchers.points[-1].medians
    none, many = sockets.points[0], sockets.points[-1]
    return Coefficients(
        bid=_without_idle(costs_of_nodes(one.medians, two.medians), one),
        delivery_us=room["delivery_us"] or 0.0,
        delivery_bytes=room["bytes_per_delivery"] or 0.0,
        node_us_per_s=one.idle_us_per_s,
        socket_us_per_s=max(0.0, many.idle_us_per_s - none.idle_us_per_s) / many.value,
        socket_bytes=max(0, many.node_bytes - none.node_bytes) / many.value,
    )


def needs(known: Coefficients, target: Target) -> Needs:
    """Return the needs of a target."""
    rate = target.bids_per_s
    cost = known.bid["node_us"]
    watching_us = target.watchers * (known.socket_us_per_s + MESSAGES_PER_S * known.delivery_us)
    nodes = _nodes(known, rate, watching_us)
    count = nodes or 1
    node_us = rate * cost.with_nodes(count) + watching_us + count * known.node_us_per_s
    return Needs(
        nodes=nodes,
        node_cores=node_us / 1e6,
        redis_cores=rate * known.bid["redis_us"].with_nodes(count) / 1e6,
        postgres_cores=rate * known.bid["postgres_us"].with_nodes(count) / 1e6,
        sockets_gb=target.watchers * known.socket_bytes / 1e9,
        out_mbit_per_s=target.watchers * MESSAGES_PER_S * known.delivery_bytes * 8 / 1e6,
        redis_mbit_per_s=rate * known.bid["redis_bytes"].with_nodes(count) * 8 / 1e6,
        wal_mb_per_s=rate * known.bid["wal_bytes"].with_nodes(count) / 1e6,
    )


def walls(known: Coefficients, nodes: int) -> list[Wall]:
    """Return the resources that more nodes don't multiply, the first to be full first."""
    bid = known.bid
    found = [
        Wall("the node bus, read by every node", bid["node_us"].further),
        Wall("Redis, one core of one server", bid["redis_us"].with_nodes(nodes)),
        Wall("PostgreSQL, for each of its cores", bid["postgres_us"].with_nodes(nodes)),
    ]
    return sorted(found, key=lambda wall: wall.bids_per_s)


def _without_idle(costs: dict[str, Cost], one: Point) -> dict[str, Cost]:
    """Take from the nodes' cost of a bid what an idle node uses, which is a cost of its own.

    No further node makes a bid cheaper: where it seemed so, the measurement was not exact enough.
    """
    rate = one.medians["accepted_per_s"] or math.inf
    idle_us = one.idle_us_per_s / rate
    node = costs["node_us"]
    costs = {**costs, "node_us": Cost(node.first - idle_us, node.further - idle_us)}
    return {name: Cost(cost.first, max(0.0, cost.further)) for name, cost in costs.items()}


def _nodes(known: Coefficients, rate: float, watching_us: float) -> int | None:
    """Return the least number of nodes whose cores are used up to BUSY_MAX; None if there is none.

    Each node pays `further` for every bid, so a node has room only while that leaves some of its core.
    """
    cost = known.bid["node_us"]
    room_us = BUSY_MAX * 1e6 - known.node_us_per_s - rate * cost.further
    if room_us <= 0:
        return None
    work_us = rate * (cost.first - cost.further) + watching_us
    nodes = max(1, math.ceil(work_us / room_us))
    return nodes if nodes <= NODES_MAX else None

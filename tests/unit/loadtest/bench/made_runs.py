"""Reports of the swarm, as far as a bench reads them, and runs and results made of them."""

from typing import Any

from loadtest.bench.plan import HOT
from loadtest.bench.results import Results, Run, results


def report(
    accepted_per_s: float,
    us: float | None = 50,
    *,
    unanswered: int = 0,
    per_bidder: tuple[float, ...] = (10.0,),
) -> dict[str, Any]:
    """Make a report over nodes; `per_bidder` has each node's accepted bids per bidder."""
    times = {"p50": 1.0, "p95": 2.0, "p99": 3.0, "max": 4.0}
    bids = {
        "accepted_per_s": accepted_per_s,
        "refused_per_s": 0.0,
        "answered_ms": times,
        "answered_histogram_ms": [[1.0, 90], [4.0, 10]],
    }
    costs = {name: us for name in ("us_per_accepted", "us_per_delivery") if us is not None}
    names = [f"node{number}" for number in range(1, len(per_bidder) + 1)]
    nodes = [
        {"name": name, "accepted": round(each * 10), "accepted_per_bidder": each}
        for name, each in zip(names, per_bidder, strict=True)
    ]
    return {
        "bids": bids,
        "deliveries": {"per_s": 100.0, "ms": times},
        "whole_run": {"unanswered": unanswered},
        "nodes": nodes,
        "processes": {**dict.fromkeys(names, costs), "stores": {"us_per_accepted": 7.0}},
    }


def runs(server: str, *rates: float, load: str = HOT.name, **more: Any) -> list[Run]:
    """Make a run for each rate."""
    return [Run(server, load, report(rate, **more), []) for rate in rates]


def found(*several: Run, interference: float = 0.0) -> Results:
    """Summarise runs of three rounds of two seconds."""
    return results(several, 3, 2, {"send_us": 9.0, "uvloop_us": 10.0}, interference)

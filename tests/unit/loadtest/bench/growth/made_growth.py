"""Results of growth, made of invented costs."""

from typing import Any

from loadtest.bench.growth.model import SHARED
from loadtest.bench.growth.results import AxisResult, GrowthResults, Point, Prediction, Row

ONE_US, FURTHER_US = 100.0, 10.0
IDLE_US = 1_000.0
"""What an idle node uses in a second; at 1,000 bids/s it is 1 us a bid."""


def row(node_us: float, **more: float) -> Row:
    """Make a sample; costs that are not given are 1."""
    others = ("delivery_us", "bytes_per_delivery", "p50_ms", "p99_ms", "page_ms")
    usual = dict.fromkeys((*SHARED, *others), 1.0)
    return {**usual, "accepted_per_s": 1_000.0, "node_us": node_us, **more}


def point(
    value: int, *node_us: float, idle_us: float = IDLE_US, size: int = 0, **more: float
) -> Point:
    """Make a point of a sample for each cost."""
    return Point(value, [row(each, **more) for each in node_us], idle_us, size)


def axis(grows: str, *points: Point, cost: str | None = "node_us") -> AxisResult:
    """Make an axis."""
    return AxisResult(grows, cost, list(points))


def growth(**more: Any) -> GrowthResults:
    """Make results of which the coefficients are round numbers."""
    nodes = axis(
        "nodes",
        point(1, ONE_US),
        point(2, ONE_US + FURTHER_US),
        point(4, ONE_US + 3 * FURTHER_US),
        cost=None,
    )
    sockets = axis(
        "sockets", point(0, 50), point(1_000, 50, idle_us=IDLE_US + 500, size=20_000_000)
    )
    watchers = axis(
        "watchers", point(100, 50), point(1_000, 50, delivery_us=8, bytes_per_delivery=400),
        cost="delivery_us",
    )  # fmt: skip
    prediction = Prediction(4, row(ONE_US), row(130), row(143), row(ONE_US))
    usual: dict[str, Any] = {
        "machine": {"processor": "a processor", "Python": "3.11"},
        "day": "2026-01-01",
        "plan": "whole",
        "load_average": [0.5, 1.0],
        "interference": 0.01,
        "rounds": 3,
        "seconds": 4.0,
        "axes": [nodes, sockets, watchers],
        "prediction": prediction,
        "fsync_ms": 1.5,
    }
    return GrowthResults(**{**usual, **more})

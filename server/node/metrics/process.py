"""The metrics of the process: HTTP requests, the event loop, background tasks, and the node itself."""

import sys
from collections.abc import Iterable

from prometheus_client.core import Metric

from server.node.process.loop_lag import LoopLag
from server.settings import Settings
from server.tasks import failures_in_a_row, failures_in_total
from server.web.metrics import constant, counter, counters, gauge, gauges, histogram
from server.web.transport.counters import HttpCounters


def node_metrics(settings: Settings) -> Iterable[Metric]:
    """Yield the metric that names the node."""
    python = ".".join(map(str, sys.version_info[:3]))
    yield constant("node_info", "The node's name", {"node": settings.node, "python": python})


def loop_metrics(lag: LoopLag) -> Iterable[Metric]:
    """Yield the metrics of the event loop."""
    yield histogram(
        "loop_lag_seconds",
        "Seconds by which the event loop runs a sleeping task too late",
        lag.seconds,
    )


def task_metrics() -> Iterable[Metric]:
    """Yield the metrics of background tasks."""
    yield counters(
        "task_failures",
        "Steps of background tasks that failed, by task",
        "task",
        failures_in_total().items(),
    )
    yield gauges(
        "task_failures_in_a_row",
        "Steps of background tasks that failed since the last success, by task",
        "task",
        failures_in_a_row().items(),
    )


def http_metrics(http: HttpCounters) -> Iterable[Metric]:
    """Yield the metrics of HTTP connections and requests."""
    yield gauge("http_connections", "Open HTTP connections, without websockets", http.connections)
    yield counters(
        "http_requests", "Answered HTTP requests, by status", "status", http.answered.items()
    )
    yield histogram(
        "http_request_seconds",
        "Seconds from a request's head to its answer, without polls and exports",
        http.answered_s,
    )
    yield counter(
        "http_waits", "HTTP requests that waited for a turn of their address", http.waited
    )
    yield counters(
        "http_refused",
        "HTTP requests and connections that were refused, by reason",
        "reason",
        http.refused.items(),
    )

"""`GET /metrics`: the counters of the node's parts, in Prometheus' text format.

Nothing is counted here. Each source is read when the metrics are requested.
"""

from collections.abc import Callable, Iterable, Sequence

from aiohttp import web
from prometheus_client import CollectorRegistry
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

Source = Callable[[], Iterable[Metric]]


class Metrics(Collector):
    """The metrics of this node."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self._sources = sources
        self._registry = CollectorRegistry()
        self._registry.register(self)

    def operations_routes(self) -> list[web.RouteDef]:
        """List the route for operators."""
        return [web.get("/metrics", self.show)]

    def collect(self) -> Iterable[Metric]:
        """Yield the current metrics of every source."""
        for source in self._sources:
            yield from source()

    async def show(self, request: web.Request) -> web.Response:  # noqa: ARG002 - as every handler
        """Show all metrics."""
        body = generate_latest(self._registry)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})


def counter(name: str, text: str, value: float) -> Metric:
    """Make a counter, which counts from the start of the node."""
    return CounterMetricFamily(f"auction_{name}", text, value=value)


def counters(name: str, text: str, label: str, values: Iterable[tuple[str, float]]) -> Metric:
    """Make counters of one name, which differ in the value of a label."""
    family = CounterMetricFamily(f"auction_{name}", text, labels=[label])
    for each, value in values:
        family.add_metric([each], value)
    return family


def gauge(name: str, text: str, value: float) -> Metric:
    """Make a gauge, whose value goes up and down."""
    return GaugeMetricFamily(f"auction_{name}", text, value=value)


def gauges(name: str, text: str, label: str, values: Iterable[tuple[str, float]]) -> Metric:
    """Make gauges of one name, which differ in the value of a label."""
    family = GaugeMetricFamily(f"auction_{name}", text, labels=[label])
    for each, value in values:
        family.add_metric([each], value)
    return family


def histogram(
    name: str, text: str, bounds: Sequence[float], counts: Sequence[int], total: float
) -> Metric:
    """Make a histogram; `counts` has one class more than `bounds`, for the values above the last one."""
    below, buckets = 0, []
    for bound, count in zip([*map(str, bounds), "+Inf"], counts, strict=True):
        below += count
        buckets.append((bound, float(below)))
    return HistogramMetricFamily(f"auction_{name}", text, buckets=buckets, sum_value=total)

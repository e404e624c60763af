"""`GET /metrics`: the counters of the node's parts, in Prometheus' text format.

Nothing is counted here. Each source is read when the metrics are requested. The process' own metrics,
`process_...` and `python_gc_...`, are those of Prometheus' client.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import accumulate

from aiohttp import web
from prometheus_client import CollectorRegistry, GCCollector, ProcessCollector
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from server.histogram import Histogram

Source = Callable[[], Iterable[Metric]]


class Metrics(Collector):
    """The metrics of this node."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self._sources = sources
        self._registry = CollectorRegistry()
        self._registry.register(self)
        ProcessCollector(registry=self._registry)
        GCCollector(registry=self._registry)

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


def histogram(name: str, text: str, values: Histogram) -> Metric:
    """Make a histogram."""
    return HistogramMetricFamily(
        f"auction_{name}", text, buckets=_buckets(values), sum_value=values.total
    )


def histograms(name: str, text: str, label: str, values: Iterable[tuple[str, Histogram]]) -> Metric:
    """Make histograms of one name, which differ in the value of a label."""
    family = HistogramMetricFamily(f"auction_{name}", text, labels=[label])
    for each, histogram_ in values:
        family.add_metric([each], _buckets(histogram_), histogram_.total)
    return family


def constant(name: str, text: str, values: Mapping[str, str]) -> Metric:
    """Make a gauge that is always 1, whose labels are constant."""
    family = GaugeMetricFamily(f"auction_{name}", text, labels=list(values))
    family.add_metric(list(values.values()), 1.0)
    return family


def _buckets(values: Histogram) -> list[tuple[str, float]]:
    """Return the upper bound of each class, with the number of all values up to it."""
    bounds = [*map(str, values.bounds), "+Inf"]
    return list(zip(bounds, map(float, accumulate(values.counts)), strict=True))

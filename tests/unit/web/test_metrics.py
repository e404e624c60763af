"""Metrics are read from their sources when they are requested."""

from collections.abc import Iterable

from prometheus_client.core import Metric

from server.histogram import Histogram
from server.web.metrics import (
    Metrics,
    constant,
    counter,
    counters,
    gauge,
    histogram,
    histograms,
)
from tests.unit.web.requests import request


async def text_of(*metrics: Metric) -> list[str]:
    """Return the samples in the text that `/metrics` answers."""

    def source() -> Iterable[Metric]:
        return metrics

    response = await Metrics([source]).show(request())
    assert isinstance(response.body, bytes)
    assert response.content_type == "text/plain"
    lines = response.body.decode().splitlines()
    return [line for line in lines if line.startswith("auction_")]


async def test_counters_and_gauges_are_named_after_the_product() -> None:
    assert await text_of(
        counter("bids", "Bids.", 3),
        gauge("items", "Items.", 2),
        counters("answers", "Answers.", "code", [("busy", 1), ("closed", 4)]),
    ) == [
        "auction_bids_total 3.0",
        "auction_items 2.0",
        'auction_answers_total{code="busy"} 1.0',
        'auction_answers_total{code="closed"} 4.0',
    ]


async def test_a_histograms_buckets_add_up() -> None:
    times = Histogram((1, 5))
    for value in (0.5, 1, 3, 40.5):
        times.add(value)
    assert await text_of(histogram("round_seconds", "Rounds.", times)) == [
        'auction_round_seconds_bucket{le="1"} 2.0',
        'auction_round_seconds_bucket{le="5"} 3.0',
        'auction_round_seconds_bucket{le="+Inf"} 4.0',
        "auction_round_seconds_count 4.0",
        "auction_round_seconds_sum 45.0",
    ]


async def test_histograms_and_constants_have_labels() -> None:
    calls = histograms("call_seconds", "Calls.", "script", [("read", Histogram((1,)))])
    assert await text_of(calls, constant("node_info", "The node.", {"node": "one"})) == [
        'auction_call_seconds_bucket{le="1",script="read"} 0.0',
        'auction_call_seconds_bucket{le="+Inf",script="read"} 0.0',
        'auction_call_seconds_count{script="read"} 0.0',
        'auction_call_seconds_sum{script="read"} 0.0',
        'auction_node_info{node="one"} 1.0',
    ]


async def test_the_process_is_measured_beside_the_product() -> None:
    response = await Metrics([]).show(request())
    assert b"process_resident_memory_bytes" in response.body  # type: ignore[operator]


async def test_a_source_is_read_each_time() -> None:
    values = {"items": 1}
    metrics = Metrics([lambda: [gauge(name, "Items.", value) for name, value in values.items()]])
    assert "auction_items 1.0" in str((await metrics.show(request())).body)
    values["items"] = 2
    assert "auction_items 2.0" in str((await metrics.show(request())).body)

"""Metrics are read from their sources when they are requested."""

from collections.abc import Iterable

from prometheus_client.core import Metric

from server.web.metrics import Metrics, counter, counters, gauge, histogram
from tests.unit.web.requests import request


async def text_of(*metrics: Metric) -> list[str]:
    """Return the samples in the text that `/metrics` answers."""

    def source() -> Iterable[Metric]:
        return metrics

    response = await Metrics([source]).show(request())
    assert isinstance(response.body, bytes)
    assert response.content_type == "text/plain"
    return [line for line in response.body.decode().splitlines() if not line.startswith("#")]


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
    assert await text_of(histogram("round_ms", "Rounds.", [1, 5], [2, 3, 4], 40.5)) == [
        'auction_round_ms_bucket{le="1"} 2.0',
        'auction_round_ms_bucket{le="5"} 5.0',
        'auction_round_ms_bucket{le="+Inf"} 9.0',
        "auction_round_ms_count 9.0",
        "auction_round_ms_sum 40.5",
    ]


async def test_a_source_is_read_each_time() -> None:
    values = {"items": 1}
    metrics = Metrics([lambda: [gauge(name, "Items.", value) for name, value in values.items()]])
    assert "auction_items 1.0" in str((await metrics.show(request())).body)
    values["items"] = 2
    assert "auction_items 2.0" in str((await metrics.show(request())).body)

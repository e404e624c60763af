"""The costs of an accepted bid."""

from typing import Any

from loadtest.bench.growth.measure import costs
from loadtest.bench.growth.stores import Counters


def report(**processes: dict[str, float]) -> dict[str, Any]:
    return {
        "processes": processes,
        "bids": {"accepted": 50, "accepted_per_s": 500.0, "answered_ms": {"p50": 1.0, "p99": 2.0}},
        "deliveries": {"per_s": 10.0, "bytes_per_s": 4_000},
        "whole_run": {"accepted": 100},
    }


def test_the_nodes_count_together_and_the_stores_apart() -> None:
    found = costs(
        report(
            node1={"us_per_accepted": 70.0, "us_per_delivery": 7.0},
            node2={"us_per_accepted": 30.0, "us_per_delivery": 3.0},
            redis={"us_per_accepted": 20.0},
            postgres={"us_per_accepted": 10.0},
        ),
        Counters(1_200, 250_000, 90_000),
    )
    assert (found["node_us"], found["delivery_us"]) == (100, 10)
    assert (found["redis_us"], found["postgres_us"], found["balancer_us"]) == (20, 10, None)
    assert found["bytes_per_delivery"] == 400


def test_the_stores_counters_are_divided_by_all_bids_of_the_run() -> None:
    used = {"us_per_accepted": 1.0}
    found = costs(report(node1=used, redis=used, postgres=used), Counters(1_200, 250_000, 90_000))
    assert (found["commands"], found["redis_bytes"], found["wal_bytes"]) == (12, 2_500, 900)


def test_counters_are_compared_with_an_earlier_reading() -> None:
    assert Counters(5, 50, 500).since(Counters(1, 10, 100)) == Counters(4, 40, 400)

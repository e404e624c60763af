"""The charts of a bench."""

from pathlib import Path

from loadtest.bench.publish.charts import draw
from tests.unit.loadtest.bench.made_runs import found, runs


def test_every_chart_is_drawn_and_a_missing_value_leaves_a_gap(tmp_path: Path) -> None:
    some = [*runs("auction", 3000), *runs("auction", 2000, load="10 items"), *runs("setnx", 100)]
    some += runs("auction", 20, load="room of 1000", us=None)
    drawn = draw(tmp_path, found(*some))
    names = {"throughput.png", "p99.png", "latency.png", "cost.png", "deliveries.png"}
    assert {file.name for file in drawn} == names
    assert all(file.read_bytes().startswith(b"\x89PNG") for file in drawn)


def test_without_results_no_chart_is_drawn(tmp_path: Path) -> None:
    assert draw(tmp_path, found()) == []

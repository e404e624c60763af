"""A bench's medians, its table and its charts."""

from pathlib import Path
from typing import Any

from loadtest.charts import draw
from loadtest.results import Run, machine, summary, table


def figures(accepted_per_s: float, us: float | None = 50) -> dict[str, Any]:
    """What the swarm writes, as far as a bench reads it."""
    times = {"p50": 1.0, "p95": 2.0, "p99": 3.0, "max": 4.0}
    bids = {"accepted_per_s": accepted_per_s, "refused_per_s": 0.0, "accepted_ms": times}
    used = {} if us is None else {"us_per_accepted": us, "us_per_delivery": us}
    return {"bids": bids, "deliveries": {"ms": times}, "processes": {"server": used}}


def runs(server: str, *rates: float, load: str = "1 item") -> list[Run]:
    return [Run(server, load, figures(rate), []) for rate in rates]


def test_a_figure_is_the_median_of_its_rounds() -> None:
    medians = summary(runs("auction", 100, 900, 200))
    assert medians["1 item"]["auction"]["accepted_per_s"] == 200


def test_a_server_that_failed_every_run_has_no_figures() -> None:
    medians = summary([*runs("auction", 100), Run("none", "1 item", {}, ["it died"])])
    assert list(medians["1 item"]) == ["auction"]


def test_the_table_shows_the_ratio_to_the_textbook_lock_of_the_same_load() -> None:
    medians = summary([*runs("auction", 3000), *runs("setnx", 100)])
    text = table(machine(), 3, medians)
    assert "| **this product**, `appendfsync always` | 3,000 | 30.0 |" in text
    assert "| `SET NX` with retry per bid | 100 | 1.0 |" in text
    assert "python-socketio" in text


def test_a_failed_run_says_why_in_its_line() -> None:
    assert Run("none", "1 item", {}, ["it died"]).line() == "none | 1 item | it died"


def test_every_chart_is_drawn_and_a_missing_figure_leaves_a_gap(tmp_path: Path) -> None:
    found = runs("auction", 3000) + runs("auction", 2000, load="10 items") + runs("setnx", 100)
    found.append(Run("auction", "room of 1000", figures(20, us=None), []))
    drawn = draw(tmp_path, summary(found))
    assert {file.name for file in drawn} == {
        "throughput.png",
        "p99.png",
        "latency.png",
        "cost.png",
        "deliveries.png",
    }
    assert all(file.read_bytes().startswith(b"\x89PNG") for file in drawn)

"""A bench's runs and their medians."""

from pathlib import Path

from loadtest.bench.results import Run, metrics, read, summary, write
from tests.unit.loadtest.bench.made_runs import found, report, runs


def test_a_metric_is_the_median_of_its_rounds() -> None:
    medians = summary(runs("auction", 100, 900, 200))
    assert medians["1 item"]["auction"]["accepted_per_s"] == 200


def test_the_times_of_all_rounds_are_pooled() -> None:
    row = summary(runs("auction", 100, 900))["1 item"]["auction"]
    assert row["histogram"] == [[1.0, 180], [4.0, 20]]
    assert row["runs"] == 2


def test_a_server_that_failed_every_run_has_no_report() -> None:
    medians = summary([*runs("auction", 100), Run("none", "1 item", {}, ["it died"])])
    assert list(medians["1 item"]) == ["auction"]


def test_an_audited_run_is_not_a_measurement() -> None:
    audited = Run("auction", "audit", report(5), [], {"L": "ok"})
    everything = found(*runs("auction", 100), audited)
    assert list(everything.medians) == ["1 item"]
    assert everything.audits == {"auction": {"L": "ok"}}


def test_the_cost_of_a_bid_is_that_of_all_nodes_without_the_stores() -> None:
    assert metrics(report(100, us=50, per_bidder=(1.0, 2.0)))["us_per_accepted"] == 100


def test_unfairness_compares_the_accepted_bids_per_bidder_of_two_nodes() -> None:
    assert metrics(report(100, per_bidder=(10.0, 15.0)))["unfair"] == 1.5
    assert metrics(report(100))["unfair"] is None
    assert metrics(report(100, per_bidder=(10.0, 0.0)))["unfair"] is None


def test_a_node_s_share_is_of_the_accepted_bids_of_all_rounds() -> None:
    row = summary(runs("auction", 1, 2, per_bidder=(1.0, 3.0)))["1 item"]["auction"]
    assert row["shares"] == {"node1": 0.25, "node2": 0.75}


def test_a_single_node_has_the_whole_share_whatever_its_address() -> None:
    both = runs("auction", 1, 2)
    for number, run in enumerate(both):
        run.report["nodes"][0]["name"] = f"http://127.0.0.1:{number}"
    assert summary(both)["1 item"]["auction"]["shares"] == {"node": 1.0}


def test_the_line_of_a_failed_run_names_the_fault() -> None:
    assert Run("none", "1 item", {}, ["it died"]).line() == "none | 1 item | it died"


def test_results_are_read_as_they_were_written(tmp_path: Path) -> None:
    file = tmp_path / "bench.json"
    assert read(file) is None
    everything = found(*runs("auction", 100))
    write(file, everything)
    assert read(file) == everything
    assert "answered_histogram_ms" not in file.read_text(), "the pooled one is enough"

"""The page with all results."""

from pathlib import Path

from loadtest.bench.publish.results import conditions, results_page
from loadtest.bench.results import Run, write
from tests.unit.loadtest.bench.made_runs import found, report, runs


def page(folder: Path) -> str:
    return "\n".join(results_page(folder, charts="charts/", method="measuring.md"))


def test_only_measured_loads_have_a_section(tmp_path: Path) -> None:
    write(tmp_path / "bench.json", found(*runs("auction", 3000, load="room of 1000")))
    text = page(tmp_path)
    assert "## A room of 1,000 sockets, 20 bids/s" in text
    assert "hot item" not in text
    assert "HAProxy" not in text


def test_charts_are_shown_once_they_were_drawn(tmp_path: Path) -> None:
    write(tmp_path / "bench.json", found(*runs("auction", 3000)))
    (tmp_path / "latency.png").touch()
    text = page(tmp_path)
    assert "(charts/latency.png)" in text
    assert "throughput.png" not in text


def test_the_rooms_of_ten_thousand_sockets_have_sections(tmp_path: Path) -> None:
    write(tmp_path / "room.json", found(*runs("auction", 990, load="room of 10000")))
    drop = {"drop": {"gone_s": 1.5, "half_back_s": 4.0, "back_s": 12.0}}
    run = Run("auction", "drop of 10000", {**report(9), **drop}, [])
    write(tmp_path / "drop.json", found(run))
    text = page(tmp_path)
    assert "| accepted bids/s | 990 |" in text
    assert "| all of them watch again after, s | 12.0 |" in text


def test_the_page_names_every_fault_and_the_versions(tmp_path: Path) -> None:
    write(tmp_path / "bench.json", found(*runs("auction", 9), Run("none", "1 item", {}, ["died"])))
    text = page(tmp_path)
    assert "- none, 1 item: died" in text
    assert "python-socketio" in text
    assert "3 rounds of 2 s" in text
    assert "the first 2 rounds" in text


def test_the_results_of_a_busy_machine_are_marked() -> None:
    busy = conditions(found(*runs("auction", 9), interference=0.3))
    assert any(line.startswith("**The machine was busy") for line in busy)
    quiet = conditions(found(*runs("auction", 9), interference=0.03))
    assert "Other programs had 3% of the two cores." in list(quiet)


def test_the_page_links_to_the_method(tmp_path: Path) -> None:
    assert "[measuring.md](measuring.md)" in page(tmp_path)
    assert page(tmp_path).endswith("Nothing is measured yet: run `make bench`.")

"""Runs are appended to a record."""

from pathlib import Path

from tests.faults.report.record import append, read, run_line, versions
from tests.faults.tally import Tally


def test_a_record_that_does_not_exist_has_no_runs(tmp_path: Path) -> None:
    assert read(tmp_path / "runs.json") == []


def test_runs_are_appended(tmp_path: Path) -> None:
    tally = Tally()
    tally.struck(("redis_pauses",))
    for seed in (1, 2):
        run = run_line(tally, seed, 1, seconds=61.2, drawn=[{}], failures=[])
        append(tmp_path / "runs.json", run)
    runs = read(tmp_path / "runs.json")
    assert [(run["seed"], run["seconds"], run["faults"]) for run in runs] == [
        (1, 61, {"redis_pauses": 1}),
        (2, 61, {"redis_pauses": 1}),
    ]


def test_the_versions_of_the_stores_are_numbers() -> None:
    assert all(version[0].isdigit() for version in versions().values())

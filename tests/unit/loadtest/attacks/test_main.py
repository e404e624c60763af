"""The command line: which results are stored, and the exit status."""

import argparse
from pathlib import Path

import pytest

from loadtest.attacks import __main__ as command
from loadtest.attacks.__main__ import main, parse
from loadtest.attacks.measure import AttackResults, AttackRow
from loadtest.launch import LaunchError


def results(p99_ms: float) -> AttackResults:
    row = AttackRow("flood", 1, 1, 1, 1, calm_p99_ms=2.0, p99_ms=p99_ms)
    return AttackResults({}, "2026-11-26", 0.0, 1, 1.0, [row])


def stand_in(monkeypatch: pytest.MonkeyPatch, found: AttackResults | Exception) -> None:
    async def measured(arguments: argparse.Namespace) -> AttackResults:
        if isinstance(found, Exception):
            raise found
        return found

    monkeypatch.setattr(command, "_measure", measured)


@pytest.mark.parametrize(("p99_ms", "status"), [(3.9, 0), (4.1, 1)])
def test_a_bystander_who_waits_more_than_twice_as_long_is_exit_status_1(
    monkeypatch: pytest.MonkeyPatch, p99_ms: float, status: int
) -> None:
    stand_in(monkeypatch, results(p99_ms))
    assert main(["--only", "60 kB of gzip"]) == status


def test_the_results_of_all_attacks_are_stored_and_published(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    published = []
    stand_in(monkeypatch, results(2.0))
    monkeypatch.setattr(command, "RESULTS", tmp_path)
    monkeypatch.setattr(command, "publish", lambda: published.append(True))
    assert main([]) == 0
    assert (tmp_path / "attacks.json").exists()
    assert published == [True]


def test_a_bench_that_cannot_run_is_exit_status_2(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch, LaunchError("no node"))
    assert main([]) == 2


def test_an_unknown_attack_is_refused() -> None:
    with pytest.raises(SystemExit) as ended:
        parse(["--only", "nonsense"])
    assert ended.value.code == 2

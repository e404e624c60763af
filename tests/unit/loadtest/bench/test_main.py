"""The bench's command line: publishing and the exit status."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from loadtest.bench import __main__ as command
from loadtest.bench.__main__ import is_whole, main, parse
from loadtest.bench.plan import Plan
from loadtest.bench.results import Results, Run
from loadtest.launch import LaunchError
from tests.unit.loadtest.bench.made_runs import found, runs


@pytest.mark.parametrize(
    ("line", "whole"),
    [
        ([], True),
        (["--rounds", "1"], True),
        (["room"], True),
        (["--without-balancer"], True),
        (["quick"], False),
        (["--servers", "lua"], False),
        (["--loads", "1 item"], False),
    ],
)
def test_only_a_whole_plan_is_published(line: Sequence[str], whole: bool) -> None:
    assert is_whole(parse(line)) == whole


@pytest.mark.parametrize("line", [["--rounds", "0"], ["--seconds", "-1"], ["--servers", "nobody"]])
def test_an_invalid_command_line_ends_with_2(line: Sequence[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(line)
    assert ended.value.code == 2


@pytest.mark.parametrize(
    ("wrong", "status"),
    [({}, 0), ({"lua": ["it died"]}, 0), ({"auction": ["a socket was lost"]}, 1)],
)
def test_only_failed_runs_of_the_product_end_with_1(
    wrong: dict[str, list[str]], status: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def measured(plan: Plan, minutes: float, echo: object) -> Results:
        failed = [Run(server, "1 item", {}, faults) for server, faults in wrong.items()]
        return found(*runs("auction", 100), *failed)

    monkeypatch.setattr(command, "bench", measured)
    monkeypatch.setattr(command, "draw", lambda folder, found: [])
    assert main(["--results", str(tmp_path)]) == status
    assert (tmp_path / "bench.json").exists()
    assert (tmp_path / "results.md").exists()


def test_a_bench_that_can_not_run_ends_with_2_and_keeps_earlier_results(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def refused(plan: Plan, minutes: float, echo: object) -> Results:
        raise LaunchError("there is one core")

    monkeypatch.setattr(command, "bench", refused)
    (tmp_path / "results.md").write_text("earlier")
    assert main(["--results", str(tmp_path)]) == 2
    assert capsys.readouterr().err == "can't run: there is one core\n"
    assert (tmp_path / "results.md").read_text() == "earlier"

"""The command line of `make bench-growth`."""

from pathlib import Path

import pytest

from loadtest.bench.growth import __main__ as command
from loadtest.bench.growth.plan import GrowthPlan
from loadtest.bench.growth.results import GrowthResults, read_growth
from loadtest.launch import LaunchError
from tests.unit.loadtest.bench.growth.made_growth import growth


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """Measure at once, keep results in a folder of the test, and note what is published."""
    pages: list[str] = []

    async def measured(plan: GrowthPlan, minutes: float, echo: object) -> GrowthResults:
        return growth(plan=plan.name)

    monkeypatch.setattr(command, "bench_growth", measured)
    monkeypatch.setattr(command, "RESULTS", tmp_path)
    monkeypatch.setattr(command, "publish_scaling", lambda: pages.append("scaling"))
    return pages


@pytest.mark.parametrize(
    ("line", "whole"),
    [
        ([], True),
        (["--rounds", "2"], True),
        (["quick"], False),
        (["--only", "items"], False),
        (["--only", "items", "--update"], True),
    ],
)
def test_only_a_whole_plan_is_published(
    line: list[str], whole: bool, published: list[str], tmp_path: Path
) -> None:
    assert command.main(line) == 0
    assert published == ["scaling"] * whole
    assert read_growth(tmp_path if whole else tmp_path / "part") is not None


def test_a_bench_that_can_not_run_ends_with_2_and_one_line(
    published: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def refused(plan: GrowthPlan, minutes: float, echo: object) -> GrowthResults:
        raise LaunchError("there is one core")

    monkeypatch.setattr(command, "bench_growth", refused)
    assert command.main([]) == 2
    assert capsys.readouterr().err == "can't run: there is one core\n"
    assert published == []


@pytest.mark.parametrize("line", [["--rounds", "0"], ["--only", "nothing"], ["large"]])
def test_an_invalid_command_line_ends_with_2(line: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command.parse(line)
    assert ended.value.code == 2

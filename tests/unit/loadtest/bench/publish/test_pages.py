"""The pages that show the results, as files."""

from pathlib import Path

import pytest

from loadtest.bench.publish.pages import BEGIN, END, PAGE, README, PublishError, publish
from loadtest.bench.results import write
from tests.nodes import ROOT
from tests.unit.loadtest.bench.made_runs import found, runs


def test_the_text_outside_the_marks_stays(tmp_path: Path) -> None:
    readme, page = tmp_path / "README.md", tmp_path / "results.md"
    readme.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n")
    write(tmp_path / "bench.json", found(*runs("auction", 3000)))
    publish(readme, page, tmp_path)
    written = readme.read_text()
    assert written.startswith(f"before\n{BEGIN}\nMeasured on ")
    assert written.endswith(f"\n{END}\nafter\n")
    assert "old" not in written
    publish(readme, page, tmp_path)
    assert readme.read_text() == written, "a second time changes nothing"


@pytest.mark.parametrize("text", ["", BEGIN, END, f"{END}{BEGIN}"])
def test_without_the_marks_nothing_is_written(tmp_path: Path, text: str) -> None:
    readme, page = tmp_path / "README.md", tmp_path / "results.md"
    readme.write_text(text)
    with pytest.raises(PublishError):
        publish(readme, page, tmp_path)
    assert readme.read_text() == text
    assert not page.exists()


def test_the_repository_s_pages_are_those_of_its_stored_results(tmp_path: Path) -> None:
    readme, page = tmp_path / "README.md", tmp_path / "results.md"
    readme.write_text(README.read_text())
    publish(readme, page)
    assert readme.read_text() == README.read_text()
    assert page.read_text() == PAGE.read_text()


def test_every_link_of_the_results_page_leads_to_a_file() -> None:
    parts = PAGE.read_text().split("](")[1:]
    targets = {part.partition(")")[0] for part in parts}
    assert targets
    assert all((ROOT / "docs" / target).exists() for target in targets), targets

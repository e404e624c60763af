"""The measured part of docs/scaling.md."""

from itertools import pairwise
from pathlib import Path

import pytest
from msgspec.structs import replace

from loadtest.bench.growth.results import write_growth
from loadtest.bench.publish.pages import PublishError
from loadtest.bench.publish.scaling import BEGIN, END, publish_scaling, scaling_lines
from tests.unit.loadtest.bench.growth.made_growth import axis, growth, point


def test_a_cost_that_grows_by_more_than_a_sixth_is_not_flat() -> None:
    lines = scaling_lines(
        growth(
            axes=[
                axis("items", point(10, 100), point(10_000, 114)),
                axis("archive", point(0, 100), point(1_000_000, 120)),
            ]
        )
    )
    assert "| open items | 10 | 10,000 | 1.14 | 1.14 | 1.00 | 1.00 | 1.00 | yes |" in lines
    assert (
        "| bids in the archive | 0 | 1,000,000 | 1.20 | 1.20 | 1.00 | 1.00 | 1.00 | no |" in lines
    )


def test_the_prediction_is_shown_beside_the_measurement() -> None:
    lines = scaling_lines(growth())
    assert "## 4 nodes, predicted and then measured" in lines
    assert "| CPU us of all nodes | 130 | 143 | 1.10 |" in lines


def test_the_durability_is_named_where_the_record_has_it() -> None:
    old = growth()
    assert not any("durability" in line for line in scaling_lines(old))
    axes = [replace(each, durability="everysec") for each in old.axes]
    line = "The durability of the stores was `everysec`."
    assert line in scaling_lines(growth(axes=axes))


def test_a_busy_machine_is_named() -> None:
    assert any("The machine was busy" in line for line in scaling_lines(growth(interference=0.4)))
    assert not any("The machine was busy" in line for line in scaling_lines(growth()))


def test_every_table_has_the_cells_of_its_heading() -> None:
    lines = scaling_lines(growth())
    for before, after in pairwise(lines):
        if before.startswith("|") and after.startswith("|"):
            assert before.count("|") == after.count("|"), after


def test_only_the_part_between_the_marks_is_written(tmp_path: Path) -> None:
    page = tmp_path / "scaling.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n")
    publish_scaling(page, tmp_path)
    assert "old" in page.read_text(), "nothing is measured yet"
    write_growth(tmp_path, growth())
    publish_scaling(page, tmp_path)
    text = page.read_text()
    assert text.startswith(f"before\n{BEGIN}\n")
    assert text.endswith(f"\n{END}\nafter\n")
    assert "old" not in text
    page.write_text("no marks")
    with pytest.raises(PublishError, match="lacks the marks"):
        publish_scaling(page, tmp_path)

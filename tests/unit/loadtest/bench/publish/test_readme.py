"""The README's section of results."""

from pathlib import Path

import pytest

from loadtest.bench.publish import readme
from loadtest.bench.publish.readme import BEGIN, END, ReadmeError, rewrite, section
from loadtest.bench.results import Run, write
from tests.unit.loadtest.bench.made_runs import figures, found, runs

STATS = """Type,Name,Request Count,Failure Count,50%,95%,99%
socket,bid accepted,1128,0,5,53,110
POST,POST /bid,95,2,5,42,98
,Aggregated,1223,2,5,53,110
"""


def test_what_stands_outside_the_marks_stays(tmp_path: Path) -> None:
    page = tmp_path / "README.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n")
    rewrite(page, tmp_path)
    assert page.read_text() == f"before\n{BEGIN}\n{section(tmp_path)}\n{END}\nafter\n"
    written = page.read_text()
    rewrite(page, tmp_path)
    assert page.read_text() == written, "once more changes nothing"


@pytest.mark.parametrize("text", ["", BEGIN, END, f"{END}{BEGIN}"])
def test_a_readme_without_the_marks_is_left_alone(tmp_path: Path, text: str) -> None:
    page = tmp_path / "README.md"
    page.write_text(text)
    with pytest.raises(ReadmeError):
        rewrite(page, tmp_path)
    assert page.read_text() == text


def test_the_readme_has_a_place_for_the_results() -> None:
    text = readme.README.read_text()
    assert text.count(BEGIN) == text.count(END) == 1


def test_nothing_measured_is_said_to_be_so(tmp_path: Path) -> None:
    assert section(tmp_path) == "Nothing measured yet: `make bench`."


def test_charts_are_shown_as_far_as_they_were_drawn(tmp_path: Path) -> None:
    write(tmp_path / "bench.json", found(*runs("auction", 3000)))
    (tmp_path / "latency.png").touch()
    text = section(tmp_path)
    assert "(loadtest/results/latency.png)" in text
    assert "throughput.png" not in text


def test_only_what_was_measured_has_a_table(tmp_path: Path) -> None:
    write(tmp_path / "bench.json", found(*runs("auction", 3000, load="room of 1000")))
    text = section(tmp_path)
    assert "A room of 1,000 sockets" in text
    assert "One hot item" not in text
    assert "HAProxy" not in text


def test_a_room_of_ten_thousand_is_told_beside_it(tmp_path: Path) -> None:
    write(tmp_path / "room.json", found(*runs("auction", 990, load="room of 10000")))
    assert "990 accepted/s" in section(tmp_path)


def test_a_room_that_was_dropped_is_told_beside_it(tmp_path: Path) -> None:
    drop = {"drop": {"gone_s": 1.5, "half_back_s": 4.0, "back_s": 12.0}}
    run = Run("auction", "drop of 10000", {**figures(9), **drop}, [])
    write(tmp_path / "drop.json", found(run))
    assert "had forgotten them all after 1.50 s" in section(tmp_path)


def test_locust_s_figures_are_those_of_its_own_file(tmp_path: Path) -> None:
    folder = tmp_path / "locust"
    folder.mkdir()
    (folder / "locust_stats.csv").write_text(STATS)
    assert "Locust" not in section(tmp_path), "nobody knows what was asked for"
    (folder / "plan.json").write_text('{"shape":"rush","crowd":200,"seconds":60,"locust":"2.47.0"}')
    text = section(tmp_path)
    assert "**Locust 2.47.0**: `rush`, 200 users at the most, 60 s" in text
    assert "| bid accepted | 1,128 | 0 | 5 | 53 | 110 |" in text
    assert "| POST /bid | 95 | 2 | 5 | 42 | 98 |" in text
    assert "Aggregated" not in text

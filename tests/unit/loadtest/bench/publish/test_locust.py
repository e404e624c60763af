"""The table of Locust's run."""

from pathlib import Path

from loadtest.bench.publish.locust import locust_section

STATS = """Type,Name,Request Count,Failure Count,50%,95%,99%
socket,bid accepted,1128,0,5,53,110
POST,POST /bid,95,2,5,42,98
,Aggregated,1223,2,5,53,110
"""


def test_the_numbers_are_those_of_locust_s_own_file(tmp_path: Path) -> None:
    (tmp_path / "locust_stats.csv").write_text(STATS)
    (tmp_path / "plan.json").write_text(
        '{"shape":"rush","crowd":200,"seconds":60,"locust":"2.47.0"}'
    )
    lines = locust_section(tmp_path)
    assert lines[0].startswith("Locust 2.47.0, shape `rush`, at most 200 users, 60 s")
    assert "| bid accepted | 1,128 | 0 | 5 | 53 | 110 |" in lines
    assert "| POST /bid | 95 | 2 | 5 | 42 | 98 |" in lines
    assert not any("Aggregated" in line for line in lines)


def test_a_run_whose_plan_is_unknown_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "locust_stats.csv").write_text(STATS)
    assert locust_section(tmp_path) == []

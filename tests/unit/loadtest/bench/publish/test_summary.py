"""The README's section of results."""

from pathlib import Path

from loadtest.bench.publish.summary import summary
from loadtest.bench.results import Run, write
from tests.unit.loadtest.bench.made_runs import found, runs


def lines(folder: Path, *several: Run, interference: float = 0.0) -> list[str]:
    write(folder / "bench.json", found(*several, interference=interference))
    return summary(folder, charts="charts/", page="docs/results.md")


def test_each_row_compares_with_the_strongest_peer(tmp_path: Path) -> None:
    hot = [*runs("auction", 3000), *runs("setnx", 100), *runs("lua", 750)]
    section = lines(tmp_path, *hot)
    row = "| one hot item, 50 bidders: bids/s | 3,000 | 750 (one Lua script per bid) | 4.00 |"
    assert row in section


def test_the_strongest_peer_in_costs_is_the_cheapest(tmp_path: Path) -> None:
    room = [
        *runs("auction", 20, load="room of 1000", us=12),
        *runs("lua", 20, load="room of 1000", us=60),
        *runs("node", 20, load="room of 1000", us=15),
    ]
    row = next(line for line in lines(tmp_path, *room) if "room of 1,000" in line)
    assert row.endswith("| 12.0 | 15.0 (Node, socket.io, `SET NX` with retry) | 0.80 |")


def test_a_server_of_our_own_is_not_a_peer(tmp_path: Path) -> None:
    section = lines(tmp_path, *runs("auction", 3000), *runs("auction, everysec", 9000))
    assert "| one hot item, 50 bidders: bids/s | 3,000 |  |  |" in section


def test_a_crowded_room_is_compared_with_a_bare_write(tmp_path: Path) -> None:
    write(tmp_path / "room.json", found(*runs("auction", 990, load="room of 10000", us=20)))
    row = next(line for line in lines(tmp_path, *runs("auction", 9)) if "10,100" in line)
    assert "| 20.0 | 10.0 (a bare write by uvloop; no peer was measured) | 2.00 |" in row


def test_the_chart_is_shown_once_it_was_drawn(tmp_path: Path) -> None:
    assert not any("![" in line for line in lines(tmp_path, *runs("auction", 9)))
    (tmp_path / "throughput.png").touch()
    assert any("(charts/throughput.png)" in line for line in lines(tmp_path, *runs("auction", 9)))


def test_results_of_a_busy_machine_are_marked(tmp_path: Path) -> None:
    busy = lines(tmp_path, *runs("auction", 9), interference=0.3)
    assert any("other programs had 30%" in line for line in busy)
    assert not any("other programs" in line for line in lines(tmp_path, *runs("auction", 9)))


def test_without_results_the_section_names_the_command(tmp_path: Path) -> None:
    section = summary(tmp_path, charts="", page="docs/results.md")
    assert section == ["Nothing is measured yet: run `make bench`."]
